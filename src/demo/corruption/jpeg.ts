import type { RgbImage } from './image.js';
import { jpegTables } from './jpegTables.js';
import { BLOCK, quantizeBlock } from './quantizeBlock.js';

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
