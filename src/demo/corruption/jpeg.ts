import type { RgbImage } from './image.js';

/**
 * The block artefacts of a JPEG: 8 × 8 blocks of Y, Cb and Cr lose what is finer than the
 * quantisation tables' steps (ITU-T T.81). Colours keep their full resolution (4:4:4). Blocks that
 * reach beyond the border are filled up with the border's values.
 *
 * @param quality On the Independent JPEG Group's scale, 1 to 100.
 * @returns New values, which may lie a little outside [0, 1].
 */
export function jpegArtefacts(image: RgbImage, quality: number): Float32Array {
  const { width, height } = image;
  const tables = jpegTables(quality);
  const planes = toPlanes(image);
  const block = new Float64Array(BLOCK * BLOCK);
  planes.forEach((plane, i) => {
    for (let top = 0; top < height; top += BLOCK) {
      for (let left = 0; left < width; left += BLOCK) {
        for (let at = 0; at < block.length; at++) {
          const x = Math.min(left + (at % BLOCK), width - 1);
          const y = Math.min(top + Math.floor(at / BLOCK), height - 1);
          block[at] = plane[y * width + x]!;
        }
        quantizeBlock(block, tables[i]!);
        block.forEach((value, at) => {
          const x = left + (at % BLOCK);
          const y = top + Math.floor(at / BLOCK);
          if (x < width && y < height) plane[y * width + x] = value;
        });
      }
    }
  });
  return toValues(planes);
}

type Planes = readonly [luma: Float64Array, blue: Float64Array, red: Float64Array];

/** Y, Cb and Cr of JFIF (ITU-T T.871), on the scale of 0 to 255 and centred on 0. */
function toPlanes({ width, height, values }: RgbImage): Planes {
  const plane = () => new Float64Array(width * height);
  const planes: Planes = [plane(), plane(), plane()];
  for (let pixel = 0; pixel < width * height; pixel++) {
    const r = 255 * values[3 * pixel]!;
    const g = 255 * values[3 * pixel + 1]!;
    const b = 255 * values[3 * pixel + 2]!;
    const luma = 0.299 * r + 0.587 * g + 0.114 * b;
    planes[0][pixel] = luma - 128;
    planes[1][pixel] = (b - luma) / 1.772;
    planes[2][pixel] = (r - luma) / 1.402;
  }
  return planes;
}

function toValues([luma, blue, red]: Planes): Float32Array {
  const values = new Float32Array(3 * luma.length);
  luma.forEach((centred, pixel) => {
    const y = centred + 128;
    const r = y + 1.402 * red[pixel]!;
    const b = y + 1.772 * blue[pixel]!;
    values[3 * pixel] = r / 255;
    values[3 * pixel + 1] = (y - 0.299 * r - 0.114 * b) / 0.587 / 255;
    values[3 * pixel + 2] = b / 255;
  });
  return values;
}

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

/** Edge of a block in pixels. */
const BLOCK = 8;

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
