/** The tests whose power is measured: those of `mmdTest`, and MMD-FUSE with larger grids. */
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
  members: (pool) => gaussians([0.5, 1, 2].map((factor) => factor * medianOf(pool, 'gaussian'))),
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
      const [least, most] = rangeOf(pool, kernel, pool.size);
      const scale = kernel === 'laplace' ? Math.SQRT1_2 : 1;
      return Array.from({ length: BANDWIDTHS }, (_, at) => ({
        kernel,
        bandwidth: scale * (least + ((most - least) * at) / (BANDWIDTHS - 1)),
      }));
    }),
};

const STEPS = 4;

/** Five gaussian kernels over the same range of the reference's distances alone, in equal proportions. */
export const widerGrid: LookTest = {
  name: 'fuse, 5 kernels',
  members(pool) {
    const [least, most] = rangeOf(pool, 'gaussian', pool.n);
    return gaussians(
      Array.from({ length: STEPS + 1 }, (_, step) => least * (most / least) ** (step / STEPS)),
    );
  },
};

/** @param rows Of the pool, whose distances count. */
function rangeOf(pool: Pool, kernel: Kernel, rows: number): readonly [number, number] {
  const quantile = (share: number): number => pool.quantile(measureOf(kernel), rows, share);
  return [quantile(0.05) / 2, quantile(0.95) * 2];
}

const gaussians = (bandwidths: readonly number[]): readonly Member[] =>
  bandwidths.map((bandwidth) => ({ kernel: 'gaussian', bandwidth }));
