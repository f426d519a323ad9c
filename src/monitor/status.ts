import type { AlarmEpisode } from '../core/alarm/episodes.js';
import type { InputTally } from './inputCounts.js';
import type { WindowFitness } from './intake.js';
import type { MonitorNotice } from './notices.js';
import type { SuspendedCode, Suspension } from './suspension.js';
import type { Verdict, VerdictCode } from './verdict.js';
import type { FeatureWindow } from './window.js';

/**
 * `warming-up`: there are too few inputs for a test, or thresholds are being calibrated; `ok`, `warning` and
 * `drift`: the result of the latest tests; `stale`: the result was `ok`, but nothing has been tested for too
 * long; `suspended`: nothing is tested, see `reason`.
 */
export type MonitorState =
  | 'warming-up'
  | 'insufficient-independent-samples'
  | 'ok'
  | 'warning'
  | 'drift'
  | 'stale'
  | 'suspended';

/**
 * What the state is about, for apps: it stays the same from version to version, and new ones may come.
 * docs/codes.md lists them.
 */
export type StatusCode =
  | 'filling'
  | 'thinned'
  | 'measuring'
  | 'calibrating'
  | 'ready'
  | 'dependent'
  | 'stale'
  | VerdictCode
  | SuspendedCode;

/** What the monitor knows now. */
export interface MonitorStatus extends InputTally {
  readonly state: MonitorState;
  /** What the state is about; one code for each kind of {@link reason}. */
  readonly code: StatusCode;
  /** The state in one sentence. */
  readonly reason: string;
  /** When the state began, or was seen to have begun, ISO 8601. */
  readonly since: string;
  /** When the latest test was made, ISO 8601; undefined before the first, `reset()` or not. */
  readonly lastTested: string | undefined;
  readonly referenceId: string;
  /** The drift that goes on. */
  readonly episode: AlarmEpisode | undefined;
  /** Samples admitted to the window so far. */
  readonly samples: number;
  /** Rows in the window now. */
  readonly windowFill: number;
  readonly windowSize: number;
  /** Rows that the first test needs. */
  readonly firstTest: number;
  /** How far the alarm policy is prepared, 0 to 1. */
  readonly calibration: number;
  /** Tests done so far. */
  readonly tests: number;
  /** What there is to know about reference and options. */
  readonly notices: readonly MonitorNotice[];
  readonly lastVerdict: Verdict | undefined;
}

/** What the state of a pipeline follows from. */
interface PipelineState {
  readonly fitness: WindowFitness | undefined;
  readonly window: Pick<FeatureWindow, 'capacity' | 'filled'>;
  /** Rows that the first test needs. */
  readonly firstTest: number;
  /** How far the alarm policy is prepared, 0 to 1. */
  readonly alarms: {
    readonly progress: number;
    readonly episodes: { readonly episode: AlarmEpisode | undefined };
  };
}

/**
 * The monitor's state, and why.
 *
 * @param suspension Why nothing is tested, where nothing can be.
 * @param verdict The latest one.
 */
export function stateOf(
  { fitness, window, firstTest, alarms: { progress, episodes } }: PipelineState,
  suspension: Suspension | undefined,
  verdict: Verdict | undefined,
): Pick<MonitorStatus, 'state' | 'code' | 'reason'> {
  if (suspension) return { state: 'suspended', ...suspension };
  if (fitness?.state === 'insufficient') {
    const state = 'insufficient-independent-samples';
    return { state, code: 'dependent', reason: fitness.reason };
  }
  const isGoingOn = episodes.episode !== undefined && verdict !== undefined;
  // What was seen is not over because less can be seen now.
  const waiting = (code: StatusCode, reason: string) =>
    isGoingOn
      ? { state: verdict.state, code, reason: `${verdict.reason} Since then: ${reason}` }
      : ({ state: 'warming-up', code, reason } as const);
  const isAll = firstTest === window.capacity;
  const needed = isAll ? `${firstTest} inputs` : `the ${firstTest} inputs for a first test`;
  const filling = `${window.filled} of ${needed} are in the window.`;
  if (window.filled < firstTest) {
    const isThinned = fitness && fitness.stride > 1;
    return isThinned
      ? waiting('thinned', `${filling} ${fitness.reason}`)
      : waiting('filling', filling);
  }
  if (fitness?.state === 'undecided') return waiting('measuring', fitness.reason);
  if (verdict) {
    const { state, code, reason } = verdict;
    return { state, code, reason };
  }
  if (progress === 1) {
    return waiting('ready', 'Ready: the first test comes at once, or with the next input.');
  }
  const done = Math.floor(100 * progress);
  return waiting('calibrating', `The alarm threshold is being calibrated: ${done} % done.`);
}

/** One for each state and code: another one is another status. */
export function keyOf({ state, code }: Pick<MonitorStatus, 'state' | 'code'>): string {
  return `${state} ${code}`;
}
