import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRows } from '../base/rows.js';
import type { Pause } from '../base/tasks.js';
import {
  kolmogorovSmirnovTail,
  type SortedSample,
  scaledDistance,
  sortedSample,
} from './kolmogorovSmirnov.js';

/** One Kolmogorov-Smirnov test per feature; all have the same sample sizes. */
interface KolmogorovSmirnovPerFeature {
  /** Shape [width]: D of each feature. */
  readonly statistics: Float64Array;
  /** Shape [width]: the same D has the same p-value, so the smallest is that of the largest D. */
  readonly pValues: Float64Array;
}

/** p-values by n m D, for one pair of sample sizes. */
export type KnownTails = Map<number, number>;

/** A tail takes up to some ms, and the same ones come again and again. */
const MAX_KNOWN_TAILS = 10_000;

/**
 * Compares each feature of live rows with that of the reference. The p-values are of single
 * tests: correct them with `bonferroni` or `benjaminiHochberg`.
 *
 * @param reference Of {@link sortedFeatures}, made once for many windows.
 * @param live Finite rows of the same width.
 * @param known Kept by the caller from test to test of the same sample sizes; added to.
 * @throws {@link InvalidFeaturesError} for another width, no rows, or a NaN or infinity.
 */
export async function kolmogorovSmirnovPerFeature(
  reference: readonly SortedSample[],
  live: FeatureRows,
  pause: Pause,
  known: KnownTails = new Map(),
): Promise<KolmogorovSmirnovPerFeature> {
  const width = reference.length;
  if (live.width !== width) {
    throw new InvalidFeaturesError(
      `live: rows of width ${live.width} came; the reference has ${width}.`,
    );
  }
  const [n, m] = [reference[0]!.length, live.count];
  const statistics = new Float64Array(width);
  const pValues = new Float64Array(width);
  for (let feature = 0; feature < width; feature++) {
    const scaled = scaledDistance(reference[feature]!, sortedFeature(live, feature));
    const pValue = known.get(scaled) ?? kolmogorovSmirnovTail(scaled, n, m);
    if (known.size >= MAX_KNOWN_TAILS) known.clear();
    known.set(scaled, pValue);
    statistics[feature] = scaled / (n * m);
    pValues[feature] = pValue;
    await pause();
  }
  return { statistics, pValues };
}

/** The sorted values of each feature, shape [width][count]. */
export async function sortedFeatures(rows: FeatureRows, pause: Pause): Promise<SortedSample[]> {
  const samples: SortedSample[] = [];
  for (let feature = 0; feature < rows.width; feature++) {
    samples.push(sortedFeature(rows, feature));
    await pause();
  }
  return samples;
}

function sortedFeature({ values, count, width }: FeatureRows, feature: number): SortedSample {
  const column = new Float64Array(count);
  for (let row = 0; row < count; row++) column[row] = values[row * width + feature]!;
  return sortedSample(column);
}

/** Where the largest of the values is; the first place where there are several. */
export function largestAt(values: ArrayLike<number>): number {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[at]!) at = i;
  return at;
}
