/**
 * Eigenpairs of a symmetric matrix, for the projection before a test (`pca.ts`).
 *
 * There are two solvers. This one finds many pairs of a matrix that is at hand, at a cost that hardly
 * depends on how many, and pauses between its steps, so that the page stays alive: a reducer keeps
 * 128 components. `eigenLanczos.ts` finds few pairs of an operator at once, as `Isomap.fit` and
 * `Pca.fit` must, which are synchronous.
 */
import { seededRandom } from '../base/random.js';
import type { Pause } from '../base/tasks.js';
import { dot, norm, peakSign } from './vectors.js';

/** Steps of inverse iteration; from the second on a vector no longer depends on its start. */
const STEPS = 3;

/** Eigenvalues, largest first, and for each its unit eigenvector. */
interface LargestEigenpairs {
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
    const sign = peakSign(vector);
    for (let t = 0; t < size; t++) vector[t]! *= sign;
    await pause();
  }
  return { values, vectors };
}

function normalize(vector: Float64Array): void {
  const length = norm(vector);
  for (let t = 0; t < vector.length; t++) vector[t]! /= length;
}

function takeOff(vector: Float64Array, unit: Float64Array): void {
  const along = dot(unit, vector);
  for (let t = 0; t < vector.length; t++) vector[t]! -= along * unit[t]!;
}

/** A symmetric tridiagonal matrix T. */
interface Bands {
  /** Shape [size]. */
  readonly diagonal: Float64Array;
  /** Shape [size - 1]: the entries beside the diagonal. */
  readonly offDiagonal: Float64Array;
}

/** A symmetric matrix A as Q T Qᵀ with Q orthogonal and T tridiagonal. */
interface Tridiagonal extends Bands {
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
async function tridiagonalize(
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

/**
 * The `count` largest eigenvalues of a symmetric tridiagonal matrix, largest first, repeated ones
 * repeated, each to about the last bit of the largest, by bisection (Barth, Martin & Wilkinson,
 * "Calculation of the Eigenvalues of a Symmetric Tridiagonal Matrix by the Method of Bisection",
 * Numerische Mathematik 9, 1967).
 *
 * @param count From 1 to the size.
 * @param pause Awaited after each eigenvalue.
 */
async function tridiagonalEigenvalues(
  matrix: Bands,
  count: number,
  pause: Pause,
): Promise<number[]> {
  const bound = tridiagonalNorm(matrix);
  const values: number[] = [];
  let high = bound;
  while (values.length < count) {
    let low = -bound;
    while (high - low > Number.EPSILON * bound) {
      const middle = (low + high) / 2;
      if (eigenvaluesAtOrAbove(matrix, middle, bound) > values.length) low = middle;
      else high = middle;
    }
    values.push((low + high) / 2);
    await pause();
  }
  return values;
}

/** Gershgorin's bound of the largest magnitude of an eigenvalue. */
function tridiagonalNorm({ diagonal, offDiagonal }: Bands): number {
  return diagonal.reduce((bound, entry, i) => {
    const beside = Math.abs(offDiagonal[i - 1] ?? 0) + Math.abs(offDiagonal[i] ?? 0);
    return Math.max(bound, Math.abs(entry) + beside);
  }, 0);
}

/**
 * How many eigenvalues of T are at or above x: as many as the pivots of T - x that are not negative
 * (Sylvester's law of inertia).
 */
function eigenvaluesAtOrAbove({ diagonal, offDiagonal }: Bands, x: number, bound: number): number {
  const tiny = Number.EPSILON * Number.EPSILON * bound;
  let pivot = diagonal[0]! - x;
  let count = pivot >= 0 ? 1 : 0;
  for (let i = 1; i < diagonal.length; i++) {
    const beside = offDiagonal[i - 1]!;
    if (Math.abs(pivot) < tiny) pivot = pivot < 0 ? -tiny : tiny;
    pivot = diagonal[i]! - x - (beside * beside) / pivot;
    if (pivot >= 0) count++;
  }
  return count;
}

/**
 * Solves (T - shift) x = b in place, for a symmetric tridiagonal T, by elimination with row swaps
 * (as LAPACK's dgttrf and dgttrs): the upper factor gets a second band beside its diagonal.
 *
 * @param tiny Takes the place of smaller pivots, so that a shift that is an eigenvalue gives a
 *   very long x, which is what inverse iteration wants.
 */
function tridiagonalSolver(
  { diagonal, offDiagonal }: Bands,
  shift: number,
  tiny: number,
): (b: Float64Array) => void {
  const size = diagonal.length;
  const pivots = diagonal.map((entry) => entry - shift);
  const factors = offDiagonal.slice();
  const above = offDiagonal.slice();
  const aboveThat = new Float64Array(Math.max(0, size - 2));
  const swapped = new Uint8Array(factors.length);
  const atLeastTiny = (pivot: number) => (Math.abs(pivot) < tiny ? tiny : pivot);
  for (let i = 0; i < size - 1; i++) {
    const below = factors[i]!;
    if (Math.abs(pivots[i]!) >= Math.abs(below)) {
      pivots[i] = atLeastTiny(pivots[i]!);
      factors[i] = below / pivots[i]!;
      pivots[i + 1]! -= factors[i]! * above[i]!;
      continue;
    }
    swapped[i] = 1;
    factors[i] = pivots[i]! / below;
    pivots[i] = below;
    const upper = above[i]!;
    above[i] = pivots[i + 1]!;
    pivots[i + 1] = upper - factors[i]! * above[i]!;
    if (i < size - 2) {
      aboveThat[i] = above[i + 1]!;
      above[i + 1]! *= -factors[i]!;
    }
  }
  pivots[size - 1] = atLeastTiny(pivots[size - 1]!);
  return (b) => {
    for (let i = 0; i < size - 1; i++) {
      if (swapped[i]) {
        const first = b[i]!;
        b[i] = b[i + 1]!;
        b[i + 1] = first;
      }
      b[i + 1]! -= factors[i]! * b[i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      if (i < size - 1) b[i]! -= above[i]! * b[i + 1]!;
      if (i < size - 2) b[i]! -= aboveThat[i]! * b[i + 2]!;
      b[i]! /= pivots[i]!;
    }
  };
}
