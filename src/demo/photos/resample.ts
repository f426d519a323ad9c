/** A square of a picture, in its pixels. */
export interface Square {
  /** Of its left edge. */
  readonly x: number;
  /** Of its upper edge. */
  readonly y: number;
  /** Of its edges, at least 1. */
  readonly size: number;
}

/** What of a row or column of the source goes into one pixel of the target. */
interface Taps {
  readonly first: number;
  /** They sum to 1. */
  readonly weights: readonly number[];
}

/**
 * A square of a picture as an opaque image: each pixel is the mean of what lies in it, or a mixture of the
 * nearest where it is smaller than one of the picture's. Own code, because a canvas resamples differently from
 * browser to browser, and the shipped reference must fit everywhere.
 *
 * @param square Within the picture.
 * @param size The edge of the image, in pixels.
 */
export function resampled(
  { width, data }: Pick<ImageData, 'width' | 'data'>,
  { x, y, size: edge }: Square,
  size: number,
): ImageData {
  const target = new ImageData(size, size);
  const columns = tapsOf(x, edge, size);
  const rows = tapsOf(y, edge, size);
  const from = rows[0]!.first;
  const last = rows.at(-1)!;
  const height = last.first + last.weights.length - from;
  const narrowed = new Float32Array(height * size * 3);
  for (let row = 0, to = 0; row < height; row++) {
    for (const { first, weights } of columns) {
      const at = 4 * ((from + row) * width + first);
      for (let channel = 0; channel < 3; channel++, to++) {
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap++) {
          sum += weights[tap]! * data[at + 4 * tap + channel]!;
        }
        narrowed[to] = sum;
      }
    }
  }
  const stride = 3 * size;
  for (const [row, { first, weights }] of rows.entries()) {
    for (let value = 0; value < stride; value++) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) {
        sum += weights[tap]! * narrowed[(first - from + tap) * stride + value]!;
      }
      const pixel = row * size + Math.floor(value / 3);
      target.data[4 * pixel + (value % 3)] = sum;
    }
    for (let column = 0; column < size; column++) target.data[4 * (row * size + column) + 3] = 255;
  }
  return target;
}

/** By a triangle as wide as a target's pixel on either side, or as one of the source where that is wider. */
function tapsOf(start: number, edge: number, size: number): Taps[] {
  const scale = edge / size;
  const reach = Math.max(1, scale);
  const end = Math.ceil(start + edge) - 1;
  return Array.from({ length: size }, (_, i) => {
    const centre = start + (i + 0.5) * scale - 0.5;
    const first = Math.max(Math.floor(start), Math.ceil(centre - reach));
    const last = Math.min(end, Math.floor(centre + reach));
    const weights = Array.from({ length: last - first + 1 }, (_, tap) =>
      Math.max(0, 1 - Math.abs(first + tap - centre) / reach),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
