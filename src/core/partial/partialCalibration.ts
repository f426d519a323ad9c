/**
 * What says how rare it is that a window is so far from the nearest part of a reference.
 *
 * Windows of one part are further from it than mixed ones, which more rows can follow, and those of a loose
 * part are further than those of a dense one. So a distance is compared with those of windows that bear the
 * same weights: between that of mixed windows and those of parts, the more like the latter the more the
 * weight is concentrated on few parts. How often streams without drift, mixed or of one part, rise as high
 * is counted for each of them, and the one that does so most often counts.
 */

import type { Kernel } from '../mmd/kernel.js';
import { rarityOf, type WindowNull } from '../scan/windowNull.js';
import { type Apart, sharesOf } from '../scan/windowSizes.js';
import type { PartsFrom } from './describedParts.js';
import type { PartialLook } from './partialWindows.js';

/** Raised when sizes, shares, moves or parts are others. */
export const PARTIAL_METHOD = 2;

/** What a calibration depends on. */
export interface PartialKey {
  readonly method: typeof PARTIAL_METHOD;
  readonly kernel: Kernel;
  readonly bandwidth: number;
  readonly referenceSize: number;
  /** Rows of the largest window. */
  readonly largest: number;
  readonly apart: Apart;
  /** Draws parts and streams. */
  readonly seed: number;
  /** Where parts follow from, and a hash of them; without, k-means of the rows found them by the seed. */
  readonly partsFrom?: Exclude<PartsFrom, 'clusters'>;
  readonly partsHash?: string;
}

/** Of distances. */
interface Level {
  readonly mean: number;
  /** Standard deviation, above 0. */
  readonly deviation: number;
}

/** What distances of windows of one size are without drift. */
export interface PartialLevels {
  readonly mixed: Level;
  readonly parts: readonly Level[];
  /** Σ of squared weights by part, on average: of mixed windows, and of those of one part. */
  readonly concentration: { readonly mixed: number; readonly parts: number };
}

/** See above. */
export interface PartialCalibration extends PartialKey {
  /** Rows of each window, ascending. */
  readonly sizes: readonly number[];
  /** Rows of each part. */
  readonly partSizes: readonly number[];
  /** By size: of its rows, the share that tells as much; of the kind of stream where that is least. */
  readonly telling: readonly number[];
  /** By number of independent rows, see `independentRows`. */
  readonly levels: readonly PartialLevels[];
  /** By number of independent rows: of standardised distances, in streams of all kinds. */
  readonly nulls: readonly WindowNull[];
  /** See `ScanCalibration`; of the kind of stream that rises most often. */
  readonly logRunTimes: readonly number[];
}

/** Of a window that bears such weights. */
function levelOf(
  { mixed, parts, concentration }: PartialLevels,
  weights: readonly number[],
): Level {
  const concentrated = weights.reduce((sum, weight) => sum + weight ** 2, 0);
  const range = concentration.parts - concentration.mixed;
  const share =
    range > 0 ? Math.min(1, Math.max(0, (concentrated - concentration.mixed) / range)) : 1;
  const between = (of: keyof Level): number =>
    (1 - share) * mixed[of] +
    share * weights.reduce((sum, weight, part) => sum + weight * parts[part]![of], 0);
  return { mean: between('mean'), deviation: between('deviation') };
}

/** Scores windows. */
export class PartialScorer {
  /** Of independent rows, ascending. */
  readonly #numbers: readonly number[];
  readonly #levels: readonly PartialLevels[];
  readonly #nulls: readonly WindowNull[];
  readonly #logShares: readonly number[];

  constructor(
    sizes: readonly number[],
    numbers: readonly number[],
    levels: readonly PartialLevels[],
    nulls: readonly WindowNull[],
  ) {
    this.#numbers = numbers;
    this.#levels = levels;
    this.#nulls = nulls;
    this.#logShares = sharesOf(sizes).map(Math.log);
  }

  /** -ln p + ln share. @param at Which size. */
  score(at: number, look: PartialLook): number {
    const value = this.standardised(look);
    const [low, high, share] = this.#around(look);
    const [less, more] = [low, high].map((number) => rarityOf(this.#nulls[number]!, value));
    return (1 - share) * less! + share * more! + this.#logShares[at]!;
  }

  /** A distance in deviations from what it would be without drift. */
  standardised(look: PartialLook): number {
    const [low, high, share] = this.#around(look);
    const [less, more] = [low, high].map((number) => levelOf(this.#levels[number]!, look.weights));
    const between = (of: keyof Level) => (1 - share) * less![of] + share * more![of];
    return (look.distance - between('mean')) / between('deviation');
  }

  /** The numbers that a window's lies between, and how far from the first to the second. */
  #around(look: PartialLook): readonly [number, number, number] {
    const { effective } = look;
    const numbers = this.#numbers;
    const low = Math.max(
      0,
      numbers.findLastIndex((number) => number <= effective),
    );
    const high = Math.min(numbers.length - 1, low + 1);
    if (low === high) return [low, low, 0];
    const [least, most] = [numbers[low]!, numbers[high]!];
    const share = Math.log(effective / least) / Math.log(most / least);
    return [low, high, Math.max(0, share)];
  }
}
