import { cast, keep, type Rank, reshape, Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { InvalidFeaturesError } from '../core/base/errors.js';
import { copyRows, type FeatureRows, type FeatureRowsLike } from '../core/base/rows.js';
import { copyGpuRows, type GpuRows, isGpuRows } from '../tfjs/gpuRows.js';
import type { FeatureTap } from '../tfjs/models/featureTap.js';
import { wantsOutputs } from './liveOutputs.js';
import type { ResolvedMonitorOptions } from './options.js';
import { type ThumbnailSource, thumbnailOf } from './thumbnail.js';

/** Rows on the backend, or in main memory. */
export type SampleRows = { readonly onBackend: Tensor2D } | { readonly rows: FeatureRows };

/** Feature rows that wait to be taken in, and what came with them. */
export type Sample = SampleRows & {
  /** The model's logits for them, where they are wanted. */
  readonly logits?: SampleRows | undefined;
  /** When they came, milliseconds since 1970. */
  readonly timeMs: number;
  readonly thumbnail?: OffscreenCanvas | undefined;
  /** The caller's name for it. */
  readonly id?: string | undefined;
  /** Known later: why its rows never came, where they did not. */
  readonly refusal?: Promise<InvalidFeaturesError | undefined> | undefined;
};

/** Options of `DriftMonitor.observe`. */
export interface ObserveOptions {
  /**
   * The model's logits for the same rows, before softmax, as arrays or a tensor [count, classes]:
   * for the secondary detectors of its outputs; without those they are not looked at.
   */
  readonly logits?: FeatureRowsLike;
  /** A name for the input, that `mostDrifted` gives back. */
  readonly id?: string;
  /** The input that the features are of, for `keepThumbnails`. */
  readonly image?: ThumbnailSource;
}

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

/** Live feature rows as users hold them. */
export type ObservedFeatures = FeatureRowsLike | GpuRows;

/**
 * A sample of the caller's feature rows: arrays and GPU buffers are copied, a tensor is shared and
 * stays alive when the caller disposes of his.
 *
 * @throws InvalidFeaturesError for a tensor of another rank, or what is no rows.
 */
export function toSample(
  features: ObservedFeatures,
  timeMs: number,
  { logits, id }: ObserveOptions = {},
): Sample {
  const rows = isGpuRows(features) ? copyGpuRows(features) : toSampleRows(features, 'live');
  const sample = { ...rows, timeMs, id };
  if (!logits) return sample;
  try {
    return { ...sample, logits: toLogits(logits, sizes(sample).count) };
  } catch (error) {
    disposeRows(sample);
    throw error;
  }
}

function toLogits(logits: FeatureRowsLike, expected: number): SampleRows {
  const rows = toSampleRows(logits, 'logits');
  const { count, width } = sizes(rows);
  if (count === expected && width >= 2) return rows;
  disposeRows(rows);
  throw new InvalidFeaturesError(
    `logits: ${count} rows of ${width} came; one of at least 2 classes was expected for each of ` +
      `the ${expected} feature rows.`,
  );
}

export function sizes(sample: SampleRows): { count: number; width: number } {
  if ('rows' in sample) return sample.rows;
  const [count, width] = sample.onBackend.shape;
  return { count, width };
}

function toSampleRows(features: FeatureRowsLike, what: string): SampleRows {
  if (!(features instanceof Tensor)) {
    const rows = copyRows(features, what);
    return { rows: { ...rows, values: Float32Array.from(rows.values) } };
  }
  const { shape, rank } = features;
  if (rank < 1 || rank > 2 || features.size === 0) {
    throw new InvalidFeaturesError(
      `${what}: a tensor of shape [${shape}] came; [count, width] or [width] was expected.`,
    );
  }
  const rows: [number, number] = rank === 1 ? [1, -1] : [shape[0]!, shape[1]!];
  return { onBackend: tidy(() => keep(cast(reshape<Rank.R2>(features, rows), 'float32'))) };
}

/** A sample's rows in main memory, not yet checked for width or finite values. */
export async function readSample(sample: SampleRows): Promise<FeatureRows> {
  if ('rows' in sample) return sample.rows;
  return { values: Float32Array.from(await sample.onBackend.data()), ...sizes(sample) };
}

export function disposeSample(sample: Sample): void {
  disposeRows(sample);
  if (sample.logits) disposeRows(sample.logits);
}

function disposeRows(rows: SampleRows): void {
  if ('onBackend' in rows) rows.onBackend.dispose();
}

/** What a {@link monitorTap} needs of its monitor. */
interface TapHooks {
  readonly isOpen: () => boolean;
  readonly push: (sample: Sample) => void;
  readonly onError: (error: unknown) => void;
}

/** Turns what a tapped model computes into samples. */
export function monitorTap(options: ResolvedMonitorOptions, hooks: TapHooks): FeatureTap {
  let input: unknown;
  return {
    isOpen: hooks.isOpen,
    wantsLogits: wantsOutputs(options),
    onInput: (given) => {
      input = given;
    },
    onFeatures: (onBackend, logits) => {
      const sample = {
        onBackend,
        logits: logits && { onBackend: logits },
        timeMs: options.clock(),
        thumbnail: thumbnailOf(input, options.keepThumbnails, hooks.onError),
      };
      input = undefined;
      // An asynchronous pass may end after it is of interest.
      if (hooks.isOpen()) hooks.push(sample);
      else disposeSample(sample);
    },
    onError: hooks.onError,
  };
}
