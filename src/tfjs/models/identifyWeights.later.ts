import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { BackendUnavailableError, DisposedError, TimeoutError } from '../../core/base/errors.js';
import { patiently } from '../../core/base/patience.js';
import { timeSlices } from '../../core/base/tasks.js';
import type { ModelIdentity, WeightFingerprint } from '../../core/model/identity.js';
import { fingerprintOf } from '../../core/model/weightFingerprint.later.js';

/** All weights of a model. */
export interface ModelWeights {
  readonly model: object;
  readonly weights: readonly ModelWeight[];
  /** True where their order, and not their names, is the same whenever and wherever it is loaded. */
  readonly areInOrder?: boolean;
}

interface ModelWeight {
  /** How people know it. */
  readonly name: string;
  readonly tensor: Tensor;
}

type WeightsIdentity = Pick<ModelIdentity, 'architecture' | 'weightMagnitude' | 'weights'>;

/** What is known of models, for as long as their weights are where they were. */
const known = new WeakMap<object, { holders: readonly unknown[]; identity: WeightsIdentity }>();

/**
 * What identifies a model by its weights, which are read one after the other, each once; nothing is
 * read where they are held by what held them the last time.
 */
export async function identifyWeights(
  { model, weights, areInOrder }: ModelWeights,
  signal?: AbortSignal,
): Promise<WeightsIdentity> {
  const keyed = weights.map((weight, at) => ({
    ...weight,
    key: areInOrder ? String(at).padStart(5, '0') : weight.name,
  }));
  const sorted = keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  const holders = sorted.flatMap(({ tensor }) => holdersOf(tensor));
  const before = known.get(model);
  const isKnown =
    before?.holders.length === holders.length &&
    before.holders.every((holder, at) => holder === holders[at]);
  if (isKnown) return before.identity;

  const architecture = hash(
    sorted.map(({ key, tensor }) => `${key}:${tensor.shape}:${tensor.dtype}`).join('\n'),
  );
  const pause = timeSlices(signal);
  const smallest = smallestOf(sorted);
  let weightMagnitude = 0;
  const fingerprints: WeightFingerprint[] = [];
  for (const { name, tensor } of sorted) {
    const values = await read(name, tensor, signal);
    if (tensor === smallest) weightMagnitude = meanMagnitude(values);
    fingerprints.push({ name, ...(await fingerprintOf(values, pause)) });
  }
  const identity = { architecture, weightMagnitude, weights: fingerprints };
  known.set(model, { holders, identity });
  return identity;
}

/**
 * The values' place, which is another once a weight is assigned, and the backend, another once tfjs has
 * moved them: by a synchronous readback, which can give zeros.
 */
function holdersOf({ dataId }: Tensor): [object, unknown] {
  return [dataId, engine().state.tensorInfo.get(dataId)?.backend];
}

async function read(
  name: string,
  tensor: Tensor,
  signal: AbortSignal | undefined,
): Promise<ArrayLike<number>> {
  try {
    const reading: Promise<ArrayLike<number>> =
      tensor.dtype === 'string' ? digits(tensor) : tensor.data();
    return await patiently(reading, `The weight '${name}' of the model`, { signal });
  } catch (cause) {
    if (cause instanceof TimeoutError || signal?.aborted) throw cause;
    const message = `The weight '${name}' of the model cannot be read, so that nobody knows which model it is`;
    throw tensor.isDisposed
      ? new DisposedError(
          `${message}: it was disposed of. Dispose of a model after it was unwrapped.`,
        )
      : new BackendUnavailableError(
          `${message}: ${cause instanceof Error ? cause.message : cause}. Load the model again, on a ` +
            'backend that works.',
          { cause },
        );
  }
}

/** The first of those that older versions of the library knew a model by. */
function smallestOf(weights: ModelWeights['weights']): Tensor | undefined {
  return weights
    .map(({ tensor }) => tensor)
    .filter(({ size, dtype }) => size >= 32 && dtype === 'float32')
    .reduce<Tensor | undefined>(
      (best, one) => (best && best.size <= one.size ? best : one),
      undefined,
    );
}

function meanMagnitude(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += Math.abs(values[at]!);
  // A file can hold no other number.
  return Number.isFinite(sum) ? sum / values.length : 0;
}

/** Of text a hash, as eight digits. */
async function digits(tensor: Tensor): Promise<number[]> {
  const texts = await tensor.bytes();
  return [...hash([texts].flat().join('\n'))].map((digit) => Number.parseInt(digit, 16));
}

/** FNV-1a, 32 bits: enough to tell architectures apart, and the same everywhere. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  return (state >>> 0).toString(16).padStart(8, '0');
}
