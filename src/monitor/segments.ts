import type { MonitorNotice } from './notices.js';
import type { MonitorOptions } from './options.js';
import type { SavedMonitorState } from './savedState.js';
import type { StateChange } from './stateChanges.js';
import type { MonitorStatus } from './status.js';
import type { Suspension } from './suspension.js';
import type { Verdict } from './verdict.js';

/** Options of `SegmentedMonitor`: those of each of its monitors, and the segments. An explainer is of one monitor. */
export interface SegmentedMonitorOptions
  extends Omit<MonitorOptions, 'policy' | 'savedState' | 'explain'> {
  /**
   * The segment of each row of the reference, in its order. Of a reference that was sampled (see
   * `Reference.keptRows`), those of the rows that it kept, or of all that it was made of.
   * @defaultValue `reference.labels`
   */
  readonly labels?: readonly string[] | undefined;
  /**
   * What `saveState()` gave on an earlier visit; see `MonitorOptions.savedState`. One of another kind
   * of monitor, of other references or settings is not taken up, and a notice says so.
   */
  readonly savedState?: SavedSegmentedState | SavedMonitorState | null | undefined;
}

/** What the monitors know, as plain JSON without features: for the next visit of the page. */
export interface SavedSegmentedState {
  readonly schemaVersion: 1;
  readonly overall: SavedMonitorState;
  /** By label. */
  readonly segments: Readonly<Record<string, SavedMonitorState>>;
}

/** How a segment is. */
export interface SegmentStatus {
  readonly label: string;
  /** Rows of the reference in it. */
  readonly size: number;
  /** Undefined where the segment is not watched, e.g. for want of rows; see `reason`. */
  readonly status: MonitorStatus | undefined;
  readonly reason: string;
}

/** All segments together. */
export interface SegmentedStatus {
  /** All inputs against the whole reference. */
  readonly overall: MonitorStatus;
  readonly segments: readonly SegmentStatus[];
  /**
   * What changed: `new`, inputs of some segment do not look like that segment's reference, or those of the
   * whole are unlike every part of it; `mix`, only the whole does not look like it, so that other segments
   * come more often than before; `unwatched`, likewise, but some of the latest inputs are of no segment that
   * is watched, and may be what changed; undefined: nothing.
   */
  readonly change: 'new' | 'mix' | 'unwatched' | undefined;
  /** Why nothing is taken in: the model is not the reference's, or the latest inputs were refused or lost. */
  readonly suspension: Suspension | undefined;
  /** Calls given up because they came faster than they could be taken in; the oldest go first. */
  readonly dropped: number;
  /** Inputs that were refused, or got lost, before they came to a segment. */
  readonly refused: number;
  readonly failed: number;
}

/** Events of the segmented monitor; `segment` is undefined for the monitor of all inputs. */
export interface SegmentedEvents {
  verdict: { readonly segment: string | undefined; readonly verdict: Verdict };
  alarm: { readonly segment: string | undefined; readonly verdict: Verdict };
  recovered: { readonly segment: string | undefined; readonly verdict: Verdict };
  /** When state or code of one of the monitors have changed. */
  state: { readonly segment: string | undefined; readonly state: StateChange };
  status: { readonly segment: string | undefined; readonly status: MonitorStatus };
  notice: { readonly segment: string | undefined; readonly notice: MonitorNotice };
  error: unknown;
}
