import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';

/** What the model of the starters tells apart, in the order of its outputs; drawings are labelled 'brass nut'. */
export const KINDS = ['bolt', 'nut', 'washer'] as const;

/** Width and height of what it takes. */
export const SIZE = 32;

const BELT = 'docs/starters/tfjs/belt.js';
const SEED = 'let seed = 1;';

/** Drawn in one call into the page. */
const AT_ONCE = 60;

export interface DrawnPart {
  /** Index in `KINDS`. */
  readonly kind: number;
  /** Shape [32, 32, 3], 0 to 1. */
  readonly picture: Float32Array;
}

/**
 * Parts of all kinds, drawn as the starters draw them, and made small as they do: once by every fourth
 * pixel, as `resizeBilinear` of tfjs takes them, and once by `drawImage`.
 *
 * @param seed Of the drawings, from 2; those of the starters have 1, and are not to be trained on.
 */
export async function drawnParts(
  browser: Browser,
  count: number,
  seed: number,
): Promise<DrawnPart[]> {
  const source = readFileSync(BELT, 'utf8');
  if (!source.includes(SEED)) throw new Error(`${BELT}: '${SEED}' was expected.`);
  const belt = `data:text/javascript,${encodeURIComponent(source.replace(SEED, `let seed = ${seed};`))}`;
  const page = await browser.newPage();
  const parts: DrawnPart[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const { labels, bytes } = await page.evaluate(drawInPage, { belt, count: AT_ONCE, size: SIZE });
    const pixels = Buffer.from(bytes, 'base64');
    const length = SIZE * SIZE * 3;
    for (let at = 0; at < 2 * AT_ONCE; at++) {
      const values = pixels.subarray(at * length, (at + 1) * length);
      const kind = KINDS.findIndex((name) => labels[at >> 1]!.endsWith(name));
      parts.push({ kind, picture: Float32Array.from(values, (value) => value / 255) });
    }
  }
  await page.close();
  return parts;
}

/** Labels of pictures, and red, green and blue of two made of each, in base64. */
async function drawInPage(asked: { belt: string; count: number; size: number }) {
  const { belt, count, size } = asked;
  const { drawPart } = await import(belt);
  const canvas = document.createElement('canvas');
  const small = new OffscreenCanvas(size, size).getContext('2d')!;
  const labels: string[] = [];
  let bytes = '';
  while (labels.length < count) {
    labels.push(drawPart(canvas).ariaLabel);
    small.drawImage(canvas, 0, 0, size, size);
    const large = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    for (const { data, width } of [large, small.getImageData(0, 0, size, size)]) {
      const step = width / size;
      for (let y = 0; y < width; y += step) {
        for (let x = 0; x < width; x += step) {
          const at = 4 * (y * width + x);
          bytes += String.fromCharCode(data[at]!, data[at + 1]!, data[at + 2]!);
        }
      }
    }
  }
  return { labels, bytes: btoa(bytes) };
}
