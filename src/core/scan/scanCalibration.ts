/**
 * What says how rare a scan's findings are: the null of each window size, and how long streams without
 * drift go on until a score rises so high.
 *
 * Windows of different sizes have nulls of different shapes, so that they are compared by how rare they are,
 * p. The score of a scan is -ln of the harmonic mean of these, weighted by the sizes' shares of the false
 * alarms (Wilson, "The harmonic mean p-value for combining dependent tests", PNAS 116, 2019): nearly that
 * of the rarest where it is alone, and more where several windows see the same. How rare a score is, is
 * counted, so that nothing need be assumed of how windows depend on each other.
 */

import type { Kernel } from '../mmd/kernel.js';
import type { ReferenceKernel } from '../mmd/referenceKernel.js';
import { nullScale } from '../mmd/statistic.js';
import { isOfFewKinds } from './fewKinds.js';
import { pairsOf } from './slidingSums.js';
import { rarityOf, type WindowNull } from './windowNull.js';
import { type Apart, sharesOf } from './windowSizes.js';

/** Raised when sizes, shares or levels are others: what was calibrated before is calibrated anew. */
export const SCAN_METHOD = 3;

/** What a calibration depends on. */
export interface ScanKey {
  readonly method: typeof SCAN_METHOD;
  readonly kernel: Kernel;
  /** In units of the rows that are compared. */
  readonly bandwidth: number;
  /** Rows of the reference that are compared with. */
  readonly referenceSize: number;
  /** Rows of the largest window. */
  readonly largest: number;
  readonly apart: Apart;
  /** What the rows were projected by, in words; none for rows as they are. */
  readonly projection?: string;
}

/** See above. */
export interface ScanCalibration extends ScanKey {
  /** Rows of each window, ascending. */
  readonly sizes: readonly number[];
  /** By size: of windows drawn from the reference, against the rest of it. */
  readonly nulls: readonly WindowNull[];
  /**
   * ln of the mean number of samples until a score without drift rises above 0, {@link LEVEL_STEP}, …,
   * ascending. Beyond the last it grows as the score does.
   */
  readonly logRunTimes: readonly number[];
  /** -ln of the least probability that a row of a window is given, whatever its null says; see {@link rarestRow}. */
  readonly rarestRow?: number;
}

/**
 * How rare a row can be that is unlike all rows of a reference of few kinds. It may be the first of a kind that
 * comes once in as many rows: by Laplace's rule of succession what never came in n has a probability of
 * 1 / (n + 1). The tail of a null does not know that, as it is fitted to the kinds that did come.
 *
 * @returns -ln of its probability; undefined where the tail may be trusted.
 */
export function rarestRow(kernel: ReferenceKernel): number | undefined {
  return isOfFewKinds(kernel) ? Math.log(kernel.size + 1) : undefined;
}

/** Scores that run times are known for are so far apart. */
export const LEVEL_STEP = 0.25;

/** ln of the mean number of samples until a score without drift is as high. */
export function logRunTimeOf(
  { logRunTimes }: Pick<ScanCalibration, 'logRunTimes'>,
  score: number,
): number {
  const last = logRunTimes.length - 1;
  const position = Math.max(0, score / LEVEL_STEP);
  if (position >= last) return logRunTimes[last]! + score - last * LEVEL_STEP;
  const low = Math.floor(position);
  const share = position - low;
  return logRunTimes[low]! * (1 - share) + logRunTimes[low + 1]! * share;
}

/** The score that is as rare; see {@link logRunTimeOf}. */
export function scoreAt({ logRunTimes }: ScanCalibration, logRunTime: number): number {
  const last = logRunTimes.length - 1;
  if (logRunTime >= logRunTimes[last]!) return last * LEVEL_STEP + logRunTime - logRunTimes[last]!;
  const above = Math.max(
    1,
    logRunTimes.findIndex((known) => known > logRunTime),
  );
  const [low, high] = [logRunTimes[above - 1]!, logRunTimes[above]!];
  return LEVEL_STEP * (above - 1 + Math.max(0, (logRunTime - low) / (high - low)));
}

/** What windows add to a score. */
export class Scorer {
  readonly #nulls: readonly WindowNull[];
  readonly #logShares: readonly number[];
  readonly #rarest: readonly number[];

  constructor({
    sizes,
    nulls,
    rarestRow = Number.POSITIVE_INFINITY,
  }: Pick<ScanCalibration, 'sizes' | 'nulls' | 'rarestRow'>) {
    this.#nulls = nulls;
    this.#logShares = sharesOf(sizes).map(Math.log);
    this.#rarest = sizes.map((size) => size * rarestRow);
  }

  /** Of all windows. @param scores By size, of the first so many sizes. */
  static total(scores: readonly number[]): number {
    return Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
  }

  /** Of one window, -ln p + ln share. @param at Which size. @param mmd2 As a pretend one has it. */
  score(at: number, mmd2: number): number {
    return Math.min(rarityOf(this.#nulls[at]!, mmd2), this.#rarest[at]!) + this.#logShares[at]!;
  }

  /** Whether a window can have such a score alone. */
  reaches(at: number, score: number): boolean {
    return this.rarityAt(at, score) <= this.#rarest[at]!;
  }

  /** -ln p that comes to such a score. */
  rarityAt(at: number, score: number): number {
    return score - this.#logShares[at]!;
  }
}

/**
 * What a live window's MMD² is multiplied by to be compared with pretend ones: these have the rest of the
 * reference to be compared with, and a statistic that varies more. That of a window without pairs does not:
 * how much a row resembles the reference hardly depends on how many rows that has.
 */
export function liveScale(size: number, referenceSize: number, apart: Apart): number {
  const pairs = pairsOf(size, apart);
  if (pairs === 0) return 1;
  return nullScale(referenceSize - size, size, pairs) / nullScale(referenceSize, size, pairs);
}
