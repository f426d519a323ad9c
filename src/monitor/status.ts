import type { AlarmEpisode } from '../core/alarm/episodes.js';
import type { MonitorNotice } from './notices.js';
import type { Verdict } from './verdict.js';

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
