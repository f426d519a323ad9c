import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRow } from '../base/rows.js';
import { medianDistance } from '../math/medianDistance.later.js';
import { measureOf } from '../mmd/kernel.js';
import { referenceKernel } from '../mmd/referenceKernel.js';
import { calibrateScan } from '../scan/calibrateScan.js';
import { findingOf, logRunTimeOfAll, runTimeWithin } from '../scan/scanFinding.js';
import { keyOf, type Look, ScanView, type ViewParts } from '../scan/scanView.js';
import { whiten } from '../scan/whitening.js';
import { WHITENED_FROM } from '../scan/windowSizes.js';
import type { AlarmDecision, AlarmRule, EarlyTest, PolicyContext } from './alarmPolicy.js';
import type { FalseAlarms } from './falseAlarms.js';
import type { PowerEstimate } from './power.js';
import {
  declaredRunTime,
  RunTimeBudget,
  type SavedBudget,
  WARNINGS_PER_ALARM,
} from './runTimeBudget.js';
import { scanPower, visibleShift } from './scanPower.js';

/**
 * Of the false alarms. With so few whitened windows are as fast but for the weakest blurs, and features as
 * they are see nearly as many shifts in directions that whitening hides as they would alone
 * (docs/calibration.md).
 */
const WHITENED_SHARE = 0.2;

/**
 * Drift that was seen in a window shows in those of so many times its rows, or so many rows, all the time:
 * it is over when they look like the reference again, whatever larger ones still hold of it.
 */
const SHOWN_BY = { times: 4, fewest: 16 } as const;

/** What a rule knows, as JSON. */
interface SavedScan {
  readonly budget: SavedBudget;
  /** Rows of the windows that say whether the drift of an alarm goes on. */
  readonly shownBy?: number;
}

/** See `scanPolicy`. */
export class ScanRule implements AlarmRule {
  readonly #views: readonly ScanView[];
  readonly #budget: RunTimeBudget;
  readonly #context: PolicyContext;
  /** The rows that the views hold, oldest first. */
  #held: readonly FeatureRow[] = [];
  #power: PowerEstimate | undefined;
  /** Rows of the largest window that says whether the drift of an alarm goes on. */
  #shownBy: number | undefined;
  /** Rows of a drift that is over. */
  #over = new WeakSet<FeatureRow>();
  #counted = new WeakSet<FeatureRow>();
  #countedMs: number | undefined;

  private constructor(
    views: readonly ScanView[],
    falseAlarms: FalseAlarms,
    context: PolicyContext,
  ) {
    const saved = context.saved as SavedScan | undefined;
    this.#shownBy = saved?.shownBy;
    this.#views = views;
    this.#context = context;
    // Each sample is looked at, however seldom the monitor tests.
    this.#budget = new RunTimeBudget(falseAlarms, 1, saved?.budget);
  }

  static async start(context: PolicyContext, falseAlarms: FalseAlarms): Promise<ScanRule> {
    const wanted = await viewsOf(context);
    const views: ScanView[] = [];
    for (const parts of wanted) {
      const onProgress: PolicyContext['onProgress'] = ({ done, total }) =>
        context.onProgress({
          done: views.length * total + done,
          total: wanted.length * total,
        });
      views.push(await viewOf(parts, { ...context, onProgress }));
    }
    const rule = new ScanRule(views, falseAlarms, context);
    const runTime = declaredRunTime(falseAlarms, 1);
    rule.#power = await scanPower(views, runTime, context.signal);
    return rule;
  }

  /** The rarest look of those at the new rows decides; whether a drift goes on, the latest. */
  decide({ timeMs, newRows, rows: all, isInEpisode }: EarlyTest): AlarmDecision {
    this.#count(timeMs, newRows);
    if (!isInEpisode) this.#shownBy = undefined;
    // A window of nothing but rows of before is looked at once more.
    const isOver = all.every((row) => this.#over.has(row));
    const isLeft = (row: FeatureRow) => isOver || !this.#over.has(row);
    const rows = all.filter(isLeft);
    const { rarest, later, latest } = this.#look(rows, newRows.filter(isLeft));
    const { runTime } = this.#budget;
    const finding = findingOf(rarest, later, visibleShift(this.#power, rows.length));
    const looksBack = Math.min(rows.length, this.#shownBy ?? rows.length);
    const decisive = this.#shownBy ? runTimeWithin(latest, looksBack) : finding.runTime;
    const { calibration, share } = latest[0]!.view;
    const isAlarm = decisive > runTime;
    // Fewer rows than would show the drift do not show that it is over.
    const needed = Math.min(this.#shownBy ?? calibration.largest, calibration.largest);
    const isWarning =
      decisive > runTime / WARNINGS_PER_ALARM || (isInEpisode && rows.length < needed);
    if (isAlarm) {
      const wanted = Math.max(SHOWN_BY.fewest, SHOWN_BY.times * finding.window);
      // A window that is looked at: what lies between two of them is not known to be calm.
      this.#shownBy ??= calibration.sizes.find((size) => size >= wanted) ?? calibration.largest;
    }
    return {
      level: isAlarm ? 'drift' : isWarning ? 'warning' : 'ok',
      measure: 'scan',
      threshold: runTime,
      warningThreshold: runTime / WARNINGS_PER_ALARM,
      isExtrapolated: Math.log(runTime / share) > calibration.logRunTimes.at(-1)!,
      expectedRunTime: runTime,
      byChance: this.#budget.byChance,
      scan: finding,
      ...(looksBack < all.length && { looksBack }),
    };
  }

  decideEarly(test: EarlyTest): AlarmDecision {
    const decision = this.decide(test);
    const witness = this.#views[0]!.witness();
    return { ...decision, ...(witness && { witness }) };
  }

  async power(): Promise<PowerEstimate> {
    this.#power = await scanPower(this.#views, this.#budget.runTime, this.#context.signal);
    return this.#power;
  }

  /** Forgets what came before the rows that look like the reference again. */
  restart(): void {
    const left = this.#held.length - (this.#shownBy ?? this.#held.length);
    for (const row of this.#held.slice(0, Math.max(0, left))) this.#over.add(row);
    this.#shownBy = undefined;
    // What stays is looked at anew.
    this.#held = [];
    for (const view of this.#views) view.restart();
  }

  save(): SavedScan {
    const shownBy = this.#shownBy;
    return { budget: this.#budget.save(), ...(shownBy !== undefined && { shownBy }) };
  }

  /** Samples that came together came one after the other, since the test before. */
  #count(timeMs: number, newRows: readonly FeatureRow[]): void {
    const samples = newRows.filter((row) => !this.#counted.has(row));
    for (const row of samples) this.#counted.add(row);
    const from = this.#countedMs;
    if (Number.isFinite(timeMs)) this.#countedMs = timeMs;
    if (from === undefined) this.#budget.count(timeMs);
    else {
      for (const at of samples.keys()) {
        this.#budget.count(from + ((timeMs - from) * (at + 1)) / samples.length);
      }
    }
  }

  /** What the views saw at the row at which one of them saw the rarest, and at the latest. */
  #look(rows: readonly FeatureRow[], newRows: readonly FeatureRow[]) {
    // There is a latest row, even where all are known from before.
    const added = newRows.length > 0 ? newRows : rows.slice(-1);
    const before = rows.slice(0, rows.length - added.length);
    if (!this.#holds(before, added.length)) {
      for (const view of this.#views) view.restart();
      for (const row of before) this.#push(row);
    }
    this.#held = rows;
    let latest: readonly Look[] = [];
    let rarest: { readonly looks: readonly Look[]; readonly logRunTime: number; at: number } = {
      looks: latest,
      logRunTime: Number.NEGATIVE_INFINITY,
      at: 0,
    };
    for (const [at, row] of added.entries()) {
      this.#push(row);
      latest = this.#views.map((view) => view.look());
      const logRunTime = logRunTimeOfAll(latest);
      if (logRunTime > rarest.logRunTime) rarest = { looks: latest, logRunTime, at };
    }
    return { rarest: rarest.looks, later: added.length - 1 - rarest.at, latest };
  }

  /** Whether nothing but the oldest rows has gone, to make room for so many. */
  #holds(before: readonly FeatureRow[], added: number): boolean {
    const held = this.#held;
    const room = this.#context.windowSize - added;
    const left = held.length - before.length;
    return (
      before.length === Math.min(held.length, room) &&
      before.every((row, at) => row === held[left + at])
    );
  }

  #push(row: FeatureRow): void {
    for (const view of this.#views) view.push(row);
  }
}

/** Calibrated where that was not done before. */
async function viewOf(parts: ViewParts, context: PolicyContext): Promise<ScanView> {
  const { rows, kernel, bandwidth } = parts;
  const { calibrations, signal } = context;
  const values = await referenceKernel(rows, kernel, bandwidth, signal);
  const key = keyOf(parts);
  let calibration = calibrations.findScan(key);
  if (!calibration) {
    calibration = await calibrateScan(values, key, context);
    calibrations.addScan(calibration);
  }
  return ScanView.create(parts, calibration, values, signal);
}

/** Raw, and whitened where the reference has rows enough. */
async function viewsOf(context: PolicyContext): Promise<ViewParts[]> {
  const { features, reference, kernel, bandwidth, windowSize: ring, seed, signal } = context;
  const apart = context.isIndependent ? 1 : 2;
  const measure = measureOf(kernel);
  const isOfFeatures = reference === features && bandwidth !== undefined;
  const raw: ViewParts = {
    name: 'raw',
    rows: features,
    kernel,
    bandwidth: isOfFeatures ? bandwidth : await medianDistance(features, measure, { signal }),
    ring,
    apart,
    share: 1,
  };
  if (features.count < WHITENED_FROM) return [raw];
  try {
    const { rows, ...projection } = await whiten(features, seed);
    const whitened = await medianDistance(rows, measure, { signal });
    return [
      { ...raw, share: 1 - WHITENED_SHARE },
      { ...raw, name: 'whitened', rows, bandwidth: whitened, share: WHITENED_SHARE, projection },
    ];
  } catch (error) {
    // Rows that vary along too few axes.
    if (error instanceof InvalidFeaturesError) return [raw];
    throw error;
  }
}
