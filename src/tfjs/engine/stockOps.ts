import {
  add,
  cast,
  matMul,
  maximum,
  mean,
  mul,
  oneHot,
  sub,
  sum,
  type Tensor2D,
  tidy,
  tile,
  transpose,
} from '@tensorflow/tfjs-core';

/** A row of zeros with a one at `position`, shape [1, size]. */
export function indicator(position: number, size: number): Tensor2D {
  // Cast, because the wasm backend's oneHot writes the bits of integers whatever type is asked for.
  return cast(oneHot([position], size), 'float32') as Tensor2D;
}

/**
 * Squared Euclidean distances of all pairs of rows from stock operations, by the Gram identity
 * `|x|² + |y|² - 2 x·y`, clamped at 0. The mean of x is taken off both first: it changes no distance,
 * and the identity loses digits with the distance of the rows from the origin.
 *
 * @param x Shape [a, width].
 * @param y Shape [b, width].
 * @returns Shape [a, b].
 */
export function squaredDistances(x: Tensor2D, y: Tensor2D): Tensor2D {
  return tidy(() => {
    const center = mean(x, 0, true);
    // Tiled, because webgl's packed textures keep rubbish beside a single column after a broadcast,
    // and its matMul multiplies it in.
    const centered = (rows: Tensor2D) => sub<Tensor2D>(rows, tile(center, [rows.shape[0], 1]));
    const [a, b] = [centered(x), centered(y)];
    const normsA = sum(mul(a, a), 1, true);
    const normsB = transpose(sum(mul(b, b), 1, true));
    return maximum(sub(add(normsA, normsB), mul(matMul(a, b, false, true), 2)), 0);
  });
}
