import type { AlarmPolicy } from '../../src/core/alarm/alarmPolicy.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { GaussianStream, gaussianReference } from '../streams/gaussianStream.js';
import { policyContext } from '../streams/policyContext.js';
import { type Run, runLengthRow, runUntilAlarm } from './runLength.js';
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
