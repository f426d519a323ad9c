import type { AlarmPolicy, AlarmRule, AlarmTest } from '../../src/alarm/alarmPolicy.js';
import { normal } from '../../src/random/normal.js';
import { seededRandom } from '../../src/random/seededRandom.js';
import { GaussianStream, gaussianReference } from './gaussianStream.js';
import { policyContext } from './policyContext.js';
import { type SimulatedRow, simulatedRow } from './row.js';

/** One setting of {@link nullRunLength}. */
export interface RunLengthSetting {
  readonly policy: AlarmPolicy;
  readonly runTime: number;
  readonly windowSize: number;
  readonly width: number;
  readonly referenceSize: number;
  readonly references: number;
  readonly runsPerReference: number;
  /** Bounds of the mean run length, in units of the wanted one. */
  readonly bound: SimulatedRow['bound'];
}

/** A run is given up after so many times the wanted run length, and counts for what it was. */
const LONGEST = 10;

/** Tests until an alarm, or until a stream ends. */
export interface Run {
  readonly tests: number;
  readonly alarmed: boolean;
}

/** Mean run length to a false alarm on undrifted gaussian rows, over several references. */
export async function nullRunLength(setting: RunLengthSetting): Promise<SimulatedRow> {
  const { policy, runTime, windowSize, width, referenceSize, references } = setting;
  const perReference: Run[][] = [];
  for (let seed = 0; seed < references; seed++) {
    const reference = await gaussianReference(referenceSize, width, 1_000 + seed);
    const context = policyContext(reference.rows, reference.bandwidth, windowSize, runTime, seed);
    const gaussian = normal(seededRandom(2_000 + seed));
    const runs: Run[] = [];
    for (let run = 0; run < setting.runsPerReference; run++) {
      const rule = await policy.start(context);
      const stream = new GaussianStream(reference, windowSize);
      const row = new Float32Array(width);
      const next = (): AlarmTest | undefined => stream.push(row.map(gaussian));
      runs.push(runUntilAlarm(rule, next, LONGEST * runTime));
    }
    perReference.push(runs);
  }
  const { name } = policy;
  const labels = `${name}, ERT ${runTime}, window ${windowSize}, width ${width}, reference ${referenceSize}`;
  return runLengthRow(labels, perReference, runTime, setting.bound);
}

/** @param next The next sample's test; undefined while the window fills. */
export function runUntilAlarm(
  rule: AlarmRule,
  next: () => AlarmTest | undefined,
  most: number,
): Run {
  for (let tests = 0; tests < most; ) {
    const test = next();
    if (!test) continue;
    tests++;
    if (rule.decide(test).level === 'drift') return { tests, alarmed: true };
  }
  return { tests: most, alarmed: false };
}

/** Samples per alarm over all runs, in units of the wanted run length, and its spread. */
export function runLengthRow(
  setting: string,
  perReference: readonly (readonly Run[])[],
  runTime: number,
  bound: SimulatedRow['bound'],
): SimulatedRow {
  const tests = (runs: readonly Run[]): number => runs.reduce((sum, run) => sum + run.tests, 0);
  const alarms = (runs: readonly Run[]): number => runs.filter((run) => run.alarmed).length;
  const length = (runs: readonly Run[]): number => tests(runs) / alarms(runs) / runTime;
  const all = perReference.flat();
  const spread = perReference.map(length).sort((a, b) => a - b);
  const at = (share: number): string => spread[Math.floor(share * (spread.length - 1))]!.toFixed(2);
  const note =
    `${alarms(all)} alarms in ${tests(all)} tests; single references: ` +
    `lowest ${at(0)}, quartiles ${at(0.25)}, ${at(0.5)}, ${at(0.75)}, highest ${at(1)}`;
  return simulatedRow('null-run-length', setting, length(all), bound, note);
}
