/** What the scan does once there was an alarm: whether it goes on with the drift, and ends with it. */

import { calmEpisodes, requireEpisodeOptions } from '../../src/core/alarm/episodes.js';
import { nextEpisodes } from '../../src/core/alarm/nextEpisodes.js';
import { seededRandom } from '../../src/core/base/random.js';
import { type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import type { CorruptionName, Severity } from '../../src/demo/corruption/corrupt.js';
import { cleanPhotos, photoCounts } from '../streams/corruptedPhotos.js';
import { photoFeatures } from '../streams/photoFeatures.js';
import { shuffled } from '../streams/rowSets.js';
import { meanOf, ScannedStream } from './scan.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const RUN_TIME = 1_000;

/** Photos before the drift, of it, and after it. */
const [CALM, DRIFTED, AFTER] = [128, 200, 250] as const;

const corruptions: readonly (readonly [CorruptionName, Severity])[] = [
  ['gaussianBlur', 1],
  ['gaussianBlur', 2],
  ['gaussianBlur', 3],
  ['gaussianBlur', 5],
  ['gaussianNoise', 3],
];

/** What is needed of the photos. */
export const photosOfAlarms = corruptions.map((corruption) => ({
  from: photoCounts.reference,
  to: photoCounts.all,
  corruption,
}));

function rowOf({ values, width }: FeatureRows, at: number): Float32Array {
  return Float32Array.from(values.subarray(at * width, (at + 1) * width));
}

/** Of each corruption, and of all streams after their drift. */
export async function scanAfterAlarms(references: number, orders: number): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const { reference: half } = photoCounts;
  const corrupted = await photoFeatures(photosOfAlarms);
  const found = corruptions.map(() => ({ recovered: [] as number[], early: 0, again: 0 }));
  for (let seed = 0; seed < references; seed++) {
    const random = seededRandom(3_000 + seed);
    const order = shuffled(clean.count, random);
    const others = order.slice(half);
    const drifted = others.filter((photo) => photo >= half);
    const stream = await ScannedStream.of(pickRows(clean, order.slice(0, half)), RUN_TIME, seed);
    for (let run = 0; run < orders * corruptions.length; run++) {
      const at = run % corruptions.length;
      let episodes = calmEpisodes(0);
      const push = (row: Float32Array): string | undefined => {
        const { level } = stream.push(row, episodes.episode !== undefined);
        const after = nextEpisodes(episodes, level, '', requireEpisodeOptions({}));
        episodes = after.episodes;
        const { event } = after.step;
        if (event === 'recovered') stream.recover();
        return event;
      };
      stream.restart();
      const calm = shuffled(others.length, random).map((photo) => others[photo]!);
      for (const photo of calm.slice(0, CALM)) push(rowOf(clean, photo));
      const photos = shuffled(drifted.length, random).map((photo) => drifted[photo]!);
      const of = found[at]!;
      for (const photo of photos.slice(0, DRIFTED)) {
        if (push(rowOf(corrupted[at]!, photo - half)) === 'recovered') of.early++;
      }
      if (!episodes.episode) continue;
      let recovered = 0;
      for (const [index, photo] of calm.slice(CALM, CALM + AFTER).entries()) {
        const event = push(rowOf(clean, photo));
        if (event === 'recovered') recovered ||= index + 1;
        if (event === 'alarm') of.again++;
      }
      of.recovered.push(recovered || AFTER);
    }
  }
  const runs = references * orders;
  const again = found.reduce((sum, one) => sum + one.again, 0);
  const samples = found.flatMap(({ recovered }) => recovered.map((after) => AFTER - after));
  return [
    ...corruptions.map(([name, severity], at) => {
      const { recovered, early } = found[at]!;
      const setting = `samples from the end of the drift to the recovery, scan, photos, ${name} ${severity}`;
      const note = `${early} of ${runs} recovered while it lasted, after ${DRIFTED} samples at most`;
      return simulatedRow('after-alarms', setting, meanOf(recovered), [null, 128], note);
    }),
    simulatedRow(
      'after-alarms',
      'false alarms after the recovery by wanted ones, scan, photos',
      (RUN_TIME * again) / samples.reduce((sum, one) => sum + one, 0),
      [null, 1.25],
      `${again} alarms`,
    ),
  ];
}
