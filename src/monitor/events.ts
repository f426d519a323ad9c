import type { NamesOf } from '../core/base/names.js';
import type { FeatureRow } from '../core/base/rows.js';
import type { MonitorNotice } from './notices.js';
import type { StateChange } from './stateChanges.js';
import type { MonitorStatus } from './status.js';
import type { Verdict } from './verdict.js';

/** Events of the monitor and what their listeners are given. */
export interface MonitorEvents {
  /** After every test. */
  verdict: Verdict;
  /** Once for each episode of drift, when it begins. */
  alarm: Verdict;
  /** When an episode of drift has ended. */
  recovered: Verdict;
  /** When the state has changed; it comes before `status`, and after `verdict` and `alarm`. */
  state: StateChange;
  /** When state or code of the status have changed. */
  status: MonitorStatus;
  /**
   * Feature rows that were taken into the window, oldest first, before they are tested; of more than it holds the
   * last ones. They are the window's own: do not write to them.
   */
  admitted: readonly FeatureRow[];
  /** Something about reference, settings or the rate of samples that should be known. */
  notice: MonitorNotice;
  /** Anything that went wrong in the monitor or in a listener; the app is not affected. */
  error: unknown;
}

export const eventNames: NamesOf<MonitorEvents> = {
  verdict: true,
  alarm: true,
  recovered: true,
  state: true,
  status: true,
  admitted: true,
  notice: true,
  error: true,
};
