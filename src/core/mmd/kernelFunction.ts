import type { Kernel } from './kernel.js';

/** The kernel as a function of its {@link measureOf}, in float64. */
export function kernelFunction(kernel: Kernel, bandwidth: number): (distance: number) => number {
  const scale = 2 * bandwidth * bandwidth;
  switch (kernel) {
    case 'gaussian':
      return (squared) => Math.exp(-squared / scale);
    case 'exponential':
      return (squared) => Math.exp(-Math.sqrt(squared) / bandwidth);
    case 'rationalQuadratic':
      return (squared) => 1 / (1 + squared / scale);
    case 'laplace':
      return (absolute) => Math.exp(-absolute / bandwidth);
  }
}
