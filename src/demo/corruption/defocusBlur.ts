import type { RgbImage } from './image.js';

/**
 * A lens out of focus: each point becomes an even disk, as ImageNet-C has it (arXiv 1903.12261).
 * Beyond the border the border's values go on.
 *
 * A row of the disk is a box, of half width √(r² - dy²), and a box is a difference of two running
 * sums. Between pixels these are interpolated, which gives pixels on the rim their share.
 *
 * @param radius r in pixels, at least 1.
 * @returns New values, within the range of the old ones.
 */
export function defocusBlur(image: RgbImage, radius: number): Float32Array {
  const { width, height } = image;
  const reach = Math.ceil(radius) + 1;
  const sums = Array.from({ length: height }, (_, y) => runningSums(image, y, reach));
  const boxes = diskBoxes(radius);
  const area = boxes.reduce((total, { halfWidth }) => total + 2 * halfWidth, 0);
  const target = new Float32Array(image.values.length);
  const row = new Float64Array(3 * width);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (const { dy, halfWidth } of boxes) {
      addBoxes(sums[Math.min(Math.max(y + dy, 0), height - 1)]!, halfWidth, reach, row);
    }
    for (let at = 0; at < row.length; at++) target[3 * y * width + at] = row[at]! / area;
  }
  return target;
}

interface Box {
  readonly dy: number;
  readonly halfWidth: number;
}

function diskBoxes(radius: number): Box[] {
  const last = Math.floor(radius);
  return Array.from({ length: 2 * last + 1 }, (_, i) => {
    const dy = i - last;
    return { dy, halfWidth: Math.sqrt(radius * radius - dy * dy) };
  });
}

/** Entry 3k + channel is the sum of the padded row's first k pixels. */
function runningSums({ width, values }: RgbImage, y: number, padding: number): Float64Array {
  const sums = new Float64Array(3 * (width + 2 * padding + 1));
  for (let at = 3; at < sums.length; at++) {
    const x = Math.floor(at / 3) - 1 - padding;
    const from = y * width + Math.min(Math.max(x, 0), width - 1);
    sums[at] = sums[at - 3]! + values[3 * from + (at % 3)]!;
  }
  return sums;
}

/** Adds to each pixel of a row the sum of a box around its centre. */
function addBoxes(sums: Float64Array, halfWidth: number, padding: number, row: Float64Array): void {
  const right = padding + 0.5 + halfWidth;
  const left = padding + 0.5 - halfWidth;
  const fromRight = 3 * Math.floor(right);
  const fromLeft = 3 * Math.floor(left);
  const restRight = right % 1;
  const restLeft = left % 1;
  for (let at = 0; at < row.length; at++) {
    const high = sums[at + fromRight]!;
    const low = sums[at + fromLeft]!;
    row[at]! +=
      high +
      restRight * (sums[at + fromRight + 3]! - high) -
      (low + restLeft * (sums[at + fromLeft + 3]! - low));
  }
}
