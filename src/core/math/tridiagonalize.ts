import type { Pause } from '../base/tasks.js';

/** A symmetric matrix A as Q T Qᵀ with Q orthogonal and T tridiagonal. */
export interface Tridiagonal {
  /** Shape [size]: the diagonal of T. */
  readonly diagonal: Float64Array;
  /** Shape [size - 1]: the entries beside it. */
  readonly offDiagonal: Float64Array;
  /** Turns a vector of T's coordinates into one of A's, Q v, in place. */
  rotateBack(vector: Float64Array): void;
}

/**
 * Householder's reduction to tridiagonal form (Golub & Van Loan, "Matrix Computations", algorithm
 * 8.3.1): for each column k the reflection I - β v vᵀ that brings its entries below the first
 * off-diagonal one to zero, applied to the rest of the matrix from both sides as `A - v wᵀ - w vᵀ`
 * with `p = β A v` and `w = p - ½ β (pᵀ v) v`. Takes ⅔ size³ multiplications.
 *
 * @param matrix Shape [size, size], symmetric; its lower triangle is read and overwritten.
 * @param pause Awaited after each column.
 */
export async function tridiagonalize(
  matrix: Float64Array,
  size: number,
  pause: Pause,
): Promise<Tridiagonal> {
  const diagonal = new Float64Array(size);
  const offDiagonal = new Float64Array(Math.max(0, size - 1));
  const reflections: { v: Float64Array; beta: number }[] = [];
  const w = new Float64Array(size);
  for (let k = 0; k < size - 1; k++) {
    const v = new Float64Array(size);
    for (let i = k + 1; i < size; i++) v[i] = matrix[i * size + k]!;
    const { beta, length } = reflection(v, k + 1);
    diagonal[k] = matrix[k * size + k]!;
    offDiagonal[k] = length;
    if (beta > 0) {
      reflectFromBothSides(matrix, size, k + 1, v, beta, w);
      reflections.push({ v: v.subarray(k + 1), beta });
      await pause();
    }
  }
  if (size > 0) diagonal[size - 1] = matrix[size * size - 1]!;
  return {
    diagonal,
    offDiagonal,
    rotateBack(vector) {
      for (let k = reflections.length - 1; k >= 0; k--) {
        const { v, beta } = reflections[k]!;
        const start = size - v.length;
        let along = 0;
        for (let i = 0; i < v.length; i++) along += v[i]! * vector[start + i]!;
        for (let i = 0; i < v.length; i++) vector[start + i]! -= beta * along * v[i]!;
      }
    },
  };
}

/**
 * Turns x = v[start..] into the v of a reflection that takes x to (length, 0, 0, ...). With β = 0
 * there is nothing to reflect.
 */
function reflection(v: Float64Array, start: number): { beta: number; length: number } {
  const first = v[start]!;
  let rest = 0;
  for (let i = start + 1; i < v.length; i++) rest += v[i]! * v[i]!;
  if (rest === 0) return { beta: 0, length: first };
  // The sign that adds to the first entry, where the other one would cancel.
  const length = -Math.sign(first || 1) * Math.sqrt(first * first + rest);
  v[start] = first - length;
  return { beta: 2 / (v[start]! * v[start]! + rest), length };
}

function reflectFromBothSides(
  matrix: Float64Array,
  size: number,
  start: number,
  v: Float64Array,
  beta: number,
  w: Float64Array,
): void {
  w.fill(0);
  for (let i = start; i < size; i++) {
    const row = i * size;
    const x = v[i]!;
    let sum = matrix[row + i]! * x;
    for (let j = start; j < i; j++) {
      const entry = matrix[row + j]!;
      sum += entry * v[j]!;
      w[j]! += entry * x;
    }
    w[i]! += sum;
  }
  let along = 0;
  for (let i = start; i < size; i++) along += w[i]! * v[i]!;
  const half = (beta * (beta * along)) / 2;
  for (let i = start; i < size; i++) w[i] = beta * w[i]! - half * v[i]!;
  for (let i = start; i < size; i++) {
    const row = i * size;
    const [x, y] = [v[i]!, w[i]!];
    for (let j = start; j <= i; j++) matrix[row + j]! -= x * w[j]! + y * v[j]!;
  }
}
