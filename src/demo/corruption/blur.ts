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
