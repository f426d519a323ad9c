import type { AlarmTest } from '../../src/core/alarm/alarmPolicy.js';
import { evidencePolicy } from '../../src/core/alarm/policies.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { policyContext } from '../streams/policyContext.js';
import { runUntilAlarm } from './runLength.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

/** Size of {@link martingaleAlarms}. */
export interface MartingaleSetting {
  readonly runs: number;
  readonly samples: number;
  readonly width: number;
  readonly referenceSize: number;
}

/**
 * How many runs of undrifted, independent samples ever have evidence of so many times their length: at
 * most one in as many may (Doob), as long as all samples are taken into the comparison.
 */
export async function martingaleAlarms(setting: MartingaleSetting): Promise<SimulatedRow[]> {
  const { runs, samples, width, referenceSize } = setting;
  const limits = [10, 100].map((times) => ({ times, reached: 0 }));
  for (let run = 0; run < runs; run++) {
    const { rule, next } = await undrifted(referenceSize, width, 1e9, 5_000 + run);
    let most = 0;
    for (let sample = 0; sample < samples; sample++) {
      most = Math.max(most, rule.decide(next()).evidence!);
    }
    for (const limit of limits) if (most >= limit.times * samples) limit.reached++;
  }
  return limits.map(({ times, reached }) =>
    simulatedRow(
      'martingale-alarms',
      `A = ${times * samples}, of ${runs} runs of ${samples} undrifted samples`,
      reached,
      // Chance may bring half as many again, and a few.
      [null, (1.5 * runs) / times + 2],
    ),
  );
}

/** Size of {@link longEvidenceRuns}. */
export interface LongRunSetting {
  readonly references: number;
  readonly runTime: number;
  readonly width: number;
  readonly referenceSize: number;
  /** Where a run is given up, in units of the wanted run length. */
  readonly longest: number;
}

/** Mean run length where most of the live samples have left the comparison. */
export async function longEvidenceRuns(setting: LongRunSetting): Promise<SimulatedRow> {
  const { references, runTime, width, referenceSize, longest } = setting;
  let samples = 0;
  const alarmedAt: number[] = [];
  for (let seed = 0; seed < references; seed++) {
    const { rule, next } = await undrifted(referenceSize, width, runTime, 6_000 + seed);
    const { length, alarmed } = runUntilAlarm(rule, next, longest * runTime, true);
    samples += length;
    if (alarmed) alarmedAt.push(length / runTime);
  }
  alarmedAt.sort((a, b) => a - b);
  const middle = alarmedAt[(alarmedAt.length - 1) >> 1];
  const [first, median, last] = [alarmedAt[0], middle, alarmedAt.at(-1)].map((at) =>
    at?.toFixed(2),
  );
  return simulatedRow(
    'evidence-run-length',
    `wanted ${runTime}, ${references} references of ${referenceSize}, given up after ${longest} times that`,
    samples / alarmedAt.length / runTime,
    [1, null],
    `${alarmedAt.length} alarms, after ${first} to ${last} times that, ${median} in the middle`,
  );
}

const NO_TEST = { mmd2: 0, statistic: 0, pValue: 1, z: 0, approximatePValue: 1, bandwidth: 1 };

async function undrifted(size: number, width: number, runTime: number, seed: number) {
  const gaussian = normal(seededRandom(seed));
  const values = Float32Array.from({ length: size * width }, gaussian);
  const context = policyContext({ values, count: size, width }, 1, 1, runTime, seed);
  const next = (): AlarmTest => {
    const newRows = [new Float32Array(width).map(gaussian)];
    return { ...NO_TEST, newRows, rows: newRows, timeMs: 0 };
  };
  return { rule: await evidencePolicy().start(context), next };
}
