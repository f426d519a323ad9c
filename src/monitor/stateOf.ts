import type { DependenceGuard } from '../core/dependence/guard.later.js';
import type { MonitorStatus } from './status.js';
import type { Verdict } from './verdict.js';
import type { FeatureWindow } from './window.js';

/** What the monitor's state follows from. */
export interface StateParts {
  /** Why nothing is tested, where nothing can be. */
  readonly suspended: string | undefined;
  readonly guard: Pick<DependenceGuard, 'judgement' | 'stride'> | undefined;
  readonly window: Pick<FeatureWindow, 'capacity' | 'filled' | 'isFull'>;
  /** How far the alarm policy is prepared, 0 to 1. */
  readonly progress: number;
  readonly verdict: Verdict | undefined;
}

/** The monitor's state, and why. */
export function stateOf(parts: StateParts): Pick<MonitorStatus, 'state' | 'reason'> {
  const { suspended, guard, window, progress, verdict } = parts;
  if (suspended !== undefined) return { state: 'suspended', reason: suspended };
  const judgement = guard?.judgement;
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
