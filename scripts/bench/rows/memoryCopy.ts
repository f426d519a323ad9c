import { drawRows, type Size } from './problem.js';
import type { Task } from './timing.js';

/**
 * A copy of as many bytes as one streamed sample must read, the pool's rows and the positions of the
 * splits: about as fast as a memory of this bandwidth lets anything be that reads them all.
 */
export function memoryCopy({ n, m, permutations, d }: Size): Task {
  const rows = drawRows(n + m, d, 5).values;
  // Written to, or it would all be one page of zeros.
  const positions = new Int32Array((1 + permutations) * Math.min(n, m)).fill(1);
  const rowsCopy = rows.slice();
  const positionsCopy = positions.slice();
  return async () => {
    rowsCopy.set(rows);
    positionsCopy.set(positions);
  };
}
