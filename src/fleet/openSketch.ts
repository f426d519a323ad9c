import { LIBRARY_VERSION } from '../core/base/libraryVersion.js';
import { withNoise } from '../core/fleet/noisySums.js';
import { type FleetSketch, SKETCH_SCHEMA_VERSION } from '../core/fleet/sketch.js';

/** What a sketch is of: rows of one header add up. */
export type SketchHeader = Pick<
  FleetSketch,
  | 'sketchId'
  | 'referenceId'
  | 'device'
  | 'period'
  | 'periodMs'
  | 'app'
  | 'release'
  | 'labels'
  | 'privacy'
>;

/** What is summed, and what is said at the end. */
export interface SketchTally extends Pick<FleetSketch, 'state' | 'evidence'> {
  readonly count: number;
  readonly sums: readonly number[];
  /** Milliseconds in each. */
  readonly states: Readonly<Record<string, number>>;
}

/** A sketch that is being summed, as JSON, which the browser keeps. */
export interface OpenSketch extends SketchTally {
  readonly id: string;
  /** 0 until it has one. */
  readonly sequence: number;
  readonly header: SketchHeader;
  /** Where it goes, and with how many rows at least. */
  readonly place: string;
  readonly minSamples: number;
  /** Added to the mean, shape [landmarks]; drawn when it was begun, so that it is sent with one noise only. */
  readonly noise: readonly number[] | null;
}

/** A sketch that is finished, and where it goes. */
export interface ClosedSketch {
  readonly place: string;
  readonly sketch: FleetSketch;
}

/** Whether rows of one may be counted in the other. */
export function addsUp(one: OpenSketch, other: OpenSketch): boolean {
  const keyOf = ({ header, place, minSamples }: OpenSketch) =>
    JSON.stringify([header, place, minSamples]);
  return keyOf(one) === keyOf(other);
}

/** @param sign -1 takes the other away. */
export function added<Tally extends SketchTally>(
  one: Tally,
  other: SketchTally,
  sign: 1 | -1 = 1,
): Tally {
  const states: Record<string, number> = { ...one.states };
  for (const [state, ms] of Object.entries(other.states)) {
    states[state] = Math.max(0, (states[state] ?? 0) + sign * ms);
  }
  return {
    ...one,
    count: one.count + sign * other.count,
    sums: one.sums.map((sum, at) => Math.max(0, sum + sign * other.sums[at]!)),
    states,
  };
}

/** Whether its period is over, or so far ahead that the clock must have been wrong. */
export function isOver({ header }: OpenSketch, nowMs: number): boolean {
  const startMs = Date.parse(header.period);
  return nowMs >= startMs + header.periodMs || nowMs < startMs - header.periodMs;
}

/** Of a sum: more are noise to every test, and bytes on the wire. */
const DIGITS = 8;

/** As it is sent. With privacy, what would tell more of the rows than the noise allows is withheld. */
export function closed(open: OpenSketch): ClosedSketch {
  const { header, id, sequence, noise, place, state, evidence } = open;
  const { count, sums } = noise ? withNoise(open, noise) : open;
  const states = Object.entries(open.states).map(([name, ms]) => [
    name,
    // Of several tabs.
    Math.min(ms, header.periodMs),
  ]);
  return {
    place,
    sketch: {
      schemaVersion: SKETCH_SCHEMA_VERSION,
      ...header,
      sequence,
      id,
      count,
      sums: Array.from(sums, (sum) => (noise ? sum : Number(sum.toPrecision(DIGITS)))),
      ...(noise
        ? { states: {}, state: WITHHELD, evidence: null }
        : { states: Object.fromEntries(states), state, evidence }),
      libraryVersion: LIBRARY_VERSION,
    },
  };
}

/** In place of a state that is not told. */
const WITHHELD = 'withheld';
