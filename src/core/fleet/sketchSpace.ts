import { requireRange } from '../base/checks.js';
import { ContentHash } from '../base/contentHash.js';
import { InvalidOptionError } from '../base/errors.js';
import { type FeatureRows, pickRows } from '../base/rows.js';
import type { Pause } from '../base/tasks.js';
import { distance } from '../math/distances.js';
import { type Kernel, measureOf } from '../mmd/kernel.js';
import { kernelFunction } from '../mmd/kernelFunction.js';
import type { SketchSpace } from './sketch.js';

/** What sketches are made with. */
export interface SketchKernel {
  /** Of the reference, finite. */
  readonly features: FeatureRows;
  /** Different rows of the reference, from 0. */
  readonly landmarks: readonly number[];
  readonly kernel: Kernel;
  /** In units of the features, above 0. */
  readonly bandwidth: number;
}

/**
 * The kernel of a row at each landmark, in float64: what a sketch sums.
 *
 * @returns Of row `i` of rows as wide as the reference's, shape [landmarks]; a new array each time.
 * @throws {@link InvalidOptionError} for landmarks that are no rows of the reference, or a bandwidth that is not
 *   above 0.
 */
export function landmarkColumns({
  features,
  landmarks,
  kernel,
  bandwidth,
}: SketchKernel): (rows: FeatureRows, i: number) => Float64Array {
  requireLandmarks(landmarks, features.count);
  requireRange('bandwidth', bandwidth, Number.MIN_VALUE, Number.MAX_VALUE);
  const marks = pickRows(features, Int32Array.from(landmarks));
  const kernelOf = kernelFunction(kernel, bandwidth);
  const measure = measureOf(kernel);
  return (rows, i) =>
    Float64Array.from(landmarks, (_, mark) => kernelOf(distance(measure, rows, i, marks, mark)));
}

/**
 * The space of sketches of a reference, for whoever reads them.
 *
 * @param referenceId `Reference.id`.
 * @param pause Awaited after each row.
 * @throws {@link InvalidOptionError} as `landmarkColumns`, or for a reference of a single row.
 */
export async function sketchSpaceOf(
  made: SketchKernel,
  { referenceId, pause }: { readonly referenceId: string; readonly pause: Pause },
): Promise<SketchSpace> {
  const { features, landmarks, kernel, bandwidth } = made;
  const columnOf = landmarkColumns(made);
  if (features.count < 2) {
    throw new InvalidOptionError('features: at least 2 rows were expected, 1 came.');
  }
  const sums = new Float64Array(landmarks.length);
  for (let row = 0; row < features.count; row++) {
    const column = columnOf(features, row);
    for (let mark = 0; mark < sums.length; mark++) sums[mark]! += column[mark]!;
    await pause();
  }
  // A landmark is like itself whatever the reference is like; no live row is the same as it.
  const others = features.count - 1;
  return {
    sketchId: sketchIdOf(made, referenceId),
    referenceId,
    kernel,
    bandwidth,
    referenceSize: features.count,
    landmarks: [...landmarks],
    kernelMatrix: landmarks.map((row) => [...columnOf(features, row)]),
    referenceMean: Array.from(sums, (sum) => (sum - 1) / others),
  };
}

/** What sketches must share to add up, as 16 hex digits. */
export function sketchIdOf(
  { landmarks, kernel, bandwidth }: Omit<SketchKernel, 'features'>,
  referenceId: string,
): string {
  const told = JSON.stringify([referenceId, landmarks, kernel, bandwidth]);
  const bytes = new TextEncoder().encode(told);
  const hash = new ContentHash(bytes.length);
  hash.add(bytes, 0, bytes.length);
  return hash.hex();
}

function requireLandmarks(landmarks: readonly number[], rows: number): void {
  const wrong = landmarks.find((row) => !Number.isInteger(row) || row < 0 || row >= rows);
  if (landmarks.length > 0 && wrong === undefined && new Set(landmarks).size === landmarks.length)
    return;
  throw new InvalidOptionError(
    `landmarks: different rows from 0 to ${rows - 1} were expected, ${JSON.stringify(landmarks).slice(0, 200)} came.`,
  );
}
