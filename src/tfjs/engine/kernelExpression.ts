import { add, exp, mul, reciprocal, sqrt, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernel } from '../../core/mmd/kernel.js';

/** One kernel as a function of the squared distance D², in float32. */
interface KernelExpression {
  /** Factor of D² (of D for the exponential kernel) that holds the bandwidth. */
  readonly scale: (bandwidth: number) => number;
  /** WGSL function `kernelOf(squared : f32, scale : f32) -> f32`. */
  readonly wgsl: string;
  readonly stock: (squared: Tensor2D, scale: number) => Tensor2D;
}

const wgsl = (expression: string) =>
  `fn kernelOf(squared : f32, scale : f32) -> f32 { return ${expression}; }`;

export const kernelExpressions: Readonly<Record<Kernel, KernelExpression>> = {
  gaussian: {
    scale: (bandwidth) => -1 / (2 * bandwidth * bandwidth),
    wgsl: wgsl('exp(squared * scale)'),
    stock: (squared, scale) => exp(mul(squared, scale)),
  },
  exponential: {
    scale: (bandwidth) => -1 / bandwidth,
    wgsl: wgsl('exp(sqrt(squared) * scale)'),
    stock: (squared, scale) => exp(mul(sqrt(squared), scale)),
  },
  rationalQuadratic: {
    scale: (bandwidth) => 1 / (2 * bandwidth * bandwidth),
    wgsl: wgsl('1.0 / (1.0 + squared * scale)'),
    stock: (squared, scale) => reciprocal(add(mul(squared, scale), 1)),
  },
};

/** Attributes of the operations that compute kernel values. */
export type KernelAttributes = {
  readonly kernel: Kernel;
  readonly bandwidth: number;
  /** Taken off all values but the diagonal's, which are 0. */
  readonly shift: number;
};
