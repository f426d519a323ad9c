import type { SavedEpisodes } from '../core/alarm/episodes.js';

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
