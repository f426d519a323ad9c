import type { Pixels } from '../../src/demo/photos/resizeBilinear.js';

/** What befalls photos besides the demo's corruptions; each gives new pixels. */

/** Something of one colour, a little darker to one side, on a square in the lower left corner. @param share Of the photo. */
export function covered(
  photo: Pixels,
  share: number,
  colour: readonly [red: number, green: number, blue: number],
): Pixels {
  const { width, height } = photo;
  const edge = Math.sqrt(share * width * height);
  return changed(photo, (value, channel, x, y) =>
    x < edge && y >= height - edge ? colour[channel]! * (1 - (0.2 * x) / edge) : value,
  );
}

/** Of a display, as sRGB nearly. */
const GAMMA = 2.2;

/** @param stops By how many the light is doubled; white stays white. */
export function overexposed(photo: Pixels, stops: number): Pixels {
  return changed(photo, (value) => value * 2 ** (stops / GAMMA));
}

/** Shade: red loses a fifth, blue gains one. */
export function coldLight(photo: Pixels): Pixels {
  return changed(photo, (value, channel) => value * [0.8, 1, 1.2][channel]!);
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
