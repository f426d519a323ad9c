import { toPixels, toRgbImage } from '../../src/demo/corruption/image.js';
import { colorCast } from '../../src/demo/corruption/light.js';
import type { Pixels } from '../../src/demo/photos/resizeBilinear.js';

/** What befalls photos besides the demo's corruptions; each gives new pixels. */

/** Pixels over which the border of what is close to the lens fades. */
const SOFT = 24;

/**
 * Something of one colour close to the lens, out of focus and a little darker to one side: it covers the lower left
 * corner. @param share Of the photo.
 */
export function covered(
  photo: Pixels,
  share: number,
  colour: readonly [red: number, green: number, blue: number],
): Pixels {
  const { width, height } = photo;
  const edge = Math.sqrt(share * width * height);
  return changed(photo, (value, channel, x, y) => {
    const inside = Math.min(edge - x, y - (height - edge));
    const t = Math.min(Math.max(0.5 + inside / SOFT, 0), 1);
    const opacity = t * t * (3 - 2 * t);
    return value + opacity * (colour[channel]! * (1 - (0.2 * x) / edge) - value);
  });
}

/** Of a display, as sRGB nearly. */
const GAMMA = 2.2;

/** @param stops By how many the light is doubled; white stays white. */
export function overexposed(photo: Pixels, stops: number): Pixels {
  return changed(photo, (value) => value * 2 ** (stops / GAMMA));
}

/** Light of the shade that the white balance leaves uncorrected: of a black body of 12,000 K. */
export function coldLight(photo: Pixels): Pixels {
  const image = toRgbImage(photo);
  return toPixels({ ...image, values: colorCast(image, 12_000) });
}

/** @param left The share of the colour that is left, 0 to 1. */
export function faded(photo: Pixels, left: number): Pixels {
  const { width, data } = photo;
  return changed(photo, (value, _, x, y) => {
    const at = 4 * (y * width + x);
    const grey = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
    return grey + (value - grey) * left;
  });
}

function changed(
  { width, height, data }: Pixels,
  value: (value: number, channel: number, x: number, y: number) => number,
): Pixels {
  const target = data.slice();
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const at = 4 * pixel + channel;
      target[at] = value(data[at]!, channel, pixel % width, Math.floor(pixel / width));
    }
  }
  return { width, height, data: target };
}
