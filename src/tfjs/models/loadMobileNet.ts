import { io } from '@tensorflow/tfjs-core';
import { load, type MobileNet, type ModelConfig } from '@tensorflow-models/mobilenet';
import { came, requireType } from '../../core/base/checks.js';
import { InvalidOptionError, ModelLoadError, TimeoutError } from '../../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { type Abortable, PATIENCE_MS, patiently } from '../../core/base/patience.js';
import { countingFetch } from './countingFetch.js';

/** Options of {@link loadMobileNet}. */
export interface LoadMobileNetOptions extends Abortable {
  /** Where the GraphModel's `model.json` lies, or an IOHandler. */
  readonly modelUrl: string | io.IOHandler;
  /** @defaultValue `1` */
  readonly version?: ModelConfig['version'];
  /** Width multiplier. @defaultValue `1` */
  readonly alpha?: NonNullable<ModelConfig['alpha']>;
  /**
   * The range of the pixel values that the graph expects: [0, 1] for graphs with their own scaling
   * step, as those published by TensorFlow; [-1, 1] for plain conversions from Keras. A wrong range
   * gives wrong classes without an error. @defaultValue `[0, 1]`
   */
  readonly inputRange?: [number, number];
  /**
   * Called with the share of the weights' bytes that are loaded, above 0 and rising to 1, as they arrive.
   * After 1 the model is still warmed up. Never called where `modelUrl` is an IOHandler, or begins with
   * `indexeddb://` or `localstorage://`. One that throws is reported on the console, and not called again.
   */
  readonly onProgress?: (share: number) => void;
}

const NAMES: NamesOf<LoadMobileNetOptions> = {
  signal: true,
  modelUrl: true,
  version: true,
  alpha: true,
  inputRange: true,
  onProgress: true,
};

function requireMobileNetOptions(options: LoadMobileNetOptions): void {
  requireKnownNames('loadMobileNet', options, NAMES);
  const { modelUrl, inputRange, onProgress } = options;
  if (typeof modelUrl !== 'string' && typeof modelUrl?.load !== 'function') {
    throw new InvalidOptionError(
      "modelUrl: the address of a model.json was expected, e.g. '/models/mobilenet/model.json', or an " +
        `IOHandler, ${came(modelUrl)} came.`,
    );
  }
  const isRange = Array.isArray(inputRange) && inputRange.length === 2;
  if (inputRange !== undefined && !(isRange && inputRange.every(Number.isFinite))) {
    throw new InvalidOptionError(
      `inputRange: two numbers were expected, as [0, 1] or [-1, 1], ${came(inputRange)} came.`,
    );
  }
  requireType('onProgress', onProgress, 'function');
}

/**
 * Loads `@tensorflow-models/mobilenet` from your own server and warms it up once.
 *
 * @throws InvalidOptionError for an option that is not known, or of the wrong kind.
 * @throws ModelLoadError if the file is missing, is an HTML page, or is not a MobileNet; or where nothing
 *   has come for a minute, of the files or of the backend that warms it up. An IOHandler is waited for.
 * @throws The signal's reason, when aborted; the download ends.
 */
export async function loadMobileNet(options: LoadMobileNetOptions): Promise<MobileNet> {
  requireMobileNetOptions(options);
  const { modelUrl, version = 1, alpha = 1, inputRange = [0, 1], onProgress, signal } = options;
  signal?.throwIfAborted();
  const download = new AbortController();
  const { fetch: fetchFunc, came } = countingFetch(onProgress, download.signal);
  const isAddress = typeof modelUrl === 'string';
  const loading = (async () => {
    const source = isAddress ? handlerOf(modelUrl, { fetchFunc }) : modelUrl;
    return load({ version, alpha, modelUrl: source, inputRange });
  })();
  try {
    return await patiently(loading, 'Its server or the backend', {
      ms: isAddress ? PATIENCE_MS : Number.POSITIVE_INFINITY,
      signal,
      progress: came,
    });
  } catch (cause) {
    download.abort();
    loading.then(disposeOf).catch(() => {});
    signal?.throwIfAborted();
    const isLate = cause instanceof TimeoutError;
    const why = isAddress && !isLate && (await diagnosis(modelUrl, signal));
    signal?.throwIfAborted();
    throw new ModelLoadError(
      `MobileNet could not be loaded from ${isAddress ? `'${modelUrl}'` : 'its handler'}: ` +
        `${why || (cause instanceof Error ? cause.message.replace(/\.$/, '') : cause)}. ` +
        'A model.json of a MobileNet GraphModel with its weight files beside it was expected.',
      { cause },
    );
  }
}

/** What tfjs itself would load from. A relative address has no handler of its own: then one for HTTP. */
function handlerOf(modelUrl: string, options: io.LoadOptions): io.IOHandler {
  return io.getLoadHandlers(modelUrl, options)[0] ?? io.http(modelUrl, options);
}

/** One that comes after all is nobody's. */
function disposeOf(late: MobileNet): void {
  (late as unknown as { readonly model?: { dispose(): void } }).model?.dispose();
}

/** It is to say what went wrong, and not to be one more wait. */
const DIAGNOSED_WITHIN_MS = 10_000;

async function diagnosis(url: string, signal?: AbortSignal): Promise<string | undefined> {
  const requests = new AbortController();
  const patience = { ms: DIAGNOSED_WITHIN_MS, signal };
  return patiently(diagnose(url, requests.signal), '', patience)
    .catch(() => undefined)
    .finally(() => requests.abort());
}

/** What is wrong with the files themselves; undefined where they look like a model. */
async function diagnose(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal });
    const refusal = diagnoseAnswer(response);
    if (refusal) return refusal;
    const { format, weightsManifest } = await response.json();
    if (!weightsManifest) return 'the file is JSON, but no tfjs model';
    if (format && format !== 'graph-model') return `the model is a '${format}', not a GraphModel`;
    for (const path of (weightsManifest as { paths: string[] }[]).flatMap(({ paths }) => paths)) {
      const weights = await fetch(new URL(path, response.url), { method: 'HEAD', signal });
      const why = diagnoseAnswer(weights);
      if (why) return `its weight file '${path}' is missing: ${why}`;
    }
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError
      ? 'the file is not JSON'
      : 'the file could not be fetched at all';
  }
}

function diagnoseAnswer({ ok, status, statusText, headers }: Response): string | undefined {
  if (!ok) return `the server answered ${status} ${statusText}`.trim();
  return headers.get('content-type')?.includes('html')
    ? 'the server answered with an HTML page, as some do for a missing file'
    : undefined;
}
