import type { AlarmEpisode } from '../core/alarm/episodes.js';
import type { DependenceGuard } from '../core/dependence/guard.later.js';
import type { MonitorNotice } from './notices.js';
import type { Verdict } from './verdict.js';
import type { FeatureWindow } from './window.js';

/**
 * `warming-up`: the window is not yet full, or thresholds are being calibrated; `ok`, `warning` and
 * `drift`: what the latest tests came to; `suspended`: nothing is tested, see `reason`.
 */
export type MonitorState =
  | 'warming-up'
  | 'insufficient-independent-samples'
  | 'ok'
  | 'warning'
  | 'drift'
  | 'suspended';

/** What the monitor is doing now. */
export interface MonitorStatus {
  readonly state: MonitorState;
  /** The state in one sentence. */
  readonly reason: string;
  /** The drift that goes on. */
  readonly episode: AlarmEpisode | undefined;
  /** Samples admitted to the window so far. */
  readonly samples: number;
  /** Samples given up because they came faster than they could be taken in. */
  readonly dropped: number;
  /** Rows in the window now. */
  readonly windowFill: number;
  readonly windowSize: number;
  /** How far the alarm policy is prepared, 0 to 1. */
  readonly calibration: number;
  /** Tests done so far. */
  readonly tests: number;
  /** What there is to know about reference and options. */
  readonly notices: readonly MonitorNotice[];
  readonly lastVerdict: Verdict | undefined;
}

/** What the monitor's state follows from. */
interface StateParts {
  /** Why nothing is tested, where nothing can be. */
  readonly suspended: string | undefined;
  readonly guard: Pick<DependenceGuard, 'readiness' | 'stride'> | undefined;
  readonly window: Pick<FeatureWindow, 'capacity' | 'filled' | 'isFull'>;
  /** How far the alarm policy is prepared, 0 to 1. */
  readonly progress: number;
  readonly verdict: Verdict | undefined;
}

/** The monitor's state, and why. */
export function stateOf(parts: StateParts): Pick<MonitorStatus, 'state' | 'reason'> {
  const { suspended, guard, window, progress, verdict } = parts;
  if (suspended !== undefined) return { state: 'suspended', reason: suspended };
  const judgement = guard?.readiness;
  if (judgement?.state === 'insufficient') {
    return { state: 'insufficient-independent-samples', reason: judgement.reason };
  }
  const filling = `${window.filled} of ${window.capacity} samples are in the window.`;
  if (!window.isFull) {
    const isThinned = guard && guard.stride > 1;
    return { state: 'warming-up', reason: isThinned ? `${filling} ${judgement!.reason}` : filling };
  }
  if (judgement?.state === 'undecided') return { state: 'warming-up', reason: judgement.reason };
  if (verdict) return { state: verdict.state, reason: verdict.reason };
  const done = Math.floor(100 * progress);
  const calibrating = `The alarm threshold is being calibrated: ${done} % done.`;
  const isReady = progress === 1;
  return {
    state: 'warming-up',
    reason: isReady ? 'Ready: the first test comes with the next input.' : calibrating,
  };
}
