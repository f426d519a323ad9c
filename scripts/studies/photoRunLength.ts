import type { AlarmPolicy } from '../../src/core/alarm/alarmPolicy.js';
import { evidencePolicy, expectedRunTimePolicy } from '../../src/core/alarm/policies.js';
import { seededRandom } from '../../src/core/base/random.js';
import { pickRows } from '../../src/core/base/rows.js';
import { type PhotoPopulation, PhotoStream, photoReference } from '../streams/photoStream.js';
import { policyContext } from '../streams/policyContext.js';
import { shuffled } from '../streams/rowSets.js';
import { AT_LEAST, type Run, runLengthRow, runUntilAlarm, WITHIN } from './runLength.js';
import type { SimulatedRow } from './studyRow.js';

/** One setting of {@link photoRunLength}. */
export interface PhotoRunLengthSetting {
  readonly policy: AlarmPolicy;
  readonly runTime: number;
  readonly windowSize: number;
  readonly references: number;
  readonly runsPerReference: number;
  readonly bound: SimulatedRow['bound'];
}

/**
 * Mean run length to a false alarm on photos: half of them, drawn at random, are the reference, the
 * others the stream, each once in a run. A run that ends without an alarm counts for its length.
 */
export async function photoRunLength(
  population: PhotoPopulation,
  setting: PhotoRunLengthSetting,
): Promise<SimulatedRow> {
  const { policy, runTime, windowSize, references, runsPerReference } = setting;
  const { count, width } = population.rows;
  const perReference: Run[][] = [];
  for (let seed = 0; seed < references; seed++) {
    const random = seededRandom(3_000 + seed);
    const order = shuffled(count, random);
    const members = order.slice(0, count >> 1);
    const others = order.slice(count >> 1);
    const reference = photoReference(population, members);
    const rows = pickRows(population.rows, members);
    const context = policyContext(rows, reference.bandwidth, windowSize, runTime, seed);
    const runs: Run[] = [];
    for (let run = 0; run < runsPerReference; run++) {
      const rule = await policy.start({ ...context, seed: seed * 1_000 + run });
      const stream = new PhotoStream(reference, windowSize);
      const photos = shuffled(others.length, random);
      let at = 0;
      const next = () => (at < photos.length ? stream.push(others[photos[at++]!]!) : null);
      runs.push(runUntilAlarm(rule, next, Number.POSITIVE_INFINITY, policy.name === 'evidence'));
    }
    perReference.push(runs);
  }
  const labels =
    `${policy.name}, photos, wanted ${runTime}, window ${windowSize}, width ${width}, ` +
    `reference ${count >> 1}`;
  return runLengthRow(labels, perReference, runTime, setting.bound);
}

/** Of both policies. */
export async function photoRunLengths(population: PhotoPopulation): Promise<SimulatedRow[]> {
  const references = 30;
  const oneWindow = { policy: expectedRunTimePolicy(), references, bound: WITHIN };
  const evidence = { policy: evidencePolicy(), references, bound: AT_LEAST };
  const rows: SimulatedRow[] = [];
  for (const windowSize of [20, 64]) {
    for (const runTime of [100, 1_000]) {
      const sizes = { windowSize, runTime, runsPerReference: 20 };
      rows.push(await photoRunLength(population, { ...oneWindow, ...sizes }));
    }
  }
  const sizes = { windowSize: 20, runTime: 1_000, runsPerReference: 5 };
  rows.push(await photoRunLength(population, { ...evidence, ...sizes }));
  return rows;
}
