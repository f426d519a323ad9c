import type { Tridiagonal } from './tridiagonalize.js';

/**
 * Solves (T - shift) x = b in place, for a symmetric tridiagonal T, by elimination with row swaps
 * (as LAPACK's dgttrf and dgttrs): the upper factor gets a second band beside its diagonal.
 *
 * @param tiny Takes the place of smaller pivots, so that a shift that is an eigenvalue gives a
 *   very long x, which is what inverse iteration wants.
 */
export function tridiagonalSolver(
  { diagonal, offDiagonal }: Pick<Tridiagonal, 'diagonal' | 'offDiagonal'>,
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
