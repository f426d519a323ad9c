import type { ReferenceKernel } from '../mmd/referenceKernel.js';

/** Rows are of one kind where the kernel tells them apart by no more than this part of what it does on average. */
const ALIKE = 0.2;

/** Tails of the nulls are trusted where they rest on so many rows that differ. */
const ENOUGH = 30;

/**
 * Whether a reference has fewer rows that differ than the tail of a null must rest on: it is small, or of a few
 * kinds, the rows of each of which are hardly different, as short texts or pictures of a still scene are. Rows
 * are taken for one kind with the first that they are like.
 */
export function isOfFewKinds({ matrix, rowSums, size }: ReferenceKernel): boolean {
  const mean = rowSums.reduce((sum, row) => sum + row, 0) / (size * (size - 1));
  const alike = 1 - ALIKE * (1 - mean);
  const kinds: number[] = [];
  for (let row = 0; row < size && kinds.length < ENOUGH; row++) {
    if (!kinds.some((kind) => matrix[row * size + kind]! >= alike)) kinds.push(row);
  }
  return kinds.length < ENOUGH;
}
