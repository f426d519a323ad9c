import type { AlarmPolicy, AlarmTest, PolicyContext } from '../../src/core/alarm/alarmPolicy.js';

/** A stream that can drift. */
export interface DriftingStream {
  /** The next undrifted sample's test; undefined while the window fills. */
  calm(): Promise<AlarmTest | undefined> | AlarmTest | undefined;
  /** The next drifted one's. */
  drifted(): Promise<AlarmTest | undefined> | AlarmTest | undefined;
}

/** What came of several runs: calm samples first, then drifted ones until an alarm. */
export interface Delays {
  /** Mean samples from the first drifted one to the alarm; `most` where there was none. */
  readonly mean: number;
  /** Share of runs with an alarm within `most` samples. */
  readonly found: number;
  /** Share of calm tests with an alarm. */
  readonly falseAlarms: number;
}

/** How long the two parts of a run are. */
export interface DelayRuns {
  readonly runs: number;
  /** Samples before the drift. */
  readonly calm: number;
  /** Drifted samples at most. */
  readonly most: number;
}

/** How soon a policy notices a drift, and how often it is wrong before. */
export async function detectionDelays(
  policy: AlarmPolicy,
  context: PolicyContext,
  newStream: (run: number) => DriftingStream,
  { runs, calm, most }: DelayRuns,
): Promise<Delays> {
  let [delays, found, tests, falseAlarms] = [0, 0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const stream = newStream(run);
    const rule = await policy.start(context);
    for (let sample = 0; sample < calm; sample++) {
      const test = await stream.calm();
      if (!test) continue;
      tests++;
      if (rule.decide(test).level !== 'drift') continue;
      falseAlarms++;
      rule.restart?.();
    }
    let delay = 0;
    for (let isFound = false; !isFound && delay < most; ) {
      delay++;
      const test = await stream.drifted();
      isFound = test !== undefined && rule.decide(test).level === 'drift';
      if (isFound) found++;
    }
    delays += delay;
  }
  return { mean: delays / runs, found: found / runs, falseAlarms: falseAlarms / tests };
}

const threshold = { measure: 'mmd2', threshold: 0, warningThreshold: 0 } as const;

/** What any policy must be better than. */
export const dummies: readonly AlarmPolicy[] = [
  { name: 'always', start: () => ({ decide: () => ({ level: 'drift', ...threshold }) }) },
  { name: 'never', start: () => ({ decide: () => ({ level: 'ok', ...threshold }) }) },
];
