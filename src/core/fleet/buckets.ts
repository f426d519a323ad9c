import { InvalidOptionError } from '../base/errors.js';
import { type FeatureMap, times } from './featureMap.js';

/** Buckets of devices, at most. */
export const BUCKETS = 1_024;

/**
 * What a store answers: of devices that share a bucket, the sum of what each says. Up to 1,024 devices have a
 * bucket each; more go into 1,024 by a hash of their name, and a bucket is then the unit that a test treats as one.
 * As kernel columns add up, and φ of a sum is the sum of φ, the engine groups by device, then by bucket, and what it
 * answers does not grow with the fleet.
 */
export interface BucketSums {
  readonly bucket: number;
  /** From 1. */
  readonly devices: number;
  /**
   * Shape [landmarks]: Σ over its devices of a kernel column of theirs, the mean of a period, or of a period minus
   * that of its baseline. A device counts once, however many rows it saw.
   */
  readonly sums: Float64Array;
}

/** Sums of rows, as sketches or sums of sketches hold them. */
export interface RowSums {
  /** Rows, from 1. */
  readonly count: number;
  /** Shape [landmarks]. */
  readonly sums: ArrayLike<number>;
}

/** Sketches of one device and one sketch id as one, in any order. @param sketches At least one. */
export function mergedSketches(sketches: readonly RowSums[]): RowSums {
  const sums = new Float64Array(sketches[0]!.sums.length);
  let count = 0;
  for (const sketch of sketches) {
    count += sketch.count;
    for (let t = 0; t < sums.length; t++) sums[t]! += sketch.sums[t]!;
  }
  return { count, sums };
}

/** What changed at one device: the mean column of a period minus that of its baseline. */
export function deviceChange(period: RowSums, baseline: RowSums): Float64Array {
  return Float64Array.from(
    period.sums,
    (sum, t) => sum / period.count - baseline.sums[t]! / baseline.count,
  );
}

/** Buckets in coordinates, in the order of their numbers, so that answers do not hang on the order they came in. */
export interface MappedBuckets {
  readonly numbers: readonly number[];
  readonly devices: readonly number[];
  /** M, the sum of {@link devices}. */
  readonly total: number;
  /** Shape [buckets][coordinates]. */
  readonly vectors: readonly Float64Array[];
}

/**
 * @param what Names them in errors.
 * @throws {@link InvalidOptionError} for fewer than two buckets, two of one number, a number of devices that is none,
 *   or sums of another length than there are landmarks, or not finite.
 */
export function mappedBuckets(
  buckets: readonly BucketSums[],
  { size, inverseRoot }: FeatureMap,
  what: string = 'buckets',
): MappedBuckets {
  const ordered = orderedBuckets(buckets, size, what);
  return {
    numbers: ordered.map(({ bucket }) => bucket),
    devices: ordered.map(({ devices }) => devices),
    total: ordered.reduce((sum, { devices }) => sum + devices, 0),
    vectors: ordered.map(({ sums }) => times(inverseRoot, sums)),
  };
}

/** @throws {@link InvalidOptionError} as {@link mappedBuckets}. */
export function orderedBuckets(
  buckets: readonly BucketSums[],
  landmarks: number,
  what: string = 'buckets',
): BucketSums[] {
  const refuse = (came: string): never => {
    throw new InvalidOptionError(
      `${what}: at least 2 buckets, each once, of whole numbers of devices and ${landmarks} finite sums ` +
        `were expected, ${came} came.`,
    );
  };
  if (buckets.length < 2) refuse(`${buckets.length}`);
  const ordered = [...buckets].sort((a, b) => a.bucket - b.bucket);
  for (const [at, { bucket, devices, sums }] of ordered.entries()) {
    if (bucket === ordered[at + 1]?.bucket) refuse(`bucket ${bucket} twice`);
    if (!Number.isSafeInteger(devices) || devices < 1) {
      refuse(`bucket ${bucket} of ${devices} devices`);
    }
    if (sums.length !== landmarks) refuse(`bucket ${bucket} with ${sums.length} sums`);
    const bad = sums.findIndex((sum) => !Number.isFinite(sum));
    if (bad >= 0) refuse(`${sums[bad]} in bucket ${bucket} at ${bad}`);
  }
  return ordered;
}
