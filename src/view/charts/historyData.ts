import { requireOneOf } from '../../core/base/names.js';
import { requireNumbers } from './arguments.js';
import type { Plotted } from './plot.js';

/** The parts of a verdict that the history shows. */
export interface HistoryEntry {
  /** Samples seen until then. */
  readonly samples: number;
  /** Of the permutation test; nothing is drawn where it is left out. */
  readonly mmd2?: number;
  readonly pValue?: number;
  /** Of an alarm: a p-value at or below it, anything else above it. */
  readonly threshold: number;
  /** Of a warning, likewise; no line where it is left out. */
  readonly warningThreshold?: number;
  readonly measure: 'mmd2' | 'pValue' | 'evidence' | 'scan' | 'novelty';
  /** Needed where the measure is `'scan'`: drawn are the shares of samples at which chance brings as much. */
  readonly scan?: {
    readonly runTime: number;
    /** When the drift began, in samples before; drawn of the test that raises an alarm. */
    readonly began?: { readonly atLeast: number; readonly atMost?: number };
  };
  /** The same where the measure is `'novelty'`. */
  readonly novelty?: { readonly runTime: number };
  /** Colours the background; nothing is coloured where it is left out. */
  readonly state?: 'ok' | 'warning' | 'drift';
  /** When the test was made, ISO 8601; for the table. */
  readonly time?: string;
}

/** @throws {@link InvalidOptionError} for what could not be drawn, or would be taken for something else. */
export function requireEntry(entry: HistoryEntry): void {
  requireNumbers('DriftHistory.add', entry, 'samples', 'threshold');
  const { measure, state = 'ok' } = entry;
  const measures = ['mmd2', 'pValue', 'evidence', 'scan', 'novelty'] as const;
  requireOneOf('DriftHistory.add: measure', measure, measures);
  if (isRunTime(measure)) {
    requireNumbers(`DriftHistory.add: ${measure}`, { runTime: entry[measure]?.runTime }, 'runTime');
  } else requireNumbers('DriftHistory.add', entry, 'mmd2', 'pValue');
  requireOneOf('DriftHistory.add: state', state, ['ok', 'warning', 'drift']);
}

/** A test in the history. */
export interface HistoryTest extends HistoryEntry {
  /** Whether an episode of drift began with it. */
  readonly raisesAlarm: boolean;
  /** Whether nothing was tested before it, though its `samples` do not tell. */
  readonly isAfterGap: boolean;
}

/** Whether the test's own measure lies in the alarm zone, whatever the state. */
export function isInAlarmZone(entry: HistoryEntry): boolean {
  if (entry.measure === 'evidence') return false;
  const { mmd2, chance, threshold } = drawn(entry);
  return entry.measure === 'mmd2' ? mmd2 > threshold : chance <= threshold;
}

/** What is drawn of a test; NaN is nothing. */
export function drawn(entry: HistoryEntry): {
  readonly mmd2: number;
  /** On the axis of probabilities: the p-value, or the share of samples at which chance brings as much. */
  readonly chance: number;
  /** Of what it is compared with. */
  readonly threshold: number;
  /** Likewise, from which on it warns. */
  readonly warning: number;
} {
  const { measure, mmd2 = Number.NaN, pValue = Number.NaN, threshold } = entry;
  const { warningThreshold: warning = Number.NaN } = entry;
  if (!isRunTime(measure)) return { mmd2, chance: pValue, threshold, warning };
  const chance = 1 / entry[measure]!.runTime;
  return { mmd2, chance, threshold: 1 / threshold, warning: 1 / warning };
}

/** A step of so many usual ones is a gap: single tests are left out where samples come fast. */
const LONGEST_STEP = 2;

/**
 * Before which tests nothing was tested for a while: where `samples` went back, or jumped by more
 * than twice the usual step, which is the median.
 *
 * @param samples Samples seen at each test, oldest first.
 * @returns One for each test; the first is no gap.
 */
export function gapsBefore(samples: readonly number[]): boolean[] {
  const usual = usualStep(samples);
  return samples.map((at, index) => {
    if (index === 0) return false;
    const step = at - samples[index - 1]!;
    return step < 0 || step > LONGEST_STEP * usual;
  });
}

/** The median step from one test to the next, in samples; 1 where there is none. */
export function usualStep(samples: readonly number[]): number {
  const steps = samples
    .slice(1)
    .map((at, index) => at - samples[index]!)
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  return steps[Math.floor((steps.length - 1) / 2)] ?? 1;
}

/** The history's data, index for index at the same test, a gap counting as one. */
interface HistoryLines {
  readonly chance: Plotted[];
  readonly threshold: Plotted[];
  /** Empty where no test has one. */
  readonly warning: Plotted[];
  readonly mmd2: Plotted[];
  /** Where an episode began; empty where none did. */
  readonly alarms: Plotted[];
  /** Whether there is a gap on either side of each: a line of one point would not be seen. */
  readonly isAlone: boolean[];
}

/** @param end Where the alarm threshold of the last test ends. */
export function historyLines(tests: readonly HistoryTest[], end: number): HistoryLines {
  const gaps = gapsBefore(tests.map(({ samples }) => samples));
  const isGap = (index: number): boolean =>
    index === 0 || index >= tests.length || gaps[index]! || tests[index]!.isAfterGap;
  const lines: HistoryLines = {
    chance: [],
    threshold: [],
    warning: [],
    mmd2: [],
    alarms: [],
    isAlone: [],
  };
  for (const [index, test] of tests.entries()) {
    const x = test.samples;
    if (index > 0 && isGap(index)) {
      const middle = (tests[index - 1]!.samples + x) / 2;
      push(lines, middle, [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN], false);
    }
    const { measure, raisesAlarm } = test;
    const { chance, mmd2, ...limits } = drawn(test);
    const hasLimits = measure !== 'evidence';
    const limit = hasLimits ? limits.threshold : Number.NaN;
    const warning = hasLimits ? limits.warning : Number.NaN;
    const compared = isOnChanceAxis(measure) ? chance : mmd2;
    const alarm = raisesAlarm ? compared : Number.NaN;
    push(lines, x, [chance, limit, mmd2, alarm, warning], isGap(index) && isGap(index + 1));
  }
  for (const limit of [lines.threshold, lines.warning]) {
    const last = limit.at(-1);
    if (last) limit.push({ x: end, y: last.y });
  }
  return {
    ...lines,
    warning: lines.warning.some(({ y }) => Number.isFinite(y)) ? lines.warning : [],
    alarms: tests.some(({ raisesAlarm }) => raisesAlarm) ? lines.alarms : [],
  };
}

/** Whether a measure is drawn where p-values are. */
export function isOnChanceAxis(measure: HistoryEntry['measure']): boolean {
  return measure === 'pValue' || isRunTime(measure);
}

/** Whether a measure says how seldom chance brings as much. */
export function isRunTime(measure: HistoryEntry['measure']): measure is 'scan' | 'novelty' {
  return measure === 'scan' || measure === 'novelty';
}

function push(
  lines: HistoryLines,
  x: number,
  [chance, threshold, mmd2, alarm, warning]: readonly [number, number, number, number, number],
  isAlone: boolean,
): void {
  lines.chance.push({ x, y: chance });
  lines.threshold.push({ x, y: threshold });
  lines.warning.push({ x, y: warning });
  lines.mmd2.push({ x, y: mmd2 });
  lines.alarms.push({ x, y: alarm });
  lines.isAlone.push(isAlone);
}

/** The x axis shows at least so many samples, so that the first tests are no wild zigzag. */
export const SHORTEST_SPAN = 60;

/** The MMD² axis shows at least this range: noise must not look like news. */
const SMALLEST_RANGE = { min: -0.01, max: 0.045 } as const;

const HEADROOM = 1.1;

/** What the MMD² axis shows: all values, and the threshold where it is one of MMD². */
export function statisticRange(entries: readonly HistoryEntry[]): { min: number; max: number } {
  let { min, max }: { min: number; max: number } = SMALLEST_RANGE;
  for (const entry of entries) {
    const { measure } = entry;
    const { mmd2, threshold } = drawn(entry);
    for (const value of measure === 'mmd2' ? [mmd2, threshold] : [mmd2]) {
      if (value < min) min = value;
      if (value * HEADROOM > max) max = value * HEADROOM;
    }
  }
  return { min, max };
}
