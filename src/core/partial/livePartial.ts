import type { ReferenceKernel } from '../mmd/referenceKernel.js';
import { logRunTimeOf, Scorer } from '../scan/scanCalibration.js';
import {
  type DescribedParts,
  type NearestShares,
  nearestShares,
  type PartsFrom,
} from './describedParts.js';
import { type PartialCalibration, PartialScorer } from './partialCalibration.js';
import { independentRows, PartialWindows } from './partialWindows.js';

/** What the latest windows say of how new they are. */
export interface Novelty {
  /** ln of the mean number of samples until chance brings as much, in streams of known inputs in any mix. */
  readonly logRunTime: number;
  /** Rows of the window that is the rarest for its size. */
  readonly window: number;
  /** Of the largest window, how many independent rows tell as much, by those of known ones; above 0. */
  readonly telling: number;
}

/** Compares the latest windows of a stream with the nearest part of a reference. */
export class LivePartial {
  readonly calibration: PartialCalibration;
  readonly #windows: PartialWindows;
  readonly #scorer: PartialScorer;
  readonly #at: Int32Array | undefined;
  readonly #parts: DescribedParts;

  /** @param at Which rows of the reference it compares with; all where they are left out. */
  constructor(
    { matrix }: ReferenceKernel,
    parts: DescribedParts,
    calibration: PartialCalibration,
    at?: Int32Array,
  ) {
    const { sizes, apart, levels, nulls } = calibration;
    this.#at = at;
    this.#parts = parts;
    this.calibration = calibration;
    this.#windows = new PartialWindows(matrix, parts, sizes, apart);
    this.#scorer = new PartialScorer(sizes, independentRows(sizes, apart), levels, nulls);
  }

  /** What says which rows of the reference belong together. */
  get partsFrom(): PartsFrom {
    return this.#parts.from;
  }

  /** See `PartialWindows.push`. @param values With all rows of the reference. */
  push(values: Float64Array, toEarlier: Float64Array): void {
    const own = this.#at ? Float64Array.from(this.#at, (row) => values[row]!) : values;
    this.#windows.push(own, toEarlier);
  }

  /**
   * Undefined while too few rows are there.
   *
   * @param within Rows of the largest window that is looked at. @defaultValue all
   */
  look(within = this.#windows.count): Novelty | undefined {
    const { sizes } = this.calibration;
    const full = sizes.filter((size) => size <= Math.min(within, this.#windows.count));
    if (full.length === 0) return undefined;
    const looks = full.map((_, at) => this.#windows.look(at));
    const scores = looks.map((look, at) => this.#scorer.score(at, look));
    return {
      logRunTime: logRunTimeOf(this.calibration, Scorer.total(scores)),
      window: sizes[scores.indexOf(Math.max(...scores))]!,
      telling:
        looks.at(-1)!.effective / (full.at(-1)! * this.calibration.telling[full.length - 1]!),
    };
  }

  /**
   * Which part of the reference a window is nearest to; undefined while too few rows are there.
   *
   * @param rows Of the window; the largest of no more, or the smallest, is looked at.
   */
  nearest(rows: number): NearestShares | undefined {
    const { sizes } = this.calibration;
    const full = sizes.filter((size) => size <= this.#windows.count);
    if (full.length === 0) return undefined;
    const at = Math.max(
      0,
      full.findLastIndex((size) => size <= rows),
    );
    return nearestShares(this.#parts, this.#windows.weightsOf(at), this.#at);
  }

  restart(): void {
    this.#windows.restart();
  }
}
