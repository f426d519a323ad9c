import {
  add,
  concat,
  exp,
  matMul,
  maximum,
  mul,
  reciprocal,
  sqrt,
  sub,
  sum,
  type Tensor2D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Kernel } from './kernel.js';

/**
 * Squared Euclidean distances of all pairs of rows by the Gram identity
 * `|x|² + |y|² - 2 x·y`, clamped at 0.
 *
 * Both should be centred by the reference's mean: it changes no distance, and the identity loses
 * digits with the distance of the rows from the origin.
 *
 * @param x Shape [a, width].
 * @param y Shape [b, width].
 * @returns Shape [a, b].
 */
export function squaredDistanceMatrix(x: Tensor2D, y: Tensor2D): Tensor2D {
  return tidy(() => {
    const normsX = sum(mul(x, x), 1, true);
    const normsY = transpose(sum(mul(y, y), 1, true));
    const products = matMul(x, y, false, true);
    return maximum(sub(add(normsX, normsY), mul(products, 2)), 0);
  });
}

/**
 * The symmetric matrix of a pool from its blocks.
 *
 * @param reference Shape [n, n].
 * @param cross Shape [n, m].
 * @param live Shape [m, m].
 * @returns Shape [n + m, n + m].
 */
export function pooledMatrix(reference: Tensor2D, cross: Tensor2D, live: Tensor2D): Tensor2D {
  return tidy(() => {
    const top = concat([reference, cross], 1);
    const bottom = concat([transpose(cross), live], 1);
    return concat([top, bottom], 0);
  });
}

/** {@link Kernel} values of squared distances, in float32 on the app's backend; same shape. */
export function kernelMatrix(squared: Tensor2D, kernel: Kernel, bandwidth: number): Tensor2D {
  return tidy(() => {
    const scale = 2 * bandwidth * bandwidth;
    switch (kernel) {
      case 'gaussian':
        return exp(mul(squared, -1 / scale));
      case 'exponential':
        return exp(mul(sqrt(squared), -1 / bandwidth));
      case 'rationalQuadratic':
        return reciprocal(add(mul(squared, 1 / scale), 1));
    }
  });
}
