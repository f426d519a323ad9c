import type { AlarmPolicy } from '../../src/core/alarm/alarmPolicy.js';
import {
  evidencePolicy,
  expectedRunTimePolicy,
  pValuePolicy,
} from '../../src/core/alarm/policies.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import {
  corruptedPhotos,
  corruptionNames,
  joined,
  photoCounts,
  severities,
} from '../streams/corruptedPhotos.js';
import { DetectorStream } from '../streams/detectorStream.js';
import { GaussianStream, gaussianReference } from '../streams/gaussianStream.js';
import { PhotoStream, photoPopulation, photoReference } from '../streams/photoStream.js';
import { policyContext } from '../streams/policyContext.js';
import { shuffled } from '../streams/rowSets.js';
import {
  type DelayRuns,
  type Delays,
  type DriftingStream,
  detectionDelays,
  dummies,
} from './detectionDelay.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const RUN_TIME = 1_000;

/** The tutorial's rule needs the permutations of each test, and is measured in fewer runs. */
const tutorialRule = pValuePolicy({ alarmAt: 0.01 });
const policies: readonly AlarmPolicy[] = [
  expectedRunTimePolicy(),
  evidencePolicy(),
  tutorialRule,
  ...dummies,
];

/** Delays after a shift of every coordinate of gaussian rows, in standard deviations. */
export async function gaussianDelays(
  shifts: readonly number[],
  { runs, calm, most }: DelayRuns,
): Promise<SimulatedRow[]> {
  const [windowSize, width, size] = [20, 16, 300];
  const reference = await gaussianReference(size, width, 7_000);
  const { rows, bandwidth } = reference;
  const context = policyContext(rows, bandwidth, windowSize, RUN_TIME, 0);
  const found: SimulatedRow[] = [];
  for (const shift of shifts) {
    for (const policy of policies) {
      const newStream = (run: number): DriftingStream => {
        const gaussian = normal(seededRandom(8_000 + run));
        const stream =
          policy === tutorialRule
            ? new DetectorStream(rows, bandwidth, windowSize)
            : new GaussianStream(reference, windowSize);
        const draw = (mean: number) => new Float32Array(width).map(() => mean + gaussian());
        return { calm: () => stream.push(draw(0)), drifted: () => stream.push(draw(shift)) };
      };
      const delays = await detectionDelays(policy, context, newStream, { runs, calm, most });
      found.push(delayRow(policy, `gaussian, shift ${shift}`, delays, most));
    }
  }
  return found;
}

/**
 * Delays for one false alarm in so many samples that bootstraps cannot hold it: by an extrapolated
 * threshold after every sample, by a calibrated one after every tenth, and by evidence.
 */
export async function rareAlarmDelays(
  perSamples: number,
  shifts: readonly number[],
  { runs, calm, most }: DelayRuns,
): Promise<SimulatedRow[]> {
  const [windowSize, width, size] = [20, 16, 300];
  const reference = await gaussianReference(size, width, 7_000);
  const { rows, bandwidth } = reference;
  const shared = policyContext(rows, bandwidth, windowSize, perSamples, 0);
  const ways = [
    ['every sample, extrapolated', expectedRunTimePolicy(), 1],
    ['every 10th sample', expectedRunTimePolicy(), 10],
    ['evidence', evidencePolicy(), 1],
  ] as const;
  const found: SimulatedRow[] = [];
  for (const shift of shifts) {
    for (const [way, policy, testEvery] of ways) {
      const newStream = (run: number): DriftingStream => {
        const gaussian = normal(seededRandom(8_000 + run));
        const stream = new GaussianStream(reference, windowSize);
        let sample = 0;
        const next = (mean: number) => {
          const test = stream.push(new Float32Array(width).map(() => mean + gaussian()));
          return sample++ % testEvery === 0 ? test : undefined;
        };
        return { calm: () => next(0), drifted: () => next(shift) };
      };
      const context = { ...shared, testEvery };
      const delays = await detectionDelays(policy, context, newStream, { runs, calm, most });
      found.push(
        delayRow({ ...policy, name: way }, `once in ${perSamples}, shift ${shift}`, delays, most),
      );
    }
  }
  return found;
}

/** Delays after photos are corrupted, one severity after the other. */
export async function photoDelays(
  clean: FeatureRows,
  { runs, calm, most }: DelayRuns,
): Promise<SimulatedRow[]> {
  const windowSize = 64;
  const { all, reference: size, corrupted } = photoCounts;
  const members = Int32Array.from({ length: size }, (_, i) => i);
  const rows = pickRows(clean, members);
  const found: SimulatedRow[] = [];
  for (const name of corruptionNames) {
    for (const severity of severities) {
      const population = photoPopulation(joined([clean, await corruptedPhotos(name, severity)]));
      const reference = photoReference(population, members);
      const context = policyContext(rows, reference.bandwidth, windowSize, RUN_TIME, 0);
      for (const policy of policies) {
        const newStream = (run: number): DriftingStream => {
          const random = seededRandom(9_000 + run);
          // The clean originals of the corrupted photos are left out.
          const calmPhotos = shuffled(all - size - corrupted, random).map(
            (i) => size + corrupted + i,
          );
          const driftedPhotos = shuffled(corrupted, random).map((i) => all + i);
          const push = pusher(policy, population.rows, reference, windowSize);
          let [atCalm, atDrifted] = [0, 0];
          return {
            calm: () => push(calmPhotos[atCalm++]!),
            drifted: () => push(driftedPhotos[atDrifted++]!),
          };
        };
        const delays = await detectionDelays(policy, context, newStream, { runs, calm, most });
        found.push(delayRow(policy, `photos, ${name} ${severity}`, delays, most));
      }
    }
  }
  return found;
}

function pusher(
  policy: AlarmPolicy,
  { values, width }: FeatureRows,
  reference: ReturnType<typeof photoReference>,
  windowSize: number,
) {
  if (policy !== tutorialRule) {
    const stream = new PhotoStream(reference, windowSize);
    return (photo: number) => stream.push(photo);
  }
  const rows = pickRows(reference.population.rows, reference.members);
  const stream = new DetectorStream(rows, reference.bandwidth, windowSize);
  return (photo: number) =>
    stream.push(values.slice(photo * width, (photo + 1) * width) as Float32Array);
}

function delayRow(
  { name }: AlarmPolicy,
  drift: string,
  { mean, found, falseAlarms }: Delays,
  most: number,
): SimulatedRow {
  const note =
    `found in ${Math.round(100 * found)} % within ${most} samples; ` +
    `${(1_000 * falseAlarms).toFixed(1)} false alarms in 1,000 tests`;
  // What the default policy takes must be fewer samples than two windows hold.
  const isDefault = name === 'expectedRunTime' && !drift.endsWith(' 1');
  return simulatedRow(
    'detection-delay',
    `${name}, ${drift}`,
    mean,
    [null, isDefault ? 100 : null],
    note,
  );
}
