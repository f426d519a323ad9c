/** Quantisation tables row by row, of ITU-T T.81 (1992), annex K.1. */
const LUMINANCE = [
  [16, 11, 10, 16, 24, 40, 51, 61],
  [12, 12, 14, 19, 26, 58, 60, 55],
  [14, 13, 16, 24, 40, 57, 69, 56],
  [14, 17, 22, 29, 51, 87, 80, 62],
  [18, 22, 37, 56, 68, 109, 103, 77],
  [24, 35, 55, 64, 81, 104, 113, 92],
  [49, 64, 78, 87, 103, 121, 120, 101],
  [72, 92, 95, 98, 112, 100, 103, 99],
].flat();

const CHROMINANCE = [
  [17, 18, 24, 47, 99, 99, 99, 99],
  [18, 21, 26, 66, 99, 99, 99, 99],
  [24, 26, 56, 99, 99, 99, 99, 99],
  [47, 66, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
].flat();

/**
 * The steps of the 64 coefficients of Y, Cb and Cr at a quality, as the Independent JPEG Group
 * scales the standard's tables: by 50 / quality below 50, by 2 - quality / 50 from there on.
 *
 * @param quality 1 to 100.
 */
export function jpegTables(quality: number): readonly [number[], number[], number[]] {
  const scale = quality < 50 ? 50 / quality : 2 - quality / 50;
  const scaled = (table: readonly number[]) =>
    table.map((step) => Math.min(Math.max(Math.floor(step * scale + 0.5), 1), 255));
  const chrominance = scaled(CHROMINANCE);
  return [scaled(LUMINANCE), chrominance, chrominance];
}
