import { requireInteger, requireLevel } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import { seededRandom } from '../base/random.js';
import { type BucketSums, orderedBuckets } from './buckets.js';
import { flippedSums } from './signFlips.js';
import type { SketchSpace } from './sketch.js';

/** How inputs like one landmark gained or lost. */
export interface LandmarkChange {
  /** Row of the reference. */
  readonly row: number;
  /** Mean over the devices of what the kernel at it changed by: the witness there, -1 to 1. */
  readonly change: number;
  /**
   * {@link change} in units of the reference's own mean there: -.5 is half as much that is like it. Undefined where
   * nothing else of the reference is.
   */
  readonly relative: number | undefined;
  /** {@link change} in units of its deviation over all flips. */
  readonly z: number;
  /** The level at which it would just be found among all landmarks. */
  readonly adjustedPValue: number;
  readonly isChanged: boolean;
}

interface LandmarkTestOptions {
  /** The chance that any landmark is found though nothing changed. @defaultValue .05 */
  readonly level?: number;
  /** From 1. @defaultValue 999 */
  readonly flips?: number;
  readonly seed: number;
}

/** Flips made at once. */
const BATCH = 1_024;

/**
 * What changed: inputs like which rows of the reference come more often now, or less? At landmark j,
 * z_j = Σ S_bj / √(Σ S_bj²) over buckets b, which no flip changes the scale of; `(1 + #{max_k |z_k| of a flip ≥ |z_j|}) /
 * (1 + flips)` is its p-value among all, which heeds that neighbouring landmarks tell nearly the same (maxT: Westfall &
 * Young, "Resampling-Based Multiple Testing", 1993). The null hypothesis is that of `pairedTest`, and so is what flips
 * need; here of each landmark, so that those found are right with the chance given also where others have changed.
 *
 * @param buckets At least 2: what changed at their devices.
 * @returns In the order of the landmarks.
 * @throws {@link InvalidOptionError} for buckets or options that are out of range.
 */
export function testLandmarks(
  buckets: readonly BucketSums[],
  { landmarks, referenceMean }: Pick<SketchSpace, 'landmarks' | 'referenceMean'>,
  { level = 0.05, flips = 999, seed }: LandmarkTestOptions,
): LandmarkChange[] {
  requireLevel('level', level);
  requireInteger('flips', flips, 1);
  const size = landmarks.length;
  if (referenceMean.length !== size) {
    throw new InvalidOptionError(
      `referenceMean: ${size} values, one for each landmark, were expected, ${referenceMean.length} came.`,
    );
  }
  const ordered = orderedBuckets(buckets, size);
  const devices = ordered.reduce((sum, { devices }) => sum + devices, 0);
  const sums = landmarks.map((_, j) => ordered.reduce((sum, { sums }) => sum + sums[j]!, 0));
  const deviations = landmarks.map(
    (_, j) => Math.sqrt(ordered.reduce((sum, { sums }) => sum + sums[j]! ** 2, 0)) || 1,
  );
  const z = sums.map((sum, j) => sum / deviations[j]!);
  const largest = largestOfFlips(
    ordered.map(({ sums }) => sums.map((sum, j) => sum / deviations[j]!)),
    flips,
    seed,
  );
  return landmarks.map((row, j) => {
    const above = largest.filter((value) => value >= Math.abs(z[j]!) - TIE).length;
    const adjustedPValue = (1 + above) / (1 + flips);
    const change = sums[j]! / devices;
    return {
      row,
      change,
      relative: referenceMean[j]! > 0 ? change / referenceMean[j]! : undefined,
      z: z[j]!,
      adjustedPValue,
      isChanged: adjustedPValue <= level,
    };
  });
}

/** Numbers of deviations that differ by less are the same but for rounding. */
const TIE = 1e-9;

/** Of each flip, the largest |z|. */
function largestOfFlips(
  vectors: readonly Float64Array[],
  flips: number,
  seed: number,
): Float64Array {
  const random = seededRandom(seed);
  const largest = new Float64Array(flips);
  const size = vectors[0]!.length;
  for (let first = 0; first < flips; first += BATCH) {
    const count = Math.min(BATCH, flips - first);
    const sums = flippedSums(vectors, count, random);
    for (const [at, sum] of sums.entries()) {
      const flip = first + Math.floor(at / size);
      largest[flip] = Math.max(largest[flip]!, Math.abs(sum));
    }
  }
  return largest;
}
