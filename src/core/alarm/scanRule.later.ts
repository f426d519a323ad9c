import { InvalidOptionError } from '../base/errors.js';
import type { FeatureRow } from '../base/rows.js';
import { handled } from '../base/tasks.js';
import type { ReferenceKernel } from '../mmd/referenceKernel.js';
import type { LivePartial, Novelty } from '../partial/livePartial.js';
import { findingOf, logRunTimeOfAll, RAREST, runTimeWithin } from '../scan/scanFinding.js';
import type { Look, ScanView, ViewParts } from '../scan/scanView.js';
import type {
  AlarmDecision,
  AlarmLevel,
  AlarmRule,
  ChangeKind,
  EarlyTest,
  NoveltyFinding,
  PolicyContext,
} from './alarmPolicy.js';
import type { FalseAlarms } from './falseAlarms.js';
import type { PowerEstimate } from './power.js';
import {
  declaredRunTime,
  RunTimeBudget,
  type SavedBudget,
  WARNINGS_PER_ALARM,
} from './runTimeBudget.js';
import { livePartialOf } from './scanNovelty.js';
import { scanPower, visibleShift } from './scanPower.js';
import { viewOf, viewsOf } from './scanViews.js';

/**
 * Drift that was seen in a window shows in those of so many times its rows, or so many rows, all the time:
 * it is over when they look like the reference again, whatever larger ones still hold of it.
 */
const SHOWN_BY = { times: 4, fewest: 16 } as const;

/** Of a stream that is looked at anew so many rows are enough for the distances to parts. */
const NOVELTY_ROWS = 40;

const BLIND_PARTS =
  'reference: most of its rows are nearly equal, so that the median distance, which is the bandwidth, is theirs, ' +
  'and new inputs cannot be told from the others. Known inputs in other proportions raise an alarm as well. ' +
  'Record less of what is always the same, or set `bandwidth` to the distance of inputs that differ.';

/** Where the rows tell less than this of what known ones do, being of few scenes, no alarm of what is new ends. */
const FEWEST_TELLING = 0.5;

/** What shows in a smaller window may be new, and the distances to parts not know it yet. */
const KNOWN_FROM = 8;

/** See `NoveltyFinding`. */
type Seen = Pick<NoveltyFinding, 'runTime' | 'window'>;

/** What a rule knows, as JSON. */
interface SavedScan {
  readonly budget: SavedBudget;
  /** Rows of the windows that say whether the drift of an alarm goes on. */
  readonly shownBy?: number;
  /** Whether anything in the episode was new. */
  readonly wasNew?: boolean;
}

/** See `scanPolicy`. */
export class ScanRule implements AlarmRule {
  readonly #views: readonly ScanView[];
  readonly #budget: RunTimeBudget;
  readonly #context: PolicyContext;
  /** The rows that the views hold, oldest first. */
  #held: readonly FeatureRow[] = [];
  #power: PowerEstimate | undefined;
  settled: Promise<void> = Promise.resolve();
  partsAdvice: string | undefined;
  /** There once it is prepared, where the reference has parts. */
  #partial: LivePartial | undefined;
  /** Whether anything in the episode that goes on was new. */
  #wasNew: boolean;
  /** Whether the scan alarmed in it: distances to parts cannot say that such a drift is over. */
  #wasOfAny: boolean;
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
    this.#wasNew = saved?.wasNew ?? false;
    this.#wasOfAny = saved?.shownBy !== undefined && context.alarmOn !== 'new';
    this.#views = views;
    this.#context = context;
    // Each sample is looked at, however seldom the monitor tests.
    this.#budget = new RunTimeBudget(falseAlarms, 1, saved?.budget);
  }

  static async start(context: PolicyContext, falseAlarms: FalseAlarms): Promise<ScanRule> {
    const wanted = await viewsOf(context);
    const { alarmOn } = context;
    const steps = wanted.length + (alarmOn === 'new' ? 1 : 0);
    const made: Awaited<ReturnType<typeof viewOf>>[] = [];
    const onProgress: PolicyContext['onProgress'] = ({ done, total }) =>
      context.onProgress({ done: made.length * total + done, total: steps * total });
    for (const parts of wanted) made.push(await viewOf(parts, { ...context, onProgress }));
    const views = made.map(({ view }) => view);
    const rule = new ScanRule(views, falseAlarms, context);
    const runTime = declaredRunTime(falseAlarms, 1);
    rule.#power = await scanPower(views, runTime, context.signal);
    if (!alarmOn) return rule;
    const preparing = rule.#prepareNovelty(wanted[0]!, made[0]!.values, onProgress);
    if (alarmOn === 'new') await preparing;
    else rule.settled = handled(preparing);
    return rule;
  }

  async #prepareNovelty(
    raw: ViewParts,
    values: ReferenceKernel,
    onProgress: PolicyContext['onProgress'],
  ): Promise<void> {
    const context = { ...this.#context, onProgress };
    const partial = await livePartialOf(raw, values, context);
    const isOnNew = context.alarmOn === 'new';
    if (!partial && isOnNew) throw noParts(raw);
    if (partial === 'blind' && isOnNew) this.partsAdvice = BLIND_PARTS;
    this.#partial = partial === 'blind' ? undefined : partial;
    this.#lookAnew();
  }

  /** At all rows, with the next ones. */
  #lookAnew(): void {
    this.#held = [];
    for (const view of this.#views) view.restart();
    this.#partial?.restart();
  }

  /** By the distances to parts, once these are prepared. */
  get bearsDependence(): boolean {
    return this.#partial !== undefined;
  }

  /** The rarest look of those at the new rows decides; whether a drift goes on, the latest. */
  decide({ timeMs, newRows, rows: all, isInEpisode, isIndependent }: EarlyTest): AlarmDecision {
    this.#count(timeMs, newRows);
    if (!isInEpisode) this.#forgetEpisode();
    // A window of nothing but rows of before is looked at once more.
    const isOver = all.every((row) => this.#over.has(row));
    const isLeft = (row: FeatureRow) => isOver || !this.#over.has(row);
    const rows = all.filter(isLeft);
    const { rarest, later, latest, novelty } = this.#look(rows, newRows.filter(isLeft));
    const { runTime } = this.#budget;
    const areDependent = isIndependent === false;
    const isOnNew = this.bearsDependence && (areDependent || this.#context.alarmOn === 'new');
    const isBorne = isOnNew && areDependent;
    // What a scan of dependent rows would show is not known.
    const visible = isBorne ? undefined : visibleShift(this.#power, rows.length);
    const finding = findingOf(rarest, later, visible);
    const found = isOnNew ? novelty : finding;
    const looksBack = Math.min(rows.length, this.#shownBy ?? rows.length);
    const known = this.#partial?.look(looksBack);
    const within = isOnNew ? runTimeOf(known) : runTimeWithin(latest, looksBack);
    const decisive = this.#shownBy ? within : found.runTime;
    const { calibration, share } = latest[0]!.view;
    const { sizes } = isOnNew ? this.#partial!.calibration : calibration;
    const largest = sizes.at(-1)!;
    const isAlarm = decisive > runTime;
    // Fewer rows than would show the drift do not show that it is over; nor do frames of one scene, nor
    // distances to parts that other proportions are no longer.
    const needed = Math.min(this.#shownBy ?? largest, largest);
    const tellsTooLittle =
      rows.length < needed ||
      (isOnNew && (this.#wasOfAny || (known?.telling ?? 0) < FEWEST_TELLING));
    // What is new goes on until it is clearly over; a weak drift would end and begin again and again.
    const warnsFrom =
      isOnNew && isInEpisode
        ? Math.min(runTime / WARNINGS_PER_ALARM, Math.cbrt(runTime))
        : runTime / WARNINGS_PER_ALARM;
    // Of dependent rows windows tell less than they seem to: twice the digits are evidence.
    const mixFrom = isBorne ? Math.min(runTime ** 2, RAREST / 2) : runTime;
    const isWarning =
      decisive > warnsFrom ||
      (isOnNew && !isInEpisode && finding.runTime > mixFrom) ||
      (isInEpisode && tellsTooLittle);
    if (isAlarm) {
      const wanted = Math.max(SHOWN_BY.fewest, SHOWN_BY.times * found.window);
      // A window that is looked at: what lies between two of them is not known to be calm.
      this.#wasOfAny ||= !isOnNew;
      this.#shownBy ??= sizes.find((size) => size >= wanted) ?? largest;
    }
    const level = isAlarm ? 'drift' : isWarning ? 'warning' : 'ok';
    const kind = this.#kindOf(level, novelty, finding.window);
    return {
      level,
      measure: isOnNew ? 'novelty' : 'scan',
      ...(kind && { kind }),
      ...(this.#partial && {
        novelty: this.#finding(this.#partial, novelty, kind, finding.window),
      }),
      threshold: runTime,
      warningThreshold: warnsFrom,
      isExtrapolated: isOnNew
        ? Math.log(runTime) > this.#partial!.calibration.logRunTimes.at(-1)!
        : Math.log(runTime / share) > calibration.logRunTimes.at(-1)!,
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
    this.#forgetEpisode();
    this.#lookAnew();
  }

  /** @param window Rows of the window that shows a drift. */
  #finding(
    partial: LivePartial,
    novelty: Seen,
    kind: ChangeKind | undefined,
    window: number,
  ): NoveltyFinding {
    const nearest = kind && partial.nearest(kind === 'new' ? novelty.window : window);
    return { ...novelty, partsFrom: partial.partsFrom, ...nearest };
  }

  #kindOf(level: AlarmLevel, { runTime }: Seen, window: number): ChangeKind | undefined {
    if (level === 'ok' || !this.#partial) return undefined;
    const alarm = this.#budget.runTime;
    const isOnNew = this.#context.alarmOn === 'new';
    // Windows have to fill with what is new: half the digits of an alarm's run time are evidence enough.
    const from = isOnNew ? alarm / WARNINGS_PER_ALARM : Math.sqrt(alarm);
    // What was new stays so, also where what follows is known.
    this.#wasNew ||= runTime > from || (isOnNew && level === 'drift');
    return this.#wasNew ? 'new' : window < KNOWN_FROM ? undefined : 'mix';
  }

  #forgetEpisode(): void {
    this.#shownBy = undefined;
    this.#wasNew = false;
    this.#wasOfAny = false;
  }

  save(): SavedScan {
    const shownBy = this.#shownBy;
    return {
      budget: this.#budget.save(),
      ...(shownBy !== undefined && { shownBy }),
      ...(this.#wasNew && { wasNew: true }),
    };
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
      this.#lookAnew();
      for (const [at, row] of before.entries()) this.#push(row, before.length - at <= NOVELTY_ROWS);
    }
    this.#held = rows;
    let novelty: Novelty | undefined;
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
      const seen = this.#partial?.look();
      if (seen && !(novelty && novelty.logRunTime >= seen.logRunTime)) novelty = seen;
    }
    return {
      rarest: rarest.looks,
      later: added.length - 1 - rarest.at,
      latest,
      novelty: { runTime: runTimeOf(novelty), window: novelty?.window ?? 0 },
    };
  }

  /** Whether nothing but the oldest rows has gone, to make room for so many. */
  #holds(before: readonly FeatureRow[], added: number): boolean {
    const held = this.#held;
    const room = this.#context.windowSize - added;
    const left = held.length - before.length;
    // Nothing is known of whether rows of before stay between them.
    if (held.length > 0 && before.length === 0) return false;
    return (
      before.length === Math.min(held.length, room) &&
      before.every((row, at) => row === held[left + at])
    );
  }

  #push(row: FeatureRow, isRecent = true): void {
    for (const view of this.#views) view.push(row);
    if (!this.#partial || !isRecent) return;
    const { values, toEarlier } = this.#views[0]!.latest;
    this.#partial.push(values, toEarlier);
  }
}

/** Chance brings as much once in so many samples; 1 where there are too few rows to tell. */
function runTimeOf(novelty: Novelty | undefined): number {
  return Math.min(RAREST, Math.exp(Math.max(0, novelty?.logRunTime ?? 0)));
}

function noParts({ rows, ring }: ViewParts): InvalidOptionError {
  return new InvalidOptionError(
    `alarmOn: 'new' came, and ${rows.count} reference rows and a window of ${ring} are too few to tell known ` +
      "inputs from new ones. Give at least 80 rows, better 400, and a windowSize of at least 8; or alarmOn: 'any'.",
  );
}
