/**
 * The kernels of the two-sample test, with D the Euclidean distance and l the bandwidth:
 * gaussian `exp(-D²/(2 l²))`, exponential `exp(-D/l)`, rational quadratic `(1 + D²/(2 l²))^-1`.
 */
export type Kernel = 'gaussian' | 'exponential' | 'rationalQuadratic';

export const kernels: readonly Kernel[] = ['gaussian', 'exponential', 'rationalQuadratic'];

/** The kernel as a function of the squared distance, in float64. */
export function kernelFunction(kernel: Kernel, bandwidth: number): (squared: number) => number {
  const scale = 2 * bandwidth * bandwidth;
  switch (kernel) {
    case 'gaussian':
      return (squared) => Math.exp(-squared / scale);
    case 'exponential':
      return (squared) => Math.exp(-Math.sqrt(squared) / bandwidth);
    case 'rationalQuadratic':
      return (squared) => 1 / (1 + squared / scale);
  }
}
