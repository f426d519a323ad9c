import type { AlarmPolicy } from '../../src/core/alarm/alarmPolicy.js';
import { seededRandom } from '../../src/core/base/random.js';
import { pickRows } from '../../src/core/base/rows.js';
import { type PhotoPopulation, PhotoStream, photoReference } from '../streams/photoStream.js';
import { policyContext } from '../streams/policyContext.js';
import { shuffled } from '../streams/rowSets.js';
import { type Run, runLengthRow, runUntilAlarm } from './runLength.js';
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
