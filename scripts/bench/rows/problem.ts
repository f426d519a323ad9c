import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRows } from '../../../src/core/base/rows.js';
import { MmdDetector } from '../../../src/core/mmd/detector.js';
import { tfjsCompute } from '../../../src/tfjs/engine/compute.later.js';

/** Sizes of a test: reference rows, window rows, permutations, values per row. */
export interface Size {
  readonly n: number;
  readonly m: number;
  readonly permutations: number;
  readonly d: number;
}

export const sizes: readonly Size[] = [
  { n: 100, m: 20, permutations: 1_000, d: 1_024 },
  { n: 500, m: 100, permutations: 1_000, d: 1_024 },
  { n: 1_024, m: 256, permutations: 1_000, d: 1_280 },
];

export const [small, middle, large] = sizes as [Size, Size, Size];

export const sizeName = ({ n, m, permutations, d }: Size): string =>
  [n, m, permutations, d].join(',');

export function drawRows(count: number, width: number, seed: number): FeatureRows {
  const values = Float32Array.from({ length: count * width }, normal(seededRandom(seed)));
  return { values, count, width };
}

/** A detector with a full window, its first test done. */
export async function startedDetector(
  { n, m, permutations, d }: Size,
  compute: 'backend' | 'typescript',
): Promise<MmdDetector> {
  const detector = new MmdDetector({
    reference: drawRows(n, d, 1),
    windowSize: m,
    kernel: 'gaussian',
    bandwidth: Math.sqrt(2 * d),
    permutations,
    seed: 0,
    compute,
    device: tfjsCompute,
  });
  detector.write(drawRows(m, d, 2), 0);
  await detector.test();
  return detector;
}
