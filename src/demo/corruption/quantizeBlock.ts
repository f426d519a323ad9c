/** Edge of a block in pixels. */
export const BLOCK = 8;

/** The orthonormal DCT-II: entry 8u + x is C(u)/2 · cos((2x + 1)uπ / 16) (ITU-T T.81, A.3.3). */
const cosines = Float64Array.from({ length: BLOCK * BLOCK }, (_, at) => {
  const u = Math.floor(at / BLOCK);
  const x = at % BLOCK;
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

const halfway = new Float64Array(BLOCK * BLOCK);

/**
 * What a JPEG leaves of a block: its DCT coefficients are rounded to whole steps, in place.
 *
 * @param block 8 × 8 values, centred on 0, row by row.
 * @param steps The step of each coefficient, row by row.
 */
export function quantizeBlock(block: Float64Array, steps: readonly number[]): void {
  transformRows(block, halfway, false);
  transformRows(halfway, block, false);
  steps.forEach((step, at) => {
    block[at] = Math.round(block[at]! / step) * step;
  });
  transformRows(block, halfway, true);
  transformRows(halfway, block, true);
}

/** Transforms rows and writes them as columns: done twice, that transforms both ways. */
function transformRows(source: Float64Array, target: Float64Array, isInverse: boolean): void {
  const [along, across] = isInverse ? [BLOCK, 1] : [1, BLOCK];
  for (let row = 0; row < BLOCK; row++) {
    for (let out = 0; out < BLOCK; out++) {
      let sum = 0;
      for (let x = 0; x < BLOCK; x++) {
        sum += cosines[out * across + x * along]! * source[row * BLOCK + x]!;
      }
      target[out * BLOCK + row] = sum;
    }
  }
}
