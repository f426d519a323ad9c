import { dispose, Tensor, tidy } from '@tensorflow/tfjs-core';
import { requireSignal, requireType } from '../../core/base/checks.js';
import {
  DriftError,
  InvalidFeaturesError,
  InvalidImageError,
  InvalidOptionError,
} from '../../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { PATIENCE_MS, patiently } from '../../core/base/patience.js';
import { type RowOriginOptions, rowOrigins } from '../../core/base/rowOrigins.js';
import type { DeviceRows, FeatureRows } from '../../core/base/rows.js';
import { nextTask } from '../../core/base/tasks.js';
import { type ModelOutputs, modelOutputs, unknownOutputs } from '../../core/ks/modelOutputs.js';
import type { Extraction, FeatureSource } from '../../core/model/identity.js';
import type { TapOptions } from '../../core/model/tap.js';
import { isImage, type ModelInput, toModelTensor } from './imageInput.js';
import { eachInput, type InputList, requireInputList, sizeOf } from './inputList.js';
import { isMobileNet } from './mobileNet.js';
import { tapOptionNames, tappable } from './tappable.js';

/** How far fitting has come. */
export interface FitProgress {
  /** Inputs done. */
  readonly done: number;
  /** Inputs in all, where the iterable tells. */
  readonly total: number | undefined;
}

/** Options of `Reference.fit`. */
export interface FitOptions extends TapOptions, RowOriginOptions {
  /**
   * Makes of each input what the model takes, e.g. a batch of one, scaled to [0, 1]. Called in a
   * `tf.tidy`, with images as [height, width, 3] in 0 to 255. Not needed for a MobileNet.
   * @defaultValue inputs go to the model as they are
   */
  readonly preprocess?: (input: Tensor) => Tensor;
  /** Called after each input. */
  readonly onProgress?: (progress: FitProgress) => void;
  /** Stops fitting at once, also while an input or the model is waited for. */
  readonly signal?: AbortSignal;
}

const OPTIONS: NamesOf<FitOptions> = {
  ...tapOptionNames,
  preprocess: true,
  labels: true,
  times: true,
  onProgress: true,
  signal: true,
};

/**
 * Feature rows of inputs, and the model's outputs where it has logits; one forward pass each.
 *
 * @param ms How long an image may take to load, and a pass to be computed.
 */
export async function extractFeatures(
  model: object,
  inputs: InputList,
  options: FitOptions,
  ms: number = PATIENCE_MS,
): Promise<Extraction> {
  requireKnownNames('Reference.fit', options, OPTIONS);
  const { preprocess, onProgress, signal, labels, times, ...tapOptions } = options;
  requireType('preprocess', preprocess, 'function');
  requireType('onProgress', onProgress, 'function');
  requireSignal(signal);
  requireInputList(inputs);
  const total = sizeOf(inputs);
  requireEnough({ labels, times }, total);
  const patience = { ms, signal };
  const source = tappable(model, tapOptions);
  const passes: Pass[] = [];
  const failures: unknown[] = [];
  // Before the first pass weights are often in main memory still, and are what was loaded.
  const identity = await patiently(source.identify(signal), 'The model', patience);
  const tapped = source.tap({
    isOpen: () => true,
    wantsLogits: true,
    onFeatures: (features, logits) => passes.push({ features, logits }),
    onError: (error) => failures.push(error),
  });
  const prepare = (tensor: Tensor): Tensor => {
    const prepared = preprocess ? requireTensor(preprocess(tensor)) : tensor;
    return isMobileNet(model) ? requireColours(prepared) : prepared;
  };
  const infer = async (input: ModelInput): Promise<ReadPass> => {
    const tensor = await toModelTensor(input, patience);
    try {
      dispose(tidy(() => source.infer(tapped, prepare(tensor))));
    } finally {
      tensor.dispose();
    }
    if (failures.length > 0) throw failures[0];
    const pass = passes.shift();
    if (!pass) throw new InvalidFeaturesError('the model gave no features in its pass.');
    return patiently(readPass(pass), 'The model', patience).finally(() => free(pass));
  };
  const rows: ReadPass[] = [];
  let imageSize: FeatureSource['imageSize'];
  try {
    for await (const input of eachInput(inputs, signal)) {
      const done = rows.length;
      rows.push(await atInput(done, signal, async () => checked(await infer(input), rows)));
      if (isImage(input)) imageSize = 'natural';
      onProgress?.({ done: done + 1, total });
      // Backends that compute at once would never let the page paint.
      await nextTask();
    }
    const [first] = rows;
    if (!first) {
      throw new InvalidFeaturesError('reference: at least 2 inputs were expected, none came.');
    }
    const features = flatten(
      rows.map(({ values }) => values),
      first.width,
    );
    return {
      features,
      ...rowOrigins({ labels, times }, features.count),
      outputs: joined(rows.map(({ outputs }) => outputs)),
      source: { model: identity, preprocessing: source.preprocessing, imageSize },
    };
  } finally {
    passes.forEach(free);
  }
}

/**
 * A batch is an input of several rows, so that how many labels are too many shows in the end.
 *
 * @param inputs How many there are, where that is known.
 * @throws InvalidOptionError for labels or times that cannot be enough, before minutes have gone by.
 */
function requireEnough(origins: RowOriginOptions, inputs: number | undefined): void {
  if (inputs === undefined) return;
  const lists = Object.values(origins).filter((list) => typeof list === 'object');
  if (lists.some((list) => !(list?.length >= inputs))) rowOrigins(origins, inputs);
}

/** What goes wrong with an input is told with its number. */
async function atInput<Value>(
  index: number,
  signal: AbortSignal | undefined,
  call: () => Promise<Value>,
): Promise<Value> {
  try {
    return await call();
  } catch (cause) {
    signal?.throwIfAborted();
    const isOwn = cause instanceof DriftError;
    const Kind = isOwn ? (cause.constructor as typeof DriftError) : InvalidImageError;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Kind(`Input ${index}: ${isOwn ? '' : 'the model cannot take it: '}${message}`, {
      cause,
    });
  }
}

function requireTensor(prepared: unknown): Tensor {
  if (prepared instanceof Tensor) return prepared;
  throw new InvalidOptionError(
    `preprocess: a tensor was expected from it, ${Object.prototype.toString.call(prepared)} came.`,
  );
}

/** MobileNet makes images of any numbers, also of those that are in other places. */
function requireColours(tensor: Tensor): Tensor {
  const { shape, rank } = tensor;
  if ((rank === 3 || rank === 4) && shape[rank - 1] === 3) return tensor;
  throw new InvalidImageError(
    `a tensor of shape [${shape}] came; [height, width, 3] with red, green and blue in 0 to 255 was ` +
      'expected. `preprocess` can bring it to that.',
  );
}

/** What one forward pass gave, in main memory. */
interface ReadPass {
  /** Shape [count, width]. */
  readonly values: Float32Array;
  readonly width: number;
  readonly outputs: ModelOutputs;
}

/** Frees it when it is read, however long that takes. */
async function readPass(pass: Pass): Promise<ReadPass> {
  const { features, logits } = pass;
  try {
    const values = Float32Array.from(await features.data());
    const [count, width] = features.shape;
    return { values, width, outputs: logits ? await outputsOf(logits) : unknownOutputs(count) };
  } finally {
    free(pass);
  }
}

/** @param before What the inputs before it gave. */
function checked(pass: ReadPass, before: readonly ReadPass[]): ReadPass {
  const { values, width } = pass;
  const expected = before[0]?.width ?? width;
  if (width !== expected) {
    throw new InvalidFeaturesError(
      `it gave features of width ${width}, those before it of width ${expected}; give the model ` +
        'inputs of one size.',
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return pass;
  const at = before.reduce((sum, one) => sum + one.values.length, bad);
  throw new InvalidFeaturesError(
    `the reference's row ${Math.floor(at / width)} holds ${values[bad]} at position ${at % width}; ` +
      'every feature must be a finite number. Check what the model was given.',
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
