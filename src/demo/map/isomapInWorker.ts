import type { Reference } from 'tfjs-drift';
import type { Projection } from 'tfjs-drift/charts';

/** Maps whose arithmetic runs beside the page. */
export interface MapInWorker extends Projection {
  /** The reference in whitened coordinates, shape [n, k]. */
  readonly whitened: readonly (readonly number[])[];
  /** Live rows in the same coordinates. */
  whiten(rows: readonly ArrayLike<number>[]): Promise<number[][]>;
  /** Ends the worker; open calls of `transform` never answer. */
  close(): void;
}

/**
 * Fits Isomap on a reference in a worker, which then places live rows on the map.
 *
 * @throws What the worker says went wrong; the signal's reason, when aborted.
 */
export async function fitIsomapInWorker(
  { features }: Reference,
  signal: AbortSignal,
): Promise<MapInWorker> {
  const worker = new Worker(new URL('./isomapWorker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, (placed: Placed) => void>();
  const known = new WeakMap<object, { readonly placed: number[]; readonly whitened: number[] }>();
  let lastId = 0;
  const close = (): void => worker.terminate();
  const fitted = await new Promise<Fitted>((resolve, reject) => {
    signal.addEventListener('abort', () => {
      close();
      reject(signal.reason);
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.addEventListener('message', ({ data }: MessageEvent<MapReply>) => {
      if ('embedding' in data) resolve(data);
      else if ('failure' in data) reject(new Error(data.failure));
      else {
        waiting.get(data.id)?.(data);
        waiting.delete(data.id);
      }
    });
    ask(worker, { fit: splitRows(features.values, features.width) });
  });
  const transform = async (rows: readonly ArrayLike<number>[]): Promise<number[][]> => {
    const place = rows.filter((row) => !known.has(row));
    if (place.length > 0) {
      const { placed, whitened } = await new Promise<Placed>((resolve) => {
        waiting.set(++lastId, resolve);
        ask(worker, { id: lastId, place });
      });
      place.forEach((row, at) => {
        known.set(row, { placed: placed[at]!, whitened: whitened[at]! });
      });
    }
    return rows.map((row) => known.get(row)!.placed);
  };
  return {
    ...fitted,
    transform,
    async whiten(rows) {
      await transform(rows);
      return rows.map((row) => known.get(row)!.whitened);
    },
    close,
  };
}

function ask(worker: Worker, request: MapRequest): void {
  worker.postMessage(request);
}

function splitRows(values: Float32Array | Float64Array, width: number): ArrayLike<number>[] {
  const rows: ArrayLike<number>[] = [];
  for (let start = 0; start < values.length; start += width) {
    rows.push(values.slice(start, start + width));
  }
  return rows;
}

/** Rows to fit the map on, then rows to place on it. */
export type MapRequest =
  | { readonly fit: readonly ArrayLike<number>[] }
  | { readonly id: number; readonly place: readonly ArrayLike<number>[] };

interface Fitted {
  readonly embedding: number[][];
  readonly whitened: readonly (readonly number[])[];
}

interface Placed {
  readonly id: number;
  readonly placed: number[][];
  readonly whitened: number[][];
}

/** The worker's answers, each to one request. */
export type MapReply = Fitted | Placed | { readonly failure: string };
