import type { Pixels } from '../photos/resizeBilinear.js';

/** A colour image without alpha. */
export interface RgbImage {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** 3 · width · height values in [0, 1]: row-major, the channels of a pixel side by side. */
  readonly values: Float32Array;
}

/** The image's colours as values in [0, 1]; its alpha is dropped. */
export function toRgbImage({ width, height, data }: Pixels): RgbImage {
  const values = new Float32Array(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      values[3 * pixel + channel] = data[4 * pixel + channel]! / 255;
    }
  }
  return { width, height, values };
}

/** Opaque pixels, their values rounded to whole 255ths; what is outside [0, 1] is clamped. */
export function toPixels({ width, height, values }: RgbImage): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      data[4 * pixel + channel] = values[3 * pixel + channel]! * 255;
    }
    data[4 * pixel + 3] = 255;
  }
  return { width, height, data };
}

/** The same as an image. */
export function toImageData(image: RgbImage): ImageData {
  return new ImageData(toPixels(image).data, image.width, image.height);
}
