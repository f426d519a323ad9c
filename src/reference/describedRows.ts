import { ContentHash } from '../core/base/contentHash.js';
import { meanRow } from '../core/base/derivedRows.js';
import { InvalidFeaturesError } from '../core/base/errors.js';
import { assertFinite, type FeatureRow, type FeatureRows } from '../core/base/rows.js';
import { timeSlices } from '../core/base/tasks.js';
import { chooseLandmarks } from '../core/fleet/landmarks.js';
import { medianOrZero } from '../core/math/medianDistance.later.js';
import { storedRows } from './storedRows.js';

/** Rows as a reference keeps them, and what follows from them alone. */
interface DescribedRows {
  readonly features: FeatureRows;
  readonly mean: FeatureRow;
  /** 0 where more than half of the pairs of rows are equal. */
  readonly bandwidth: number;
  readonly id: string;
  readonly landmarks: readonly number[];
}

/**
 * @param rows At least 2.
 * @throws InvalidFeaturesError for a NaN, an infinity or rows that are all equal.
 * @throws The signal's reason, when aborted.
 */
export async function describedRows(
  rows: FeatureRows,
  signal?: AbortSignal,
): Promise<DescribedRows> {
  const features = storedRows(rows);
  assertFinite(features, 'reference');
  const bandwidth = await bandwidthOf(features, signal);
  await timeSlices(signal)();
  return {
    features,
    mean: meanRow(features),
    bandwidth,
    id: await contentId(features, signal),
    landmarks: await landmarksOf(features, signal),
  };
}

/** What landmarks are drawn by: the same rows have the same, whoever reads them. */
const LANDMARK_SEED = 0;

/** See `Reference.landmarks`. */
export function landmarksOf(features: FeatureRows, signal?: AbortSignal): Promise<number[]> {
  return chooseLandmarks(features, { seed: LANDMARK_SEED, pause: timeSlices(signal) });
}

/**
 * The median distance of rows; 0 where more than half of the pairs are equal.
 *
 * @throws {@link InvalidFeaturesError} for rows that are all equal: no test would tell them from a model
 *   that has stopped to look.
 */
export async function bandwidthOf(rows: FeatureRows, signal?: AbortSignal): Promise<number> {
  const median = await medianOrZero(rows, 'squared', { signal });
  const { values, count, width } = rows;
  if (median > 0 || values.some((value, at) => value !== values[at % width])) return median;
  throw new InvalidFeaturesError(
    `reference: all ${count} rows are equal; rows that differ were expected. Check what the model was ` +
      'given, and that the feature is not constant.',
  );
}

/** A name for rows: a hash, the same for the same content. */
export async function contentId(
  { values, width, count }: FeatureRows,
  signal?: AbortSignal,
): Promise<string> {
  const pause = timeSlices(signal);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  const hash = new ContentHash(width);
  const rowWords = words.length / count;
  for (let start = 0; start < words.length; start += rowWords) {
    hash.add(words, start, start + rowWords);
    await pause();
  }
  return `ref-${hash.hex()}`;
}
