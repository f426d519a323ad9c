import type { RgbImage } from './image.js';

/** Where the kernel is cut off, in σ; scipy.ndimage.gaussian_filter's default. */
const TRUNCATE = 4;

/** Channels of a pixel, and so the distance between neighbours of one channel in a row. */
const CHANNELS = 3;

/**
 * Gaussian blur, each channel for itself. Beyond the border the border's values go on (TorchDrift
 * has zeros there, which darken the border).
 *
 * The Gaussian is the product of one along rows and one along columns. Both passes are the same
 * code: it blurs along rows and writes the result transposed, and two transpositions cancel.
 *
 * @param sigma σ in pixels, above 0.
 * @returns New values, within the range of the old ones.
 */
export function gaussianBlur(image: RgbImage, sigma: number): Float32Array {
  const { width, height, values } = image;
  const kernel = halfKernel(sigma);
  const alongRows = blurRowsAndTranspose(values, width, height, kernel);
  return blurRowsAndTranspose(alongRows, height, width, kernel);
}

/** The kernel's centre and one side, such that the centre and both sides sum to 1. */
function halfKernel(sigma: number): Float64Array {
  const radius = Math.floor(TRUNCATE * sigma + 0.5);
  const weights = Float64Array.from({ length: radius + 1 }, (_, i) =>
    Math.exp(-(i * i) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + 2 * weight, -weights[0]!);
  return weights.map((weight) => weight / sum);
}

function blurRowsAndTranspose(
  source: Float32Array,
  width: number,
  height: number,
  kernel: Float64Array,
): Float32Array {
  const target = new Float32Array(source.length);
  const radius = kernel.length - 1;
  const row = new Float64Array((width + 2 * radius) * CHANNELS);
  for (let y = 0; y < height; y++) {
    copyPaddedRow(source, y * width * CHANNELS, width, radius, row);
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        const center = (x + radius) * CHANNELS + channel;
        let sum = kernel[0]! * row[center]!;
        for (let i = 1, offset = CHANNELS; i <= radius; i++, offset += CHANNELS) {
          sum += kernel[i]! * (row[center - offset]! + row[center + offset]!);
        }
        target[(x * height + y) * CHANNELS + channel] = sum;
      }
    }
  }
  return target;
}

function copyPaddedRow(
  source: Float32Array,
  start: number,
  width: number,
  padding: number,
  row: Float64Array,
): void {
  for (let x = -padding; x < width + padding; x++) {
    const from = start + Math.min(Math.max(x, 0), width - 1) * CHANNELS;
    const to = (x + padding) * CHANNELS;
    for (let channel = 0; channel < CHANNELS; channel++)
      row[to + channel] = source[from + channel]!;
  }
}

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

/**
 * Too few pixels: squares take the mean of their values, from the upper left corner on; those at
 * the right and lower border may be cut off.
 *
 * @param edge A square's edge in pixels, a whole number above 0.
 * @returns New values, within the range of the old ones.
 */
export function pixelate(image: RgbImage, edge: number): Float32Array {
  const target = new Float32Array(image.values.length);
  for (let top = 0; top < image.height; top += edge) {
    for (let left = 0; left < image.width; left += edge) fillSquare(image, left, top, edge, target);
  }
  return target;
}

function fillSquare(
  { width, height, values }: RgbImage,
  left: number,
  top: number,
  edge: number,
  target: Float32Array,
): void {
  const right = Math.min(left + edge, width);
  const bottom = Math.min(top + edge, height);
  const count = (right - left) * (bottom - top);
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) sum += values[3 * (y * width + x) + channel]!;
    }
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) target[3 * (y * width + x) + channel] = sum / count;
    }
  }
}
