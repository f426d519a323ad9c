import type {
  AlarmDecision,
  AlarmLevel,
  ChangeKind,
  NoveltyFinding,
} from '../core/alarm/alarmPolicy.js';
import type { AlarmEpisode, EpisodeStep } from '../core/alarm/episodes.js';
import { adapterOf } from '../core/base/adapter.js';
import type { Explanation } from '../core/explain/explanation.js';
import type { Harm } from '../core/harm/harm.js';
import type { SecondaryVerdict } from '../core/ks/secondary.js';
import type { ComputePlace } from '../core/mmd/engine.js';
import type { Kernel } from '../core/mmd/kernel.js';
import type { MmdOutcome } from '../core/mmd/outcome.js';
import type { ReducerSummary } from '../core/mmd/reducedReference.js';
import type { BackendInfo } from '../core/model/runtime.js';
import { likest } from '../core/partial/describedParts.js';
import type { ScanFinding } from '../core/scan/scanFinding.js';
import type { Fallback } from './computingPlace.js';
import type { JudgedTest } from './judgedTest.js';
import type { ResolvedMonitorOptions } from './options.js';

/** Raised when a field changes its meaning or goes; new ones may come without. */
const VERDICT_SCHEMA_VERSION = 2;

/** What a verdict's state is about; stays the same from version to version. */
export type VerdictCode =
  | 'ok'
  | 'recovered'
  | 'calming'
  | 'warning'
  | 'mix'
  | 'drift'
  | 'known-drift';

/**
 * One test's result: a plain record that can be sent as JSON. It holds no features or images.
 * Each field is described in docs/verdict.md too. `mmd2`, `statistic`, `pValue`, `z`,
 * `approximatePValue` and `bandwidth` are of the permutation test, and absent while there are too few rows
 * for it; with the `scan` policy verdicts come before. `adapter` and `software` are of the option `device`
 * where the test was computed on that.
 */
export interface Verdict extends BackendInfo, Partial<MmdOutcome> {
  readonly schemaVersion: typeof VERDICT_SCHEMA_VERSION;
  /** Counts the tests of this monitor, from 1. */
  readonly sequence: number;
  /** When the test was made, ISO 8601. */
  readonly time: string;
  readonly state: AlarmLevel;
  /** When the state began, ISO 8601. */
  readonly since: string;
  /** What the state is about, for apps; see `MonitorStatus.code`. */
  readonly code: VerdictCode;
  /** The state in one sentence. */
  readonly reason: string;
  /** The drift that goes on, or that this verdict ends. */
  readonly episode?: AlarmEpisode;
  /** What the policy compares with the thresholds. */
  readonly measure: AlarmDecision['measure'];
  /**
   * For an alarm: a p-value at or below it, any other measure above it; with `scan` and `novelty` that is
   * their `runTime`, in samples.
   */
  readonly threshold: number;
  /** Of a warning. */
  readonly warningThreshold: number;
  /** Whether a threshold is extrapolated beyond the calibration, by a fitted tail. */
  readonly isExtrapolated: boolean;
  /** Evidence for drift gathered over all samples, by the `evidence` policy. */
  readonly evidence?: number;
  /**
   * Samples that it was gathered over: since the monitor was made, on an earlier visit too, was reset, or the last
   * episode of drift ended. Without drift the mean of the evidence is at most this.
   */
  readonly evidenceSamples?: number;
  /** What the windows of the `scan` policy show. */
  readonly scan?: ScanFinding;
  /**
   * Of a warning or an alarm of the `scan` policy: `new`, unlike every part of the reference; `mix`, like
   * parts of it in other proportions, or too weak to tell. Absent if the reference has too few rows, while
   * that is being prepared, and while a change shows in fewer than 8 rows and is not known to be new.
   */
  readonly kind?: ChangeKind;
  /**
   * How far the latest windows are from the nearest part of the reference, and with a `kind` which part that
   * is; absent if new and known inputs cannot be distinguished.
   */
  readonly novelty?: NoveltyFinding;
  /** Average run length to a false alarm that the policy aims at, in tests; of a scan in samples. */
  readonly expectedRunTime?: number;
  /** Name of the alarm policy. */
  readonly policy: string;
  /** Samples admitted to the window since the monitor was made. */
  readonly samples: number;
  /** Rows that the window holds. */
  readonly windowSize: number;
  /** How many of the latest rows the permutation test uses; absent if all in the window. */
  readonly testedRows?: number;
  /** How many independent rows would say as much as those in the window, above 0. */
  readonly effectiveSampleSize: number;
  /** Lag-1 correlation of the admitted rows, -1 to 1; absent where it is not measured. */
  readonly correlation?: number;
  /** Inputs for each one that was admitted, from 1. */
  readonly stride: number;
  /** Rows of the reference that were tested against: all of them, unless a reducer took some. */
  readonly referenceSize: number;
  /** The projection before the test; undefined where features were tested as they are. */
  readonly reducer: ReducerSummary | undefined;
  readonly referenceId: string;
  readonly kernel: Kernel;
  readonly permutations: number;
  readonly seed: number;
  /**
   * Where the test was computed: by shaders on a GPU, by WebAssembly or in TypeScript. With one
   * reference it changes only where that failed, and an `error` event says so.
   */
  readonly compute: ComputePlace;
  /** Why the test ran elsewhere than intended; absent if it did not. */
  readonly fallback?: Fallback;
  /** Wall time of taking in the sample and testing, secondary detectors included, milliseconds. */
  readonly costMs: number;
  /** What the secondary detectors say; absent if they are off, or skipped this test. */
  readonly secondary?: SecondaryVerdict;
  /** What is different about the inputs; of warnings and alarms, with the option `explain`. */
  readonly explanation?: Explanation;
  /** Whether the model's answers suffer, with the option `explain`. */
  readonly harm?: Harm;
}

/** The record of a judged test. */
export function verdictOf(
  { test, decision, step, secondary, explained, dependence, filled, timeMs, costMs }: JudgedTest,
  counts: { readonly sequence: number; readonly samples: number },
  options: ResolvedMonitorOptions,
): Verdict {
  const { compute, fallback, permutations, referenceSize, reducer } = test;
  const { state, since, episode } = step;
  const { measure, threshold, warningThreshold, isExtrapolated = false } = decision;
  const { reference, policy, windowSize, testedRows, kernel, seed, runtime, device } = options;
  // One listener's change must reach neither the others nor the status.
  return Object.freeze({
    schemaVersion: VERDICT_SCHEMA_VERSION,
    sequence: counts.sequence,
    time: new Date(timeMs).toISOString(),
    state,
    since,
    code: codeOf(step, decision),
    reason: verdictReason(
      step,
      decision,
      decision.looksBack ?? Math.min(windowSize, filled),
      windowSize,
    ),
    ...(episode && { episode }),
    ...outcomeOf(test),
    measure,
    threshold,
    warningThreshold,
    isExtrapolated,
    ...(decision.evidence !== undefined && { evidence: decision.evidence }),
    ...(decision.evidenceSamples !== undefined && { evidenceSamples: decision.evidenceSamples }),
    ...(decision.scan && { scan: decision.scan }),
    ...(decision.kind && { kind: decision.kind }),
    ...(decision.novelty && { novelty: decision.novelty }),
    ...(decision.expectedRunTime !== undefined && { expectedRunTime: decision.expectedRunTime }),
    policy: policy.name,
    samples: counts.samples,
    windowSize,
    ...(testedRows !== windowSize && { testedRows }),
    effectiveSampleSize: dependence.effectiveSampleSize,
    ...(dependence.correlation !== undefined && { correlation: dependence.correlation }),
    stride: dependence.stride,
    referenceSize,
    reducer,
    referenceId: reference.id,
    kernel,
    permutations,
    seed,
    ...runtime.backendInfo(),
    ...(compute === 'webgpu' && device && adapterOf(device)),
    compute,
    ...(fallback && { fallback }),
    costMs,
    ...(secondary && { secondary }),
    ...(explained.explanation && { explanation: explained.explanation }),
    ...(explained.harm && { harm: explained.harm }),
  });
}

function outcomeOf(test: JudgedTest['test']): Partial<MmdOutcome> {
  if (!('mmd2' in test)) return {};
  const { mmd2, statistic, pValue, z, approximatePValue, bandwidth } = test;
  return { mmd2, statistic, pValue, z, approximatePValue, bandwidth };
}

function codeOf(
  { state, event, episode, calm }: EpisodeStep,
  decision: AlarmDecision,
): VerdictCode {
  if (calm) return 'calming';
  if (event === 'recovered') return 'recovered';
  if (state === 'warning' && isMix(decision)) return 'mix';
  return state === 'drift' && episode?.acknowledged ? 'known-drift' : state;
}

/** Only the mix of known inputs has changed, which is no alarm. */
function isMix({ measure, kind }: AlarmDecision): boolean {
  return measure === 'novelty' && kind === 'mix';
}

/**
 * How many of the latest rows a decision is about.
 *
 * @param tested Those that its measure was computed of.
 */
export function rowsMeant(
  { level, scan, kind, measure, novelty }: AlarmDecision,
  tested: number,
): number {
  const shown = measure === 'novelty' && kind === 'new' ? novelty?.window : scan?.began.samplesAgo;
  return level !== 'ok' && shown ? shown : tested;
}

/** A verdict's state in one sentence. */
function verdictReason(
  { state, event, episode, calm }: EpisodeStep,
  decision: AlarmDecision,
  filled: number,
  windowSize: number,
): string {
  const { byChance, scan, kind, novelty } = decision;
  const count = rowsMeant(decision, filled);
  const inputs = count === 1 ? 'the last input' : `the last ${count} inputs`;
  const capital = `T${inputs.slice(1)}`;
  const verb = (plural: string) => (count === 1 ? `${plural}s` : plural);
  if (calm) {
    const what = state === 'drift' ? 'drift' : 'warning';
    const tests = calm.tests === 1 ? 'in 1 test' : `in ${calm.tests} tests in a row`;
    return `${capital} ${verb('look')} like the reference again, ${tests}; the ${what} ends after ${calm.needed}.`;
  }
  const like = novelty && likest(novelty);
  const most = like ? `, most like ${like}` : '';
  switch (state) {
    case 'ok':
      return event === 'recovered'
        ? `Recovered: ${inputs} ${verb('look')} like the reference again.`
        : `${capital} ${verb('look')} like the reference.${whatIsVisible(scan, filled < windowSize)}`;
    case 'warning':
      if (isMix(decision)) {
        return `${capital} ${verb('look')} like parts of the reference, but in other proportions${most}; no alarm.`;
      }
      return `${capital} ${verb('begin')} to look unlike the reference; no alarm yet.`;
    case 'drift': {
      const chance = byChance ? `; one false alarm is expected ${byChance}` : '';
      const known = episode?.label ? ` Expected: ${episode.label}.` : '';
      const of = kind === 'new' ? 'any part of the reference' : 'the reference';
      const mix = kind === 'mix' ? ` Perhaps known inputs in other proportions${most}.` : '';
      const nearest = kind === 'new' && like ? ` Nearest: ${like}.` : '';
      return `${capital} ${count === 1 ? 'does' : 'do'} not look like ${of}${chance}.${mix}${nearest}${known}`;
    }
  }
}

/** While rows are few, only large shifts would show. */
function whatIsVisible(scan: ScanFinding | undefined, isFilling: boolean): string {
  if (!scan) return '';
  const { visibleShift } = scan;
  if (visibleShift !== undefined) {
    return ` A shift by ${visibleShift.toFixed(2)} standard deviations would show.`;
  }
  return isFilling ? ' So few tell little yet.' : ' The reference has too few rows to tell much.';
}
