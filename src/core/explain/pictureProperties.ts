import type { InputProperties } from '../base/rowProperties.js';
import { type PictureCells, type PicturePixels, pictureCells } from './pictureCells.js';

/** What {@link pictureProperties} measures, in the order of its record. */
export const PICTURE_PROPERTIES = [
  'brightness',
  'contrast',
  'sharpness',
  'noise',
  'redGreen',
  'yellowBlue',
  'saturation',
  'plainPart',
  'darkPart',
  'size',
  'aspect',
] as const;

export type PictureProperty = (typeof PICTURE_PROPERTIES)[number];

/** A picture of which less is opaque has no light and colours to speak of. */
const LEAST_OPAQUE = 0.1;

/** Fewer cells say nothing of detail and areas. */
const FEWEST_CELLS = 16;

/** Less light than one of 255 steps: what is relative to it is not known. */
const BLACK = 1 / 255;

/**
 * Simple properties of a picture, each made so that one disturbance moves it and others do not: light and colours
 * are those of the cells, which noise and blur leave as they are, and relative to the picture's brightness.
 *
 * - `brightness`: mean luma, 0 to 1.
 * - `contrast`: standard deviation of luma over its mean (RMS contrast; Peli, "Contrast in complex images",
 *   Journal of the Optical Society of America A 7, 1990).
 * - `sharpness`: how much of the detail of four steps is there at one step, along the picture's strongest
 *   edges: the root of the ratio of mean squared second differences, less what noise brings. Some .5 at a clean
 *   edge, 1/16 and less where fine detail is missing. NaN where the edges do not stand out from the noise.
 * - `noise`: standard deviation of the noise in luma, 0 to 1, in the smoothest quarter of the cells (Immerkær
 *   1996), which texture hardly reaches.
 * - `redGreen`, `yellowBlue`: mean of R - G and of (R + G) / 2 - B, over the brightness: the picture's cast, above
 *   0 where it is red or yellow (opponent colours of Hasler and Süsstrunk, "Measuring colourfulness in natural
 *   images", SPIE 5007, 2003).
 * - `saturation`: mean distance from grey in these two, over the brightness.
 * - `plainPart`: share of the picture in which luma varies by less than a fifth of its standard deviation from
 *   cell to cell: sky, walls, and what covers the lens.
 * - `darkPart`: share of areas of three cells and more with a quarter of the median luma or less: shadows, holes,
 *   and dirt on the lens.
 * - `size`: root of width times height, in the source's pixels; `aspect`: width over height.
 *
 * @param source The picture's own size, where the pixels are of a smaller copy. @defaultValue that of the pixels
 * @returns NaN for what the picture does not say; undefined for one that is empty or hardly opaque.
 */
export function pictureProperties(
  pixels: PicturePixels,
  { width, height }: { readonly width: number; readonly height: number } = pixels,
): (InputProperties & Readonly<Record<PictureProperty, number>>) | undefined {
  if (!(pixels.width > 0 && pixels.height > 0 && width > 0 && height > 0)) return undefined;
  const cells = pictureCells(pixels);
  const luma = cells.luma.filter((value) => !Number.isNaN(value));
  if (luma.length < LEAST_OPAQUE * cells.luma.length) return undefined;
  const brightness = mean(luma);
  const spread = Math.sqrt(mean(luma.map((value) => (value - brightness) ** 2)));
  const relative = (value: number): number =>
    brightness < BLACK ? Number.NaN : value / brightness;
  const redGreen = cells.red.map((red, at) => red - cells.green[at]!);
  const yellowBlue = cells.blue.map((blue, at) => (cells.red[at]! + cells.green[at]!) / 2 - blue);
  const fromGrey = redGreen.map((value, at) => Math.hypot(value, yellowBlue[at]!));
  const hasAreas = luma.length >= FEWEST_CELLS;
  const noise = hasAreas ? noiseOf(cells) : Number.NaN;
  return {
    brightness,
    contrast: relative(spread),
    sharpness: hasAreas ? sharpnessOf(cells, noise) : Number.NaN,
    noise,
    redGreen: relative(mean(known(redGreen))),
    yellowBlue: relative(mean(known(yellowBlue))),
    saturation: relative(mean(known(fromGrey))),
    plainPart: hasAreas ? plainPart(cells, PLAIN * spread) : Number.NaN,
    darkPart: hasAreas ? darkPart(cells, DARK * quantile(luma, 0.5)) : Number.NaN,
    size: Math.sqrt(width * height),
    aspect: width / height,
  };
}

/** Light so close to black and white is cut off, and noise with it. */
const CLIPPED = 0.06;

function noiseOf({ noise, luma }: PictureCells): number {
  const all = known(noise);
  const unclipped = noise.filter(
    (value, at) => !Number.isNaN(value) && luma[at]! > CLIPPED && luma[at]! < 1 - CLIPPED,
  );
  return quantile(unclipped.length >= FEWEST_CELLS ? unclipped : all, 0.25);
}

/** Variance that rounding to 255ths adds to the luma of a grey picture, and less to that of others. */
const ROUNDING = 1 / 12 / 255 ** 2;

/** Share of the cells that are the picture's edges, and how steep they are at least, of the steepest. */
const EDGES = 0.2;
const STEEP = 0.25;

/** How far the squared differences at edges must be above those of noise. */
const ABOVE_NOISE = 30;

/** Of the squared differences of noise, what detail may hide in. */
const HIDDEN = 0.25;

function sharpnessOf(cells: PictureCells, noise: number): number {
  const steepness = steepnessOf(cells);
  const all = known(steepness);
  const least = Math.max(quantile(all, 1 - EDGES), STEEP * quantile(all, 1));
  let [fine, coarse, count] = [0, 0, 0];
  for (let at = 0; at < steepness.length; at++) {
    const sum = cells.fine[at]! + cells.coarse[at]!;
    if (!(steepness[at]! >= least) || Number.isNaN(sum)) continue;
    fine += cells.fine[at]!;
    coarse += cells.coarse[at]!;
    count++;
  }
  // x - (y + z) / 2 of three values with noise of variance 1 has the variance 1.5.
  const byNoise = 1.5 * count * Math.max(noise ** 2, ROUNDING);
  if (!(coarse > ABOVE_NOISE * byNoise)) return Number.NaN;
  return Math.sqrt(Math.max(fine - byNoise, HIDDEN * byNoise) / (coarse - byNoise));
}

/** The largest difference in luma to one of the four cells next to it. */
function steepnessOf({ luma, columns, rows }: PictureCells): Float64Array {
  return luma.map((value, at) => {
    const x = at % columns;
    const y = Math.floor(at / columns);
    let steepest = Number.NaN;
    const compare = (other: number): void => {
      const difference = Math.abs(value - luma[other]!);
      if (!(difference <= steepest)) steepest = difference;
    };
    if (x > 0) compare(at - 1);
    if (x + 1 < columns) compare(at + 1);
    if (y > 0) compare(at - columns);
    if (y + 1 < rows) compare(at + columns);
    return steepest;
  });
}

/** Variation from cell to cell that is none, in standard deviations of the picture's luma. */
const PLAIN = 0.2;

function plainPart(cells: PictureCells, most: number): number {
  const highest = around(cells, cells.luma, Math.max);
  const lowest = around(cells, cells.luma, Math.min);
  return share(highest, (value, at) => value - lowest[at]! <= most);
}

/** Dark, in shares of the median luma. */
const DARK = 0.25;

/** Cells that are dark with all around them, and those around these: an opening with a square of three by three. */
function darkPart(cells: PictureCells, most: number): number {
  const isDark = cells.luma.map((luma) => (Number.isNaN(luma) ? luma : Number(luma <= most)));
  const areas = around(cells, around(cells, isDark, Math.min), Math.max);
  return share(areas, (area) => area === 1);
}

/** The largest or smallest value of each cell and those around it; NaN where its own is not known. */
function around(
  { columns, rows }: PictureCells,
  values: Float64Array,
  pick: (a: number, b: number) => number,
): Float64Array {
  const along = (from: Float64Array, at: number, place: number, count: number, step: number) => {
    let picked = from[at]!;
    if (place > 0) picked = pickKnown(picked, from[at - step]!);
    if (place + 1 < count) picked = pickKnown(picked, from[at + step]!);
    return picked;
  };
  const pickKnown = (a: number, b: number): number => {
    if (Number.isNaN(a)) return b;
    return Number.isNaN(b) ? a : pick(a, b);
  };
  const inRows = values.map((_, at) => along(values, at, at % columns, columns, 1));
  return values.map((value, at) =>
    Number.isNaN(value) ? value : along(inRows, at, Math.floor(at / columns), rows, columns),
  );
}

/** Of the values that are known. */
function share(values: Float64Array, counts: (value: number, at: number) => boolean): number {
  return values.filter(counts).length / known(values).length;
}

const known = (values: Float64Array): Float64Array =>
  values.filter((value) => !Number.isNaN(value));

const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** NaN of no values. */
function quantile(values: Float64Array, p: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.floor(p * (sorted.length - 1))] ?? Number.NaN;
}
