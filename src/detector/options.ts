import { InvalidFeaturesError, InvalidOptionError } from '../errors.js';
import { type Kernel, kernels } from '../statistics/kernel.js';

/**
 * The kernel's bandwidth: `'median'` of the reference's pairwise distances, fixed with the
 * reference; `'pooled-median'` of reference and live rows together, anew for each test
 * (TorchDrift's rule); or a positive number, in units of the features.
 */
export type Bandwidth = 'median' | 'pooled-median' | number;

/** Options of the kernel two-sample test. */
export interface MmdOptions {
  /** @defaultValue `'gaussian'` */
  readonly kernel?: Kernel;
  /** @defaultValue `'median'` */
  readonly bandwidth?: Bandwidth;
  /**
   * Number of random permutations, 1 to 10,000; the observed split comes on top, so that p-values
   * are multiples of 1 / (1 + permutations).
   * @defaultValue `999`
   */
  readonly permutations?: number;
  /** Seed of the permutations; the same seed and data give the same p-value. @defaultValue `0` */
  readonly seed?: number;
}

/** @throws {@link InvalidOptionError} naming the option, what was expected and what came. */
export function resolveMmdOptions(options: MmdOptions): Required<MmdOptions> {
  const { kernel = 'gaussian', bandwidth = 'median', permutations = 999, seed = 0 } = options;
  if (!kernels.includes(kernel)) {
    throw new InvalidOptionError(
      `kernel: ${kernels.map((name) => `'${name}'`).join(', ')} was expected, '${kernel}' came.`,
    );
  }
  const namedBandwidth = bandwidth === 'median' || bandwidth === 'pooled-median';
  if (!namedBandwidth && !(Number.isFinite(bandwidth) && bandwidth > 0)) {
    throw new InvalidOptionError(
      `bandwidth: 'median', 'pooled-median' or a number above 0 was expected, ${bandwidth} came.`,
    );
  }
  requireInteger('permutations', permutations, 1, 10_000);
  requireInteger('seed', seed, -(2 ** 31), 2 ** 32 - 1);
  return { kernel, bandwidth, permutations, seed };
}

/** @throws {@link InvalidOptionError} unless `value` is a whole number within the bounds. */
export function requireInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new InvalidOptionError(
      `${name}: a whole number from ${min} to ${max} was expected, ${value} came.`,
    );
  }
}

/** The unbiased statistic divides by count - 1. @throws {@link InvalidFeaturesError} */
export function requireTwoRows(count: number, what: string): void {
  if (count < 2) {
    throw new InvalidFeaturesError(`${what}: at least 2 rows were expected, ${count} came.`);
  }
}
