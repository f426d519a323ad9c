import { cast, keep, type Rank, reshape, Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { InvalidFeaturesError } from '../errors.js';
import { copyRows, type FeatureRows, type FeatureRowsLike } from '../rows/featureRows.js';

/** Feature rows that wait to be taken in: on the backend, or in main memory. */
export type Sample = { readonly onBackend: Tensor2D } | { readonly rows: FeatureRows };

/**
 * Samples between the app's forward pass and the monitor's own time. Bounded, so that an app that
 * is faster than the monitor costs samples, not memory: the oldest are given up first.
 */
export class SampleQueue {
  readonly #limit: number;
  #samples: Sample[] = [];
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#samples.length === 0;
  }

  /** Samples given up so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes ownership of a sample's tensor. */
  push(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length <= this.#limit) return;
    const oldest = this.#samples.shift();
    if (oldest) disposeSample(oldest);
    this.#dropped++;
  }

  /** Hands over the oldest sample, and with it its ownership. */
  take(): Sample | undefined {
    return this.#samples.shift();
  }

  clear(): void {
    for (const sample of this.#samples.splice(0)) disposeSample(sample);
  }
}

/**
 * A sample of the caller's feature rows: arrays are copied, a tensor is shared and stays alive
 * when the caller disposes of his.
 *
 * @throws InvalidFeaturesError for a tensor of another rank, or arrays that are no rows.
 */
export function toSample(features: FeatureRowsLike): Sample {
  if (!(features instanceof Tensor)) {
    const rows = copyRows(features, 'live');
    return { rows: { ...rows, values: Float32Array.from(rows.values) } };
  }
  const { shape, rank } = features;
  if (rank < 1 || rank > 2 || features.size === 0) {
    throw new InvalidFeaturesError(
      `live: a tensor of shape [${shape}] came; [count, width] or [width] was expected.`,
    );
  }
  const rows: [number, number] = rank === 1 ? [1, -1] : [shape[0]!, shape[1]!];
  return { onBackend: tidy(() => keep(cast(reshape<Rank.R2>(features, rows), 'float32'))) };
}

/** A sample's rows in main memory, not yet checked for width or finite values. */
export async function readSample(sample: Sample): Promise<FeatureRows> {
  if ('rows' in sample) return sample.rows;
  const [count, width] = sample.onBackend.shape;
  return { values: Float32Array.from(await sample.onBackend.data()), count, width };
}

export function disposeSample(sample: Sample): void {
  if ('onBackend' in sample) sample.onBackend.dispose();
}
