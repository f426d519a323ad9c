import type { BucketSums } from '../../src/core/fleet/buckets.js';

interface GroupRow extends Omit<BucketSums, 'bucket'> {
  readonly group: string;
  /** A hash, which is no safe integer, where each device has a bucket. */
  readonly bucket: bigint;
}

/** Buckets by group, numbered from 0 in the order of their hashes. @param rows In order of group and bucket. */
export function groupsOf(rows: readonly GroupRow[]): Map<string, BucketSums[]> {
  const hashes = [...new Set(rows.map(({ bucket }) => bucket))].sort((a, b) => (a < b ? -1 : 1));
  const numbers = new Map(hashes.map((hash, at) => [hash, at]));
  const groups = new Map<string, BucketSums[]>();
  for (const { group, bucket, devices, sums } of rows) {
    const buckets = groups.get(group) ?? [];
    groups.set(group, buckets);
    buckets.push({ bucket: numbers.get(bucket)!, devices, sums });
  }
  return groups;
}
