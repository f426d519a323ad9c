import type { DistanceMeasure } from '../math/distances.js';

/**
 * The kernels of the two-sample test, with D the Euclidean distance, D₁ = Σ|x - y| and l the bandwidth:
 * gaussian `exp(-D²/(2 l²))`, exponential `exp(-D/l)`, rational quadratic `(1 + D²/(2 l²))^-1`,
 * Laplace `exp(-D₁/l)`.
 */
export type Kernel = 'gaussian' | 'exponential' | 'rationalQuadratic' | 'laplace';

export const kernels: readonly Kernel[] = [
  'gaussian',
  'exponential',
  'rationalQuadratic',
  'laplace',
];

/** What a kernel is a function of. */
export function measureOf(kernel: Kernel): DistanceMeasure {
  return kernel === 'laplace' ? 'absolute' : 'squared';
}
