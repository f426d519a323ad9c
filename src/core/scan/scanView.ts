import type { FeatureRow, FeatureRows } from '../base/rows.js';
import { type PcaReducer, projectRows } from '../math/pca.js';
import type { Kernel } from '../mmd/kernel.js';
import type { ReferenceKernel } from '../mmd/referenceKernel.js';
import { LiveScan } from './liveScan.js';
import {
  liveScale,
  logRunTimeOf,
  SCAN_METHOD,
  type ScanCalibration,
  type ScanKey,
  Scorer,
} from './scanCalibration.js';
import { largestWindow } from './windowLimits.js';
import type { Apart } from './windowSizes.js';

/** What rows are compared as: features as they are, or whitened. */
export type ViewName = 'raw' | 'whitened';

/** What a view is made of. */
export interface ViewParts {
  readonly name: ViewName;
  /** Rows that are compared with; projected where there is a reducer. */
  readonly rows: FeatureRows;
  readonly kernel: Kernel;
  /** In units of `rows`. */
  readonly bandwidth: number;
  /** Rows that the ring holds: no larger window is looked at. */
  readonly ring: number;
  readonly apart: Apart;
  /** Of the false alarms, above 0 and at most 1. */
  readonly share: number;
  readonly projection?: { readonly reducer: PcaReducer; readonly name: string };
}

/** What a calibration of a view depends on. */
export function keyOf(parts: ViewParts): ScanKey {
  const { rows, kernel, bandwidth, ring, apart, projection } = parts;
  return {
    method: SCAN_METHOD,
    kernel,
    bandwidth,
    referenceSize: rows.count,
    largest: Math.min(ring, largestWindow(rows.count)),
    apart,
    ...(projection && { projection: projection.name }),
  };
}

/** What a scan sees at one row. */
export interface Look {
  readonly view: ScanView;
  /** ln of the mean number of samples until chance brings as much; of the view's share of the false alarms. */
  readonly logRunTime: number;
  /** Which size is the rarest of all, for its size. */
  readonly at: number;
  /** Unbiased MMD² of that window, and in standard deviations of such windows without drift. */
  readonly mmd2: number;
  readonly z: number;
  /** By size, as far as they are full. */
  readonly scores: readonly number[];
}

/** The windows of one stream, as one view of its features shows them. */
export class ScanView {
  readonly name: ViewName;
  readonly rows: FeatureRows;
  readonly calibration: ScanCalibration;
  readonly scorer: Scorer;
  readonly share: number;
  readonly #live: LiveScan;
  readonly #reducer: PcaReducer | undefined;
  readonly #scales: readonly number[];

  private constructor(
    { name, rows, share, projection }: ViewParts,
    calibration: ScanCalibration,
    live: LiveScan,
  ) {
    const { sizes, referenceSize, apart } = calibration;
    this.name = name;
    this.rows = rows;
    this.share = share;
    this.calibration = calibration;
    this.scorer = new Scorer(calibration);
    this.#live = live;
    this.#reducer = projection?.reducer;
    this.#scales = sizes.map((size) => liveScale(size, referenceSize, apart));
  }

  /** @param values Of the view's rows, by its kernel and bandwidth. */
  static async create(
    parts: ViewParts,
    calibration: ScanCalibration,
    values: ReferenceKernel,
    signal?: AbortSignal,
  ): Promise<ScanView> {
    const { rows } = parts;
    const total = values.rowSums.reduce((sum, row) => sum + row, 0);
    const outside = total / (rows.count * (rows.count - 1));
    const live = await LiveScan.create(rows, { ...calibration, outside, signal });
    return new ScanView(parts, calibration, live);
  }

  /** Takes a row in. @param row Shape [width], as the features are. */
  push(row: FeatureRow): void {
    const reducer = this.#reducer;
    const rows = { values: row, count: 1, width: row.length };
    this.#live.push(reducer ? projectRows(reducer, rows).values : row);
  }

  /** See `LiveScan.latest`. */
  get latest(): LiveScan['latest'] {
    return this.#live.latest;
  }

  /** The windows that end with the latest row; there is one. */
  look(): Look {
    const { sizes } = this.calibration;
    const scores: number[] = [];
    let best = 0;
    for (const [at, size] of sizes.entries()) {
      if (size > this.#live.count) break;
      scores.push(this.scorer.score(at, this.#pretendMmd2(at)));
      if (scores[at]! > scores[best]!) best = at;
    }
    const { deviation } = this.calibration.nulls[best]!;
    return {
      view: this,
      logRunTime: this.logRunTime(scores),
      at: best,
      mmd2: this.#mmd2(best),
      z: deviation > 0 ? this.#pretendMmd2(best) / deviation : 0,
      scores,
    };
  }

  /** Of windows with these scores; see {@link Look.logRunTime}. */
  logRunTime(scores: readonly number[]): number {
    return logRunTimeOf(this.calibration, Scorer.total(scores)) + Math.log(this.share);
  }

  /** See `LiveScan.witness`. */
  witness(): readonly number[] | undefined {
    return this.#live.witness();
  }

  /** Unbiased, of a window that is full. @param at Which size. */
  #mmd2(at: number): number {
    return this.#live.mmd2(this.calibration.sizes[at]!);
  }

  /** The same as a pretend window would have it; see `liveScale`. */
  #pretendMmd2(at: number): number {
    return this.#mmd2(at) * this.#scales[at]!;
  }

  restart(): void {
    this.#live.restart();
  }
}
