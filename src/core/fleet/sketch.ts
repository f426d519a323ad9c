/**
 * The fleet: what many devices say together that none sees alone. A device sends, for each period, the sums of its
 * rows' kernel values at some landmark rows of the reference. Sums of one sketch id add up, over time and over
 * devices, in any store that adds vectors. Rows of a device depend on each other, and each device differs from the
 * reference for good, so the unit of every test is the device, compared with itself before.
 *
 * To be read in this order: `landmarks.ts`, `sketchSpace.ts` (what sketches are made with), `featureMap.ts` (the
 * coordinates that tests are in), `buckets.ts` (what a store answers), `signFlips.ts`, and the tests.
 */

export const SKETCH_SCHEMA_VERSION = 1;

/** Of one device over one period. Sketches of one `sketchId` add up. */
export interface FleetSketch {
  readonly schemaVersion: typeof SKETCH_SCHEMA_VERSION;
  /** 16 hex digits: a hash of reference id, landmark rows, kernel and bandwidth. */
  readonly sketchId: string;
  /** `Reference.id`. */
  readonly referenceId: string;
  /** 1 to 128 characters. Null is unpaired: such sketches count only in comparisons of groups within a period. */
  readonly device: string | null;
  /** Its start, ISO 8601 in UTC, aligned to `periodMs`. */
  readonly period: string;
  /** 60,000 to 86,400,000, a divisor of a day. */
  readonly periodMs: number;
  /** From 1, by device and period: a page that comes back sends another part of the same period. */
  readonly sequence: number;
  /** A random UUID, made when the sketch is closed, the same in every retry. */
  readonly id: string;
  /** Rows, at least `minSamples`; rounded where `privacy` is given. */
  readonly count: number;
  /**
   * The sum over the rows of their kernel value at each landmark, at most 64 of them: from 0 to `count`, but any
   * finite number where `privacy` is given, whose noise goes both ways.
   */
  readonly sums: readonly number[];
  /** Milliseconds in each state of the monitor within the period. */
  readonly states: Readonly<Record<string, number>>;
  /** The monitor's state at its end. */
  readonly state: string;
  /** Of `evidencePolicy`: evidence and samples since its restart. */
  readonly evidence: FleetEvidence | null;
  readonly app: string | null;
  readonly release: string | null;
  /** At most 8, with keys of at most 64 and values of at most 128 characters. */
  readonly labels: Readonly<Record<string, string>>;
  readonly privacy: SketchPrivacy | null;
  readonly libraryVersion: string;
}

/** What `evidencePolicy` held when a period ended. */
export interface FleetEvidence {
  readonly value: number;
  /** Since its restart, from 1. */
  readonly samples: number;
}

/** Differential privacy of what one device saw in one period. */
export interface SketchPrivacy {
  /** Above 0. */
  readonly epsilon: number;
  /** Above 0, below 1. */
  readonly delta: number;
}

/** What belongs to a sketch id; whoever reads sketches needs it once. */
export interface SketchSpace {
  readonly sketchId: string;
  readonly referenceId: string;
  readonly kernel: string;
  /** In units of the features, above 0. */
  readonly bandwidth: number;
  /** Rows of the reference. */
  readonly referenceSize: number;
  /** Rows of the reference, from 0. */
  readonly landmarks: readonly number[];
  /** Shape [landmarks, landmarks]: the kernel between landmarks, 1 on the diagonal. */
  readonly kernelMatrix: readonly (readonly number[])[];
  /** Shape [landmarks]: the mean over the reference's other rows of the kernel at each landmark. */
  readonly referenceMean: readonly number[];
}
