import { InvalidFeaturesError } from '../base/errors.js';
import { kolmogorovSmirnovTail } from './kolmogorovSmirnovTail.js';

/** The values of one sample in rising order: sorted once, compared often. */
export type SortedSample = Float64Array & { readonly __sorted: true };

/** What {@link kolmogorovSmirnov} found. */
export interface KolmogorovSmirnovResult {
  /** D, the largest distance between the two empirical distribution functions, 0 to 1. */
  readonly statistic: number;
  /** The probability of such a D for samples of one distribution; conservative with ties. */
  readonly pValue: number;
}

/**
 * Sorts a copy of the values.
 *
 * @throws {@link InvalidFeaturesError} for no values, or a NaN or infinity among them.
 */
export function sortedSample(values: ArrayLike<number>): SortedSample {
  const sorted = Float64Array.from(values).sort();
  // NaN sorts last, and so does Infinity before it.
  if (Number.isFinite(sorted[0]) && Number.isFinite(sorted[sorted.length - 1])) {
    return sorted as SortedSample;
  }
  throw new InvalidFeaturesError(
    `A sample of ${sorted.length} values, ${sorted[0]} to ${sorted[sorted.length - 1]}, came; ` +
      'at least one was expected, and all of them finite numbers.',
  );
}

/**
 * The two-sample Kolmogorov-Smirnov test: D = max |F_reference(t) - F_live(t)| over all t
 * (Smirnov, "Table for Estimating the Goodness of Fit of Empirical Distributions", Annals of
 * Mathematical Statistics 19, 1948). Tied values step both functions at once, before the distance
 * is taken.
 */
export function kolmogorovSmirnov(
  reference: SortedSample,
  live: SortedSample,
): KolmogorovSmirnovResult {
  const n = reference.length;
  const m = live.length;
  const scaled = scaledDistance(reference, live);
  return { statistic: scaled / (n * m), pValue: kolmogorovSmirnovTail(scaled, n, m) };
}

/** n m D, a whole number: the largest |i m - j n| after i values of one and j of the other. */
export function scaledDistance(reference: SortedSample, live: SortedSample): number {
  const n = reference.length;
  const m = live.length;
  let i = 0;
  let j = 0;
  let largest = 0;
  // Once one sample is used up the distance only falls.
  while (i < n && j < m) {
    const value = Math.min(reference[i]!, live[j]!);
    while (i < n && reference[i]! === value) i++;
    while (j < m && live[j]! === value) j++;
    const distance = Math.abs(i * m - j * n);
    if (distance > largest) largest = distance;
  }
  return largest;
}
