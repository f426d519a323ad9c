import { InvalidFeaturesError } from '../errors.js';
import type { FeatureRows } from '../rows/featureRows.js';
import { type SortedSample, scaledDistance, sortedSample } from './kolmogorovSmirnov.js';
import { kolmogorovSmirnovTail } from './kolmogorovSmirnovTail.js';

/** One Kolmogorov-Smirnov test per feature; all have the same sample sizes. */
export interface KolmogorovSmirnovPerFeature {
  /** Shape [width]: D of each feature. */
  readonly statistics: Float64Array;
  /**
   * The p-value of one feature, worked out when asked for. The same D has the same p-value, so
   * the smallest one is that of the largest D.
   */
  pValue(feature: number): number;
}

/**
 * Compares each feature of live rows with that of the reference. The p-values are of single
 * tests: correct them with `bonferroni` or `benjaminiHochberg`.
 *
 * @param reference Of {@link sortedFeatures}, made once for many windows.
 * @param live Finite rows of the same width.
 * @throws {@link InvalidFeaturesError} for another width, no rows, or a NaN or infinity.
 */
export function kolmogorovSmirnovPerFeature(
  reference: readonly SortedSample[],
  live: FeatureRows,
): KolmogorovSmirnovPerFeature {
  if (live.width !== reference.length) {
    throw new InvalidFeaturesError(
      `live: rows of width ${live.width} came; the reference has ${reference.length}.`,
    );
  }
  const n = reference[0]!.length;
  const m = live.count;
  const samples = sortedFeatures(live);
  const scaled = reference.map((sample, feature) => scaledDistance(sample, samples[feature]!));
  const known = new Map<number, number>();
  return {
    statistics: Float64Array.from(scaled, (distance) => distance / (n * m)),
    pValue(feature) {
      const distance = scaled[feature]!;
      const pValue = known.get(distance) ?? kolmogorovSmirnovTail(distance, n, m);
      known.set(distance, pValue);
      return pValue;
    },
  };
}

/** The sorted values of each feature, shape [width][count]. */
export function sortedFeatures({ values, count, width }: FeatureRows): SortedSample[] {
  return Array.from({ length: width }, (_, feature) => {
    const column = new Float64Array(count);
    for (let row = 0; row < count; row++) column[row] = values[row * width + feature]!;
    return sortedSample(column);
  });
}
