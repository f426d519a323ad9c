import type { Pause } from '../base/tasks.js';
import type { Tridiagonal } from './tridiagonalize.js';

/**
 * The `count` largest eigenvalues of a symmetric tridiagonal matrix, largest first, repeated ones
 * repeated, each to about the last bit of the largest, by bisection (Barth, Martin & Wilkinson,
 * "Calculation of the Eigenvalues of a Symmetric Tridiagonal Matrix by the Method of Bisection",
 * Numerische Mathematik 9, 1967).
 *
 * @param count From 1 to the size.
 * @param pause Awaited after each eigenvalue.
 */
export async function tridiagonalEigenvalues(
  matrix: Pick<Tridiagonal, 'diagonal' | 'offDiagonal'>,
  count: number,
  pause: Pause,
): Promise<number[]> {
  const norm = tridiagonalNorm(matrix);
  const values: number[] = [];
  let high = norm;
  while (values.length < count) {
    let low = -norm;
    while (high - low > Number.EPSILON * norm) {
      const middle = (low + high) / 2;
      if (eigenvaluesAtOrAbove(matrix, middle, norm) > values.length) low = middle;
      else high = middle;
    }
    values.push((low + high) / 2);
    await pause();
  }
  return values;
}

/** Gershgorin's bound of the largest magnitude of an eigenvalue. */
export function tridiagonalNorm({
  diagonal,
  offDiagonal,
}: Pick<Tridiagonal, 'diagonal' | 'offDiagonal'>): number {
  return diagonal.reduce((norm, entry, i) => {
    const beside = Math.abs(offDiagonal[i - 1] ?? 0) + Math.abs(offDiagonal[i] ?? 0);
    return Math.max(norm, Math.abs(entry) + beside);
  }, 0);
}

/** As many as the pivots of T - x that are not negative (Sylvester's law of inertia). */
function eigenvaluesAtOrAbove(
  { diagonal, offDiagonal }: Pick<Tridiagonal, 'diagonal' | 'offDiagonal'>,
  x: number,
  norm: number,
): number {
  const tiny = Number.EPSILON * Number.EPSILON * norm;
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
