import type { Random } from '../base/random.js';

/** Vectors whose signed sums are made together: 2 to the power of them. */
const TOGETHER = 8;
const SIGNED_SUMS = 2 ** TOGETHER;

/**
 * Sums of vectors, each with a sign of its own, drawn anew for each sum. Of every eight vectors the 256 signed sums
 * are made once, so that a drawn sum costs an eighth of the additions.
 *
 * @param vectors All of one length.
 * @param random One uniform number is drawn from it for each sum and 32 vectors.
 * @returns Shape [flips, length of a vector], row-major.
 */
export function flippedSums(
  vectors: readonly Float64Array[],
  flips: number,
  random: Random,
): Float64Array {
  const width = vectors[0]!.length;
  const sums = new Float64Array(flips * width);
  const table = new Float64Array(SIGNED_SUMS * width);
  const bits = new Uint32Array(flips);
  for (let first = 0; first < vectors.length; first += TOGETHER) {
    fillTable(vectors, first, table);
    const shift = first % 32;
    for (let flip = 0; flip < flips; flip++) {
      if (shift === 0) bits[flip] = random() * 2 ** 32;
      let entry = ((bits[flip]! >>> shift) & (SIGNED_SUMS - 1)) * width;
      const start = flip * width;
      for (let at = start; at < start + width; at++) sums[at]! += table[entry++]!;
    }
  }
  return sums;
}

/** Entry e is the sum of the eight vectors from `first` on, or of those that are left, minus where e has a bit. */
function fillTable(vectors: readonly Float64Array[], first: number, table: Float64Array): void {
  const width = vectors[0]!.length;
  table.fill(0, 0, width);
  for (let at = 0; at < TOGETHER; at++) {
    const vector = vectors[first + at];
    const filled = 2 ** at * width;
    for (let start = 0; start < filled; start += width) {
      for (let t = 0; t < width; t++) {
        const value = vector ? vector[t]! : 0;
        const sum = table[start + t]!;
        table[filled + start + t] = sum - value;
        table[start + t] = sum + value;
      }
    }
  }
}
