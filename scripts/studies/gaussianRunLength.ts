import type { AlarmPolicy } from '../../src/core/alarm/alarmPolicy.js';
import { evidencePolicy, expectedRunTimePolicy } from '../../src/core/alarm/policies.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { GaussianStream, gaussianReference } from '../streams/gaussianStream.js';
import { policyContext } from '../streams/policyContext.js';
import { AT_LEAST, type Run, runLengthRow, runUntilAlarm, WITHIN } from './runLength.js';
import type { SimulatedRow } from './studyRow.js';

/** One setting of {@link gaussianRunLength}. */
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

/** Mean run length to a false alarm on undrifted gaussian rows, over several references. */
export async function gaussianRunLength(setting: RunLengthSetting): Promise<SimulatedRow> {
  const { policy, runTime, windowSize, width, referenceSize, references } = setting;
  const countsFilling = policy.name === 'evidence';
  const perReference: Run[][] = [];
  for (let seed = 0; seed < references; seed++) {
    const reference = await gaussianReference(referenceSize, width, 1_000 + seed);
    const context = policyContext(reference.rows, reference.bandwidth, windowSize, runTime, seed);
    const gaussian = normal(seededRandom(2_000 + seed));
    const runs: Run[] = [];
    for (let run = 0; run < setting.runsPerReference; run++) {
      const rule = await policy.start({ ...context, seed: seed * 1_000 + run });
      const stream = new GaussianStream(reference, windowSize);
      const next = () => stream.push(new Float32Array(width).map(gaussian));
      runs.push(runUntilAlarm(rule, next, LONGEST * runTime, countsFilling));
    }
    perReference.push(runs);
  }
  const labels =
    `${policy.name}, gaussian, wanted ${runTime}, window ${windowSize}, width ${width}, ` +
    `reference ${referenceSize}`;
  return runLengthRow(labels, perReference, runTime, setting.bound);
}

/** Of both policies, on references of 300 rows. */
export async function gaussianRunLengths(): Promise<SimulatedRow[]> {
  const shared = { referenceSize: 300, references: 20 };
  const oneWindow = { ...shared, policy: expectedRunTimePolicy(), bound: WITHIN };
  const evidence = { ...shared, policy: evidencePolicy(), bound: AT_LEAST };
  const rows: SimulatedRow[] = [];
  for (const windowSize of [20, 64]) {
    for (const width of [16, 128]) {
      for (const runTime of [100, 1_000]) {
        const sizes = { windowSize, width, runTime, runsPerReference: runTime === 100 ? 20 : 4 };
        rows.push(await gaussianRunLength({ ...oneWindow, ...sizes }));
      }
    }
  }
  for (const runTime of [100, 1_000]) {
    const sizes = { windowSize: 20, width: 16, runTime, runsPerReference: 20 };
    rows.push(await gaussianRunLength({ ...evidence, ...sizes }));
  }
  return rows;
}
