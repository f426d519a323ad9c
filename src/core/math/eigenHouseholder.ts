import { seededRandom } from '../base/random.js';
import type { Pause } from '../base/tasks.js';
import { tridiagonalEigenvalues, tridiagonalNorm } from './tridiagonalEigenvalues.js';
import { tridiagonalize } from './tridiagonalize.js';
import { tridiagonalSolver } from './tridiagonalSolver.js';

/** Steps of inverse iteration; from the second on a vector no longer depends on its start. */
const STEPS = 3;

/** Eigenvalues, largest first, and for each its unit eigenvector. */
export interface LargestEigenpairs {
  readonly values: number[];
  readonly vectors: Float64Array[];
}

/**
 * The `count` largest eigenpairs of a symmetric matrix: Householder's reduction to a tridiagonal
 * one, its eigenvalues by bisection, its eigenvectors by inverse iteration from seeded random
 * starts (Peters & Wilkinson, "The Calculation of Specified Eigenvectors by Inverse Iteration",
 * 1971), rotated back. Each step takes off what the earlier vectors hold, so that those of equal or
 * close eigenvalues are orthogonal too. Takes ⅔ size³ steps, whatever the spectrum, and hardly
 * more for many pairs than for one.
 *
 * @param matrix Shape [size, size], symmetric; its lower triangle is overwritten.
 * @param count From 1 to `size`.
 * @param pause Awaited every few ms at least, for `size` up to some 2,000.
 * @returns Vectors orthonormal to rounding, the largest entry of each positive. The same for the
 *   same matrix.
 */
export async function largestEigenpairs(
  matrix: Float64Array,
  size: number,
  count: number,
  pause: Pause,
): Promise<LargestEigenpairs> {
  const tridiagonal = await tridiagonalize(matrix, size, pause);
  const values = await tridiagonalEigenvalues(tridiagonal, count, pause);
  const tiny = Number.EPSILON * tridiagonalNorm(tridiagonal) || Number.EPSILON;
  const random = seededRandom(0);
  const vectors: Float64Array[] = [];
  for (const value of values) {
    const solve = tridiagonalSolver(tridiagonal, value, tiny);
    const vector = Float64Array.from({ length: size }, () => random() - 0.5);
    for (let step = 0; step < STEPS; step++) {
      solve(vector);
      // Twice: rounding leaves something of a long vector the first time.
      for (let pass = 0; pass < 2; pass++) {
        normalize(vector);
        for (const other of vectors) takeOff(vector, other);
      }
      normalize(vector);
    }
    vectors.push(vector);
    await pause();
  }
  for (const vector of vectors) {
    tridiagonal.rotateBack(vector);
    makePeakPositive(vector);
    await pause();
  }
  return { values, vectors };
}

function normalize(vector: Float64Array): void {
  const length = Math.sqrt(dot(vector, vector));
  for (let t = 0; t < vector.length; t++) vector[t]! /= length;
}

function takeOff(vector: Float64Array, unit: Float64Array): void {
  const along = dot(unit, vector);
  for (let t = 0; t < vector.length; t++) vector[t]! -= along * unit[t]!;
}

function makePeakPositive(vector: Float64Array): void {
  const peak = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  if (peak < 0) for (let t = 0; t < vector.length; t++) vector[t] = -vector[t]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!;
  return sum;
}
