import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRows } from '../../../src/core/base/rows.js';
import type { BucketSums } from '../../../src/core/fleet/buckets.js';
import { type FeatureMap, featureMapOf } from '../../../src/core/fleet/featureMap.js';
import type { SketchSpace } from '../../../src/core/fleet/sketch.js';
import { type SketchKernel, sketchSpaceOf } from '../../../src/core/fleet/sketchSpace.js';

export const pause = () => undefined;

export function gaussianRows(count: number, width: number, seed: number): FeatureRows {
  const draw = normal(seededRandom(seed));
  return { values: Float64Array.from({ length: count * width }, draw), count, width };
}

export const made: SketchKernel = {
  features: gaussianRows(60, 3, 1),
  landmarks: [3, 17, 20, 41, 59],
  kernel: 'gaussian',
  bandwidth: 2,
};

export const space = (): Promise<SketchSpace> => sketchSpaceOf(made, { referenceId: 'ref', pause });

export const map = async (): Promise<FeatureMap> => featureMapOf(await space(), { pause });

/** A map that changes nothing, so that numbers can be followed. */
export function identity(size: number): FeatureMap {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return { size, inverseRoot: matrix, root: matrix };
}

/** Buckets of independent gaussian sums, `devices` of each, about `shift` times the number of them. */
export function gaussianBuckets(
  devices: readonly number[],
  { size = 3, seed = 1, shift = 0 } = {},
): BucketSums[] {
  const draw = normal(seededRandom(seed));
  return devices.map((m, bucket) => ({
    bucket,
    devices: m,
    sums: Float64Array.from({ length: size }, () => m * shift + Math.sqrt(m) * draw()),
  }));
}

export function shuffledBuckets<Item>(items: readonly Item[], seed: number): Item[] {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

export const ones = (count: number): number[] => Array(count).fill(1);
