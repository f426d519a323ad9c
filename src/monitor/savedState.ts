import type { SavedEpisodes } from '../core/alarm/episodes.js';
import type { ResolvedMonitorOptions } from './options.js';

/** What the alarms of a monitor know. */
export interface SavedAlarms {
  readonly rule: unknown;
  readonly episodes: SavedEpisodes;
}

/** What a monitor knows, as plain JSON without features: for the next visit of the page. */
export interface SavedMonitorState {
  readonly schemaVersion: 1;
  readonly referenceId: string;
  /** The settings that the evidence depends on. */
  readonly settings: string;
  /** Tests done. */
  readonly tests: number;
  readonly alarms: SavedAlarms;
}

/** Of two monitors whose evidence can be continued these are the same. */
export function settingsOf(options: ResolvedMonitorOptions): string {
  const { policy, windowSize, testEvery, kernel, bandwidth, reducer, falseAlarms } = options;
  const { sampling } = options;
  const { name } = policy;
  const shared = { windowSize, testEvery, kernel, bandwidth, reducer, falseAlarms, sampling };
  return JSON.stringify({ name, ...shared });
}

/** The saved state, where it is one of the same reference and settings. */
export function usableState(options: ResolvedMonitorOptions): SavedMonitorState | undefined {
  const { savedState, reference } = options;
  const isUsable =
    savedState?.schemaVersion === 1 &&
    savedState.referenceId === reference.id &&
    savedState.settings === settingsOf(options);
  return isUsable ? savedState : undefined;
}
