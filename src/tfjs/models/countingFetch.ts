/** Bytes of one value in a weight file, by the dtype it is stored in. */
const BYTES: Readonly<Record<string, number>> = {
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
  float32: 4,
  int32: 4,
  complex64: 8,
};

interface ModelJson {
  readonly weightsManifest: readonly { readonly weights: readonly WeightSpec[] }[];
}

interface WeightSpec {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype?: string };
}

/** A `fetch` for `io.http`, and how far it is. */
export interface CountingFetch {
  readonly fetch: typeof fetch;
  /** Rises with every answer and all bytes that come. */
  came(): number;
}

/**
 * A `fetch` for `io.http` that tells the share of the weights' bytes that have arrived.
 *
 * The `onProgress` of tfjs-core 4.22 counts files instead, a half of it for answers that have only
 * begun, and leaves an unhandled rejection in the page where a file cannot be fetched
 * (`io/progress.ts`). Not by Content-Length, which counts bytes before they are decompressed.
 *
 * @param onProgress One that throws is reported on the console, and not called again.
 * @param signal Ends all requests.
 */
export function countingFetch(
  onProgress: ((share: number) => void) | undefined,
  signal: AbortSignal,
): CountingFetch {
  let told = onProgress;
  let total: number | undefined;
  let answers = 0;
  let loaded = 0;
  let last = 0;

  function count(bytes: number): void {
    loaded += bytes;
    const share = Math.min(1, loaded / total!);
    if (!(share > last)) return;
    last = share;
    try {
      told?.(share);
    } catch (error) {
      told = undefined;
      console.error('tfjs-drift: an onProgress listener threw.', error);
    }
  }

  const counted: typeof fetch = async (input, init) => {
    const response = await fetch(input, { ...init, signal });
    answers++;
    if (!response.ok || !response.body) return response;
    // tfjs asks for the model.json first, and for nothing else before it has come.
    if (total === undefined) {
      const json = await response.text();
      total = weightBytes(json);
      return new Response(json, response);
    }
    const counter = new TransformStream<Uint8Array, Uint8Array>(
      {
        transform(chunk, controller) {
          count(chunk.byteLength);
          controller.enqueue(chunk);
        },
      },
      undefined,
      // Takes in all that comes: tfjs reads no file before the answers for all of them have begun.
      { highWaterMark: Number.POSITIVE_INFINITY },
    );
    return new Response(response.body.pipeThrough(counter), response);
  };
  return { fetch: counted, came: () => answers + loaded };
}

/** NaN where it cannot be told: then nothing is, and tfjs says what is wrong with the file. */
function weightBytes(json: string): number {
  try {
    const { weightsManifest }: ModelJson = JSON.parse(json);
    const sizes = weightsManifest.flatMap(({ weights }) =>
      weights.map(({ shape, dtype, quantization }) => {
        const values = shape.reduce((product, size) => product * size, 1);
        return values * (BYTES[quantization?.dtype ?? dtype] ?? Number.NaN);
      }),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return Number.NaN;
  }
}
