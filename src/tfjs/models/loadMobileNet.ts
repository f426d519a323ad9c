import { io } from '@tensorflow/tfjs-core';
import { load, type MobileNet, type ModelConfig } from '@tensorflow-models/mobilenet';
import { came, requireType } from '../../core/base/checks.js';
import { InvalidOptionError, ModelLoadError } from '../../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { countingFetch } from './countingFetch.js';

/** Options of {@link loadMobileNet}. */
export interface LoadMobileNetOptions {
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
   * Told the share of the weights' bytes that are loaded, above 0 and rising to 1, as they arrive.
   * After 1 the model is still warmed up. Never called where `modelUrl` is an IOHandler, or begins
   * with `indexeddb://` or `localstorage://`. One that throws is reported on the console, and not
   * called again.
   */
  readonly onProgress?: (share: number) => void;
}

const NAMES: NamesOf<LoadMobileNetOptions> = {
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
 * @throws ModelLoadError if the file is missing, is an HTML page, or is not a MobileNet.
 */
export async function loadMobileNet(options: LoadMobileNetOptions): Promise<MobileNet> {
  requireMobileNetOptions(options);
  const { modelUrl, version = 1, alpha = 1, inputRange = [0, 1], onProgress } = options;
  try {
    const source = onProgress ? withProgress(modelUrl, onProgress) : modelUrl;
    return await load({ version, alpha, modelUrl: source, inputRange });
  } catch (cause) {
    const why = typeof modelUrl === 'string' ? await diagnose(modelUrl) : undefined;
    throw new ModelLoadError(
      `MobileNet could not be loaded from ${typeof modelUrl === 'string' ? `'${modelUrl}'` : 'its handler'}: ` +
        `${why ?? (cause instanceof Error ? cause.message : cause)}. ` +
        'A model.json of a MobileNet GraphModel with its weight files beside it was expected.',
      { cause },
    );
  }
}

/** What tfjs itself would load from, but telling how far it is. */
function withProgress(
  modelUrl: string | io.IOHandler,
  onProgress: (share: number) => void,
): string | io.IOHandler {
  if (typeof modelUrl !== 'string') return modelUrl;
  const loadOptions = { fetchFunc: countingFetch(onProgress) };
  // A relative address has no handler of its own: tfjs, too, takes one for HTTP then.
  return io.getLoadHandlers(modelUrl, loadOptions)[0] ?? io.http(modelUrl, loadOptions);
}

/** What is wrong with the files themselves; undefined where they look like a model. */
async function diagnose(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url);
    const refusal = diagnoseAnswer(response);
    if (refusal) return refusal;
    const { format, weightsManifest } = await response.json();
    if (!weightsManifest) return 'the file is JSON, but no tfjs model';
    if (format && format !== 'graph-model') return `the model is a '${format}', not a GraphModel`;
    for (const path of (weightsManifest as { paths: string[] }[]).flatMap(({ paths }) => paths)) {
      const weights = await fetch(new URL(path, response.url), { method: 'HEAD' });
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
