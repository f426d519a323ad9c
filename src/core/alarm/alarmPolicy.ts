/**
 * When is drift an alarm? A policy judges each test (`policies.ts`), by default with thresholds
 * that are calibrated on the reference (`calibrate.ts`); `nextEpisodes.ts` makes states of its judgements.
 */
import { came, requireType } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import type { RowOrigins } from '../base/rowOrigins.js';
import type { FeatureRow, FeatureRows } from '../base/rows.js';
import type { Kernel } from '../mmd/kernel.js';
import type { Bandwidth } from '../mmd/options.js';
import type { MmdOutcome } from '../mmd/outcome.js';
import type { NearestShares, PartsFrom } from '../partial/describedParts.js';
import type { ScanFinding } from '../scan/scanFinding.js';
import type { CalibrationStore } from './calibrationStore.js';
import type { FalseAlarms } from './falseAlarms.js';
import type { PowerEstimate } from './power.js';

/** A policy's result for one test; the monitor's state follows from several tests. */
export type AlarmLevel = 'ok' | 'warning' | 'drift';

/**
 * What raises an alarm: `'any'`, everything that does not look like the reference, including known inputs in
 * other proportions; `'new'`, only inputs that are unlike every part of it.
 */
export type AlarmOn = 'any' | 'new';

/**
 * What changed: `'new'`, inputs unlike every part of the reference; `'mix'`, inputs like parts of it in
 * other proportions than there, or a change too weak to tell.
 */
export type ChangeKind = 'new' | 'mix';

/**
 * How far the latest windows are from the nearest part of the reference; where a decision has a `kind`, also which
 * part that is.
 */
export interface NoveltyFinding extends Partial<NearestShares> {
  /** For any mix of known inputs this happens once in so many samples. */
  readonly runTime: number;
  /** Rows of the window that is the rarest for its size; 0 while there are too few rows. */
  readonly window: number;
  /** From what it is known which rows of the reference belong together: labels, times, or k-means. */
  readonly partsFrom: PartsFrom;
}

/** The window at one test, while it has too few rows for the permutation test. */
export interface EarlyTest {
  /** When it was made, milliseconds since 1970; may go backwards where a clock does. */
  readonly timeMs: number;
  /** Feature rows that came since the test before, oldest first, each of shape [width]. */
  readonly newRows: readonly FeatureRow[];
  /** All rows in the window, oldest first, the new ones last. A row is the same object each time. */
  readonly rows: readonly FeatureRow[];
  /** Whether an episode of drift goes on. */
  readonly isInEpisode?: boolean;
  /**
   * Whether rows tell nothing of each other, as far as is known; else only neighbours are known to be far
   * enough apart, and a rule has to bear it. @defaultValue `true`
   */
  readonly isIndependent?: boolean;
}

/** One test, as a policy sees it. */
export interface AlarmTest extends EarlyTest, MmdOutcome {}

/** What a policy says after one test. */
export interface AlarmDecision {
  readonly level: AlarmLevel;
  /** What is compared with the thresholds: an alarm if above, a p-value if at or below. */
  readonly measure: 'mmd2' | 'pValue' | 'evidence' | 'scan' | 'novelty';
  /** Of an alarm. */
  readonly threshold: number;
  /** Of a warning. */
  readonly warningThreshold: number;
  /** Whether a threshold is extrapolated beyond the calibration, by a fitted tail. */
  readonly isExtrapolated?: boolean;
  /** Evidence for drift gathered over all samples so far, by the `evidence` policy. */
  readonly evidence?: number;
  /** Samples that it was gathered over: since the monitor was made, reset, or the last episode ended. */
  readonly evidenceSamples?: number;
  /** What the windows of the `scan` policy show; what is compared is its `runTime`. */
  readonly scan?: ScanFinding;
  /** Of a warning or an alarm, whether it is new, where that is known. */
  readonly kind?: ChangeKind;
  /** What is compared where `measure` is `'novelty'`: its `runTime`. */
  readonly novelty?: NoveltyFinding;
  /** Rows that it looks back on, where those are fewer than the window holds. */
  readonly looksBack?: number;
  /** Of an early decision: the witness of MMD at each row in the window, oldest first. */
  readonly witness?: readonly number[];
  /** Average run length to a false alarm that the policy aims at, in tests. */
  readonly expectedRunTime?: number;
  /** How often chance alone raises an alarm, in words: "one false alarm is expected …". */
  readonly byChance?: string;
}

/** A policy at work: called once per test, in order. */
export interface AlarmRule {
  decide(test: AlarmTest): AlarmDecision;
  /** Called instead, from the first row on, as long as there are too few for the permutation test. */
  decideEarly?(test: EarlyTest): AlarmDecision;
  /**
   * Resolves when all is prepared; tests may be judged before, and what is missing then is left out.
   * @defaultValue it is
   */
  readonly settled?: Promise<void>;
  /** Whether it can judge rows that depend on each other; see {@link EarlyTest.isIndependent}. */
  readonly bearsDependence?: boolean;
  /** Why `alarmOn: 'new'` is not kept to, with what to do; the notice `reference-parts` says it. */
  readonly partsAdvice?: string | undefined;
  /** How small a drift it sees, for `powerOf` and a notice of the monitor. */
  power?(): Promise<PowerEstimate>;
  /** Forgets what led to an alarm: called when an episode of drift has ended. */
  restart?(): void;
  /** What it knows, as JSON; given back as {@link PolicyContext.saved}. */
  save?(): unknown;
}

/** What a policy may build its rule from. */
export interface PolicyContext {
  /** All of the reference's feature rows. */
  readonly features: FeatureRows;
  /** The rows tested against: those, or some of them, projected. */
  readonly reference: FeatureRows;
  readonly kernel: Kernel;
  /** In units of `reference`; undefined where it changes from test to test, or is several. */
  readonly bandwidth: number | undefined;
  readonly windowSize: number;
  /** Samples from one test to the next. */
  readonly testEvery: number;
  /** Whether inputs tell nothing of each other, as with `sampling: 'independent'`; frames do. */
  readonly isIndependent: boolean;
  /** What the monitor's user wants alarms of; without it, kinds of change need not be told. */
  readonly alarmOn?: AlarmOn;
  readonly seed: number;
  /** Of the rows of `features`, where the reference has them. */
  readonly labels?: RowOrigins['labels'];
  readonly times?: RowOrigins['times'];
  /** What the monitor's user asked for; a policy with its own wish takes that. */
  readonly falseAlarms: FalseAlarms;
  /** Calibrations of the same reference that were made before, and those made now. */
  readonly calibrations: CalibrationStore;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal | undefined;
  /** What {@link AlarmRule.save} gave before the page was left. */
  readonly saved?: unknown;
}

/** What is known of a monitor that is about to be made. */
export interface PolicyPlan {
  /** Rows that will be tested against. */
  readonly referenceSize: number;
  /** Rows of the reference, with those that a reducer is fitted on. */
  readonly totalSize: number;
  readonly windowSize: number;
  /** Samples from one test to the next. */
  readonly testEvery: number;
  readonly kernel: Kernel;
  readonly bandwidth: Bandwidth;
}

/** @throws {@link InvalidOptionError} for what cannot be one. */
export function requirePolicy(policy: AlarmPolicy): void {
  if (typeof policy?.start !== 'function') {
    throw new InvalidOptionError(
      `policy: an object with a method \`start\` was expected, ${came(policy)} came. Give what ` +
        'scanPolicy(), expectedRunTimePolicy(), evidencePolicy() or pValuePolicy() returns.',
    );
  }
  requireType('policy.check', policy.check, 'function');
}

/** @throws {@link InvalidOptionError} for anything else, or a policy that cannot. */
export function requireAlarmOn(alarmOn: AlarmOn, { name, tellsNewFrom }: AlarmPolicy): AlarmOn {
  if (alarmOn !== 'any' && alarmOn !== 'new') {
    throw new InvalidOptionError(`alarmOn: 'any' or 'new' was expected, ${came(alarmOn)} came.`);
  }
  if (alarmOn === 'any' || tellsNewFrom !== undefined) return alarmOn;
  throw new InvalidOptionError(
    `alarmOn: 'new' came, and the policy '${name}' cannot tell known inputs in other proportions from new ` +
      "ones. Leave `policy` out, for scanPolicy(), or take alarmOn: 'any'.",
  );
}

/** Rows of the window where neither user nor policy says. */
const WINDOW_SIZE = 64;

/** Rows that the window holds where the user does not say. @param referenceSize Rows of the reference. */
export function windowSizeFor(policy: AlarmPolicy, referenceSize: number): number {
  return policy?.defaultWindowSize?.(referenceSize) ?? WINDOW_SIZE;
}

/** When to raise an alarm; give your own as the monitor's `policy`. */
export interface AlarmPolicy {
  readonly name: string;
  /** What its evidence depends on, as JSON: a saved state of other settings is not taken up. */
  readonly settings?: unknown;
  /**
   * Of how many of the latest rows the permutation test is made, at most; its rule has `decideEarly` then.
   * @defaultValue all in the window
   */
  readonly testedRows?: number;
  /**
   * With so many rows of a reference it can leave known inputs in other proportions alone: `alarmOn: 'new'`.
   * @defaultValue it cannot
   */
  readonly tellsNewFrom?: number;
  /**
   * Rows that the window holds where the monitor's user does not say. @defaultValue 64
   *
   * @param referenceSize Rows of the reference.
   */
  defaultWindowSize?(referenceSize: number): number;
  /** What a reference of so many rows cannot do, in a sentence; the notice `reference-small` says it. */
  smallReference?(size: number, windowSize: number): string | undefined;
  /**
   * Called where a monitor is made, before anything is computed; what it throws, the monitor's
   * constructor throws. May be left out.
   *
   * @throws InvalidOptionError where this policy cannot work so.
   */
  check?(plan: PolicyPlan): void;
  /**
   * Makes the rule of one monitor. Nothing is tested until it is there.
   *
   * @throws InvalidOptionError where this policy cannot work with such a reference or kernel.
   */
  start(context: PolicyContext): AlarmRule | Promise<AlarmRule>;
  /**
   * Whether a rule of this policy can have saved this; else nothing of the saved state is taken up,
   * and a notice says so. @defaultValue all is taken for it
   */
  accepts?(saved: unknown): boolean;
}
