/** The tests whose power is measured: those of `mmdTest`, and MMD-FUSE with its paper's grid. */
import { fuseGrid } from '../../src/core/mmd/bandwidth.js';
import { type Kernel, kernels, measureOf } from '../../src/core/mmd/kernel.js';
import type { Pool } from './pool.js';

/** One kernel of a test. */
export interface Member {
  readonly kernel: Kernel;
  readonly bandwidth: number;
}

export interface LookTest {
  readonly name: string;
  /** One kernel, or those that MMD-FUSE combines. */
  members(pool: Pool): readonly Member[];
}

/** What `bandwidth: 'median'` is for this kernel. */
const medianOf = (pool: Pool, kernel: Kernel): number =>
  pool.quantile(measureOf(kernel), pool.n, 0.5);

const medianTests: readonly LookTest[] = kernels.map((kernel) => ({
  name: kernel,
  members: (pool) => [{ kernel, bandwidth: medianOf(pool, kernel) }],
}));

const fuse: LookTest = {
  name: 'fuse',
  members(pool) {
    const [low, high] = outerQuantiles(pool, 'gaussian', pool.n);
    return fuseGrid(low, high).map((bandwidth) => ({ kernel: 'gaussian', bandwidth }));
  },
};

export const ownTests: readonly LookTest[] = [...medianTests, fuse];

const BANDWIDTHS = 10;

/**
 * The collection of Biggs, Schrab & Gretton 2023, section 6: gaussian kernels and Laplace kernels
 * `exp(-√2 D₁/l)`, each with ten bandwidths evenly from half the 5 % quantile of the pooled distances to twice
 * the 95 % quantile.
 */
export const paperGrid: LookTest = {
  name: 'fuse, 20 kernels',
  members: (pool) =>
    (['gaussian', 'laplace'] as const).flatMap((kernel) => {
      const [low, high] = outerQuantiles(pool, kernel, pool.size);
      const [least, most] = [low / 2, 2 * high];
      const scale = kernel === 'laplace' ? Math.SQRT1_2 : 1;
      return Array.from({ length: BANDWIDTHS }, (_, at) => ({
        kernel,
        bandwidth: scale * (least + ((most - least) * at) / (BANDWIDTHS - 1)),
      }));
    }),
};

/** @param rows Of the pool, whose distances count. */
function outerQuantiles(pool: Pool, kernel: Kernel, rows: number): readonly [number, number] {
  const quantile = (share: number): number => pool.quantile(measureOf(kernel), rows, share);
  return [quantile(0.05), quantile(0.95)];
}
