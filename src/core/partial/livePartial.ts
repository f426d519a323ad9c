import type { ReferenceKernel } from '../mmd/referenceKernel.js';
import { logRunTimeOf, Scorer } from '../scan/scanCalibration.js';
import { type PartialCalibration, PartialScorer } from './partialCalibration.js';
import { independentRows, PartialWindows } from './partialWindows.js';
import type { Parts } from './parts.js';

/** What the latest windows say of how new they are. */
export interface Novelty {
  /** ln of the mean number of samples until chance brings as much, in streams of known inputs in any mix. */
  readonly logRunTime: number;
  /** Rows of the window that is the rarest for its size. */
  readonly window: number;
  /** So many independent rows tell as much as the largest window. */
  readonly effective: number;
}

/** Compares the latest windows of a stream with the nearest part of a reference. */
export class LivePartial {
  readonly calibration: PartialCalibration;
  readonly #windows: PartialWindows;
  readonly #scorer: PartialScorer;
  readonly #at: Int32Array | undefined;

  /** @param at Which rows of the reference it compares with; all where they are left out. */
  constructor(
    { matrix }: ReferenceKernel,
    parts: Parts,
    calibration: PartialCalibration,
    at?: Int32Array,
  ) {
    const { sizes, apart, levels, nulls } = calibration;
    this.#at = at;
    this.calibration = calibration;
    this.#windows = new PartialWindows(matrix, parts, sizes, apart);
    this.#scorer = new PartialScorer(sizes, independentRows(sizes, apart), levels, nulls);
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
      effective: looks.at(-1)!.effective,
    };
  }

  restart(): void {
    this.#windows.restart();
  }
}
