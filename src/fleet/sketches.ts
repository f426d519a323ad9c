import type { SketchPrivacy } from '../core/fleet/sketch.js';
import type { DriftMonitor } from '../monitor/driftMonitor.js';

/** A monitor that sketches are taken of. */
export type SketchedMonitor = Pick<DriftMonitor, 'on' | 'status' | 'reference'>;

/** What became of rows and sketches, by this call. */
export interface SketchTotal {
  /** Rows that were summed. */
  readonly rows: number;
  /**
   * Rows that are in no sketch: of periods with fewer than `minSamples`, those that came while no sketch could be
   * taken, and with `privacy` those that came late in a period that a sketch was sent of.
   */
  readonly dropped: number;
  /** Sketches that were closed, also those that earlier visits had left. */
  readonly closed: number;
  /** Sketches that the receiver has, also those that waited from earlier visits. */
  readonly delivered: number;
  /** Sketches that were given up: the receiver refused them, or more than 1,000 waited. */
  readonly refused: number;
  /** Whether the browser keeps what was summed; false where it has no storage. */
  readonly isKept: boolean;
}

/** Sketches that are being taken. */
export interface Sketches {
  /** The device, once it is known; null for none. */
  readonly device: Promise<string | null>;
  readonly total: SketchTotal;
  /**
   * With `privacy`: what the sketches of this device of the last 24 hours told together; else null. `epsilon` is of
   * all their noises together, at `delta`; of the same app on other devices nothing is known here.
   */
  readonly privacySpent: SketchPrivacy | null;
  /** Keeps what was summed, and sends the sketches whose period is over. Never rejects. */
  flush(): Promise<void>;
  /**
   * Ends it, and sends what can be sent. The sum of the present period stays in the browser, and the next visit goes
   * on with it or sends it. The monitor goes on. Never rejects.
   */
  stop(): Promise<void>;
}
