/** Run lengths and delays at a threshold, and the threshold of a run length. */
import { firstAbove, type Records } from './records.js';

/** Of one method in one stream. */
export interface Rise {
  readonly records: Records;
  /** Samples that were read. */
  readonly length: number;
}

/** A mean, and its standard error over references. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/** By reference, the streams watched with it. */
type ByReference = readonly (readonly Rise[])[];

/** When a stream crossed; 0 where it did not. */
type Crossing = (rise: Rise) => number;

const above =
  (threshold: number): Crossing =>
  ({ records }) =>
    firstAbove(records, threshold);

/**
 * Mean samples to a crossing: samples that were at risk by crossings, as if the chance were the same at each
 * sample. Infinite where nothing crossed. The error is that of a ratio, references being drawn.
 */
export function runLength(
  streams: ByReference,
  crossing: Crossing,
): Estimate & { crossings: number } {
  const perReference = streams.map((rises) => {
    let [samples, crossings] = [0, 0];
    for (const rise of rises) {
      const at = crossing(rise);
      samples += at || rise.length;
      if (at) crossings++;
    }
    return { samples, crossings };
  });
  const crossings = perReference.reduce((sum, one) => sum + one.crossings, 0);
  const samples = perReference.reduce((sum, one) => sum + one.samples, 0);
  const mean = samples / crossings;
  const squares = perReference.reduce(
    (sum, one) => sum + (one.samples - mean * one.crossings) ** 2,
    0,
  );
  const freedom = streams.length > 1 ? streams.length / (streams.length - 1) : 1;
  return { mean, error: Math.sqrt(freedom * squares) / crossings, crossings };
}

export function runLengthAbove(
  streams: ByReference,
  threshold: number,
): ReturnType<typeof runLength> {
  return runLength(streams, above(threshold));
}

/** The lowest threshold, of the values that were reached, at which the run length is the wanted one. */
export function thresholdFor(streams: ByReference, runTime: number): number {
  const values = streams
    .flatMap((rises) => rises.flatMap(({ records }) => records.map(([, value]) => value)))
    .sort((a, b) => a - b);
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runLengthAbove(streams, values[middle]!).mean >= runTime) high = middle;
    else low = middle + 1;
  }
  return values[low]!;
}

/** Mean samples to a crossing, a stream without one counting for its length; and the share that crossed. */
export function delayOf(streams: ByReference, crossing: Crossing): Estimate & { found: number } {
  const means = streams.map((rises) => mean(rises.map((rise) => crossing(rise) || rise.length)));
  const centre = mean(means);
  const spread = means.reduce((sum, one) => sum + (one - centre) ** 2, 0);
  const error = Math.sqrt(spread / (means.length * Math.max(1, means.length - 1)));
  const found = mean(streams.flatMap((rises) => rises.map((rise) => (crossing(rise) ? 1 : 0))));
  return { mean: centre, error, found };
}

export function delayAbove(streams: ByReference, threshold: number): ReturnType<typeof delayOf> {
  return delayOf(streams, above(threshold));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
