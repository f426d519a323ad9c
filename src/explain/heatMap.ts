import { came, requireRange } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import type { DriftPlaces } from './driftPlaces.js';

/** Options of {@link heatMap}. */
export interface HeatMapOptions {
  /** Width and height in pixels, 8 to 4096. @defaultValue the thumbnail's width, or else 224 */
  readonly size?: number;
  /**
   * The share that is shown full, above 0; give several inputs one to compare them.
   * @defaultValue the largest share of the input
   */
  readonly full?: number;
  /** Any CSS colour of canvases. @defaultValue `'rgb(213, 94, 0)'`, the charts' colour of live inputs */
  readonly colour?: string;
}

const OPTIONS: NamesOf<HeatMapOptions> = { size: true, full: true, colour: true };

/** Vermillion, which the colour-blind tell from greys and blues (Okabe & Ito, "Color Universal Design", 2008). */
const COLOUR = 'rgb(213, 94, 0)';

/** At the largest share: so much of the picture stays to be seen. */
const MOST_OPAQUE = 0.85;

const [LEAST_SIZE, LARGEST_SIZE] = [8, 4_096];

/**
 * The places that make an input less like the reference, as a heat map to lay over its picture: one hue, the more
 * opaque the larger the share, smooth between places; shares below 0 are left out. A place of MobileNet's map is 32
 * pixels of 224 wide, but sees more of the picture around it, so that edges are never sharp.
 *
 * @returns A square, transparent where there is nothing to show.
 * @throws InvalidOptionError for what is no input of `driftPlaces`, and for an option that is not known or out of
 *   range.
 */
export function heatMap(places: DriftPlaces, options: HeatMapOptions = {}): OffscreenCanvas {
  requireKnownNames('heatMap', options, OPTIONS);
  const { shares, height, width, thumbnail } = places ?? {};
  if (!(shares instanceof Float32Array) || shares.length !== height * width) {
    throw new InvalidOptionError(
      `heatMap: an input of driftPlaces was expected, ${came(places)} came.`,
    );
  }
  const { size = thumbnail?.width || 224, colour = COLOUR } = options;
  requireRange('size', size, LEAST_SIZE, LARGEST_SIZE);
  const largest = shares.reduce((most, share) => Math.max(most, share), 0);
  const { full = largest } = options;
  requireRange('full', full, 0, Number.MAX_VALUE);
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d')!;
  if (!(full > 0)) return canvas;
  // Premultiplied, so that between places the opacity alone changes.
  const small = new OffscreenCanvas(width, height);
  const dots = small.getContext('2d')!;
  dots.fillStyle = colour;
  for (const [place, share] of shares.entries()) {
    dots.globalAlpha = MOST_OPAQUE * Math.min(1, Math.max(0, share) / full);
    dots.fillRect(place % width, Math.floor(place / width), 1, 1);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, size, size);
  return canvas;
}

/**
 * The input's thumbnail in greys with its {@link heatMap} over it, so that the heat is all that has a colour.
 *
 * @throws InvalidOptionError for an input without a thumbnail; and as {@link heatMap}.
 */
export function heatMapOver(places: DriftPlaces, options: HeatMapOptions = {}): OffscreenCanvas {
  const heat = heatMap(places, options);
  const { thumbnail } = places;
  if (!thumbnail?.width) {
    throw new InvalidOptionError(
      'heatMapOver: the input has no thumbnail; set `keepThumbnails` of the monitor, or lay heatMap(input) over a ' +
        'picture of your own.',
    );
  }
  const canvas = new OffscreenCanvas(heat.width, heat.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(thumbnail, 0, 0, canvas.width, canvas.height);
  // The colour that comes over it has no saturation, and gives it its own.
  context.globalCompositeOperation = 'saturation';
  context.fillStyle = 'rgb(128, 128, 128)';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.globalCompositeOperation = 'source-over';
  context.drawImage(heat, 0, 0);
  return canvas;
}
