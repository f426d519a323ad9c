import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { came, requireSignal, requireType } from '../../core/base/checks.js';
import {
  InvalidFeaturesError,
  InvalidImageError,
  InvalidOptionError,
} from '../../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import type { DeviceRows, FeatureRows } from '../../core/base/rows.js';
import { nextTask } from '../../core/base/tasks.js';
import { type ModelOutputs, modelOutputs, unknownOutputs } from '../../core/ks/modelOutputs.js';
import type { Extraction } from '../../core/model/identity.js';
import type { TapOptions } from '../../core/model/tap.js';
import { type ModelInput, toModelTensor } from './imageInput.js';
import { tapOptionNames, tappable } from './tappable.js';

/** How far fitting has come. */
export interface FitProgress {
  /** Inputs done. */
  readonly done: number;
  /** Inputs in all, where the iterable tells. */
  readonly total: number | undefined;
}

/** Options of `Reference.fit`. */
export interface FitOptions extends TapOptions {
  /**
   * Makes of each input what the model takes, e.g. a batch of one, scaled to [0, 1]. Called in a
   * `tf.tidy`, with images as [height, width, 3] in 0 to 255. Not needed for a MobileNet.
   * @defaultValue inputs go to the model as they are
   */
  readonly preprocess?: (input: Tensor) => Tensor;
  /** Called after each input. */
  readonly onProgress?: (progress: FitProgress) => void;
  /** Stops fitting between two inputs. */
  readonly signal?: AbortSignal;
}

const NAMES: NamesOf<FitOptions> = {
  ...tapOptionNames,
  preprocess: true,
  onProgress: true,
  signal: true,
};

/** Feature rows of inputs, and the model's outputs where it has logits; one forward pass each. */
export async function extractFeatures(
  model: object,
  inputs: Iterable<ModelInput> | AsyncIterable<ModelInput>,
  options: FitOptions,
): Promise<Extraction> {
  requireKnownNames('Reference.fit', options, NAMES);
  const { preprocess, onProgress, signal, ...tapOptions } = options;
  requireType('preprocess', preprocess, 'function');
  requireType('onProgress', onProgress, 'function');
  requireSignal(signal);
  requireInputs(inputs);
  const source = tappable(model, tapOptions);
  const passes: Pass[] = [];
  const failures: unknown[] = [];
  const tapped = source.tap({
    isOpen: () => true,
    wantsLogits: true,
    onFeatures: (features, logits) => passes.push({ features, logits }),
    onError: (error) => failures.push(error),
  });
  const total = sizeOf(inputs);
  const rows: Float32Array[] = [];
  const outputs: ModelOutputs[] = [];
  let width = 0;
  let done = 0;
  try {
    for await (const input of inputs) {
      signal?.throwIfAborted();
      const tensor = await named(done, () => toModelTensor(input));
      try {
        dispose(tidy(() => source.infer(tapped, preprocess ? preprocess(tensor) : tensor)));
      } finally {
        tensor.dispose();
      }
      if (failures.length > 0) throw failures[0];
      const pass = passes[0];
      if (!pass) throw new InvalidFeaturesError('The model gave no features in its pass.');
      const { features, logits } = pass;
      const row = Float32Array.from(await features.data());
      outputs.push(logits ? await outputsOf(logits) : unknownOutputs(features.shape[0]));
      passes.splice(0).forEach(free);
      if (done > 0 && features.shape[1] !== width) {
        throw new InvalidFeaturesError(
          `reference: input ${done} gave features of width ${features.shape[1]}, those before it ` +
            `of width ${width}; give the model inputs of one size.`,
        );
      }
      width = features.shape[1];
      rows.push(row);
      done++;
      onProgress?.({ done, total });
      // Backends that compute at once would never let the page paint.
      await nextTask();
    }
    if (rows.length === 0) {
      throw new InvalidFeaturesError('reference: at least 2 inputs were expected, none came.');
    }
    return {
      features: flatten(rows, width),
      outputs: joined(outputs),
      source: { model: await source.identify(), preprocessing: source.preprocessing },
    };
  } finally {
    passes.forEach(free);
  }
}

function requireInputs(inputs: unknown): void {
  const given = typeof inputs === 'object' && inputs !== null ? inputs : {};
  if (Symbol.iterator in given || Symbol.asyncIterator in given) return;
  const isCall = typeof inputs === 'function';
  throw new InvalidOptionError(
    `inputs: an array of images was expected, or something else to loop over, ${came(inputs)} came. ` +
      (isCall ? 'Call the generator: `inputs()`.' : 'Of one image give an array, `[image]`.'),
  );
}

/** What one forward pass gave. */
interface Pass {
  readonly features: DeviceRows;
  readonly logits: DeviceRows | undefined;
}

function free({ features, logits }: Pass): void {
  features.dispose();
  logits?.dispose();
}

async function outputsOf(logits: DeviceRows): Promise<ModelOutputs> {
  const [count, width] = logits.shape;
  return modelOutputs({ values: await logits.data(), count, width });
}

function joined(parts: readonly ModelOutputs[]): ModelOutputs | undefined {
  const all = (name: keyof ModelOutputs): Float32Array =>
    Float32Array.from(parts.flatMap((part) => [...part[name]]));
  const outputs = { confidence: all('confidence'), entropy: all('entropy') };
  return outputs.confidence.every(Number.isFinite) ? outputs : undefined;
}

async function named<T>(index: number, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (cause) {
    if (!(cause instanceof InvalidImageError)) throw cause;
    throw new InvalidImageError(`Input ${index}: ${cause.message}`, { cause });
  }
}

function flatten(rows: Float32Array[], width: number): FeatureRows {
  const length = rows.reduce((sum, row) => sum + row.length, 0);
  const values = new Float32Array(length);
  let offset = 0;
  for (const row of rows) {
    values.set(row, offset);
    offset += row.length;
  }
  return { values, count: length / width, width };
}

function sizeOf(inputs: object): number | undefined {
  const { length, size } = inputs as { length?: number; size?: number };
  return length ?? size;
}
