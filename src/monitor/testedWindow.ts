import type { LiveDetails } from './liveTest.js';

/** An input in the window of the latest test, and how unlike the reference it is. */
export interface DriftedInput {
  /** Counts the samples that were admitted, from 1. */
  readonly sample: number;
  /** When it came, ISO 8601. */
  readonly time: string;
  /**
   * The witness of MMD there: how much more it resembles the reference than the rest of the window.
   * The most negative is the most unlike the reference.
   */
  readonly witness: number;
  /** What `observe` was given as `id`. */
  readonly id?: string;
  /** A small picture of it, with `keepThumbnails`. */
  readonly thumbnail?: OffscreenCanvas;
}

/** The inputs of a test's window, the most unlike the reference first. */
export function mostDrifted({ witness, inputs }: LiveDetails, count: number): DriftedInput[] {
  return [...witness.keys()]
    .sort((a, b) => witness[a]! - witness[b]!)
    .slice(0, count)
    .flatMap((slot) => {
      const input = inputs[slot];
      if (!input) return [];
      const { sample, timeMs, thumbnail, id } = input;
      const time = new Date(timeMs).toISOString();
      return {
        sample,
        time,
        witness: witness[slot]!,
        ...(id !== undefined && { id }),
        ...(thumbnail && { thumbnail }),
      };
    });
}

/** What the latest test compared its statistic with. */
export interface TestedNull {
  /** The statistic of each permutation, shape [permutations]; a copy. */
  readonly nullStatistics: Float64Array;
  /** The statistic of the window: MMD², or with `bandwidth: 'fuse'` the fused one. */
  readonly statistic: number;
  /** From 1 / (1 + permutations) to 1; ties within rounding count against the alarm. */
  readonly pValue: number;
}

/** The null distribution of a test, safe from the tests to come. */
export function testedNull({ nullStatistics, statistic, pValue }: LiveDetails): TestedNull {
  return { nullStatistics: Float64Array.from(nullStatistics), statistic, pValue };
}
