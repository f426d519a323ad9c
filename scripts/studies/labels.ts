/** What labels of the reference's rows are worth, beside parts that k-means finds. */

import { readFileSync } from 'node:fs';
import { rowOf } from '../../src/core/base/derivedRows.js';
import { seededRandom } from '../../src/core/base/random.js';
import { type FeatureRow, pickRows } from '../../src/core/base/rows.js';
import { cleanPhotos, photoCounts } from '../streams/corruptedPhotos.js';
import { photoFeatures } from '../streams/photoFeatures.js';
import { shuffled } from '../streams/rowSets.js';
import { meanOf, ScannedStream } from './scan.js';
import { corruptions, scannedPhotos } from './scanOnPhotos.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const RUN_TIME = 1_000;

/** Where there is no alarm, a run counts as this. */
const MOST = 150;

/** Undrifted photos before the drift. */
const CALM = 64;

/** Of the corruptions those that tell ways apart: all see the stronger ones at once. */
const SHOWN = new Set(['gaussianBlur 2', 'gaussianBlur 3', 'gaussianNoise 1']);

const ways = ['clusters', 'labels'] as const;

/** Classes are the labels: run lengths of photos of one class alone, and delays of corruptions of all. */
export async function noveltyByLabels(references: number, orders: number): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const corrupted = await photoFeatures(scannedPhotos);
  const file = readFileSync('public/photos/cifar10/photos.json', 'utf8');
  const { labels: classes, classNames } = JSON.parse(file) as {
    labels: number[];
    classNames: string[];
  };
  const samples = { clusters: 0, labels: 0 };
  const alarms = { clusters: 0, labels: 0 };
  const delays = corruptions.map(() => ({ clusters: [] as number[], labels: [] as number[] }));
  for (let seed = 0; seed < references; seed++) {
    const order = shuffled(clean.count, seededRandom(3_000 + seed));
    const fitted = order.slice(0, photoCounts.reference);
    const others = [...order.slice(photoCounts.reference)];
    const labels = Array.from(fitted, (photo) => classNames[classes[photo]!]!);
    for (const way of ways) {
      const random = seededRandom(seed);
      const stream = await ScannedStream.of(pickRows(clean, fitted), RUN_TIME, seed, {
        alarmOn: 'any',
        ...(way === 'labels' && { labels }),
      });
      const inAnyOrder = (photos: readonly number[]) =>
        [...shuffled(photos.length, random)].map((at) => photos[at]!);
      const isNew = (row: FeatureRow) => stream.push(row).novelty!.runTime > RUN_TIME;
      for (let run = 0; run < orders; run++) {
        for (const [label] of classNames.entries()) {
          stream.restart();
          const photos = inAnyOrder(others.filter((photo) => classes[photo] === label));
          const alarm = photos.findIndex((photo) => isNew(rowOf(clean, photo)));
          samples[way] += alarm < 0 ? photos.length : alarm + 1;
          if (alarm >= 0) alarms[way]++;
        }
        for (const [at, rows] of corrupted.entries()) {
          if (!SHOWN.has(nameOf(at))) continue;
          stream.restart();
          for (const photo of inAnyOrder(others).slice(0, CALM)) stream.push(rowOf(clean, photo));
          const drifted = inAnyOrder(others.filter((photo) => photo >= photoCounts.reference));
          const alarm = drifted
            .slice(0, MOST)
            .findIndex((photo) => isNew(rowOf(rows, photo - photoCounts.reference)));
          delays[at]![way].push(alarm < 0 ? MOST : alarm + 1);
        }
      }
    }
  }
  return [
    ...ways.map((way) =>
      simulatedRow(
        'novelty',
        `novelty, photos of one class, parts by ${way}`,
        samples[way] / Math.max(1, alarms[way]) / RUN_TIME,
        [way === 'labels' ? 0.8 : null, null],
        `${alarms[way]} alarms in ${samples[way]} samples`,
      ),
    ),
    ...corruptions.flatMap((_, at) =>
      SHOWN.has(nameOf(at)) ? ways.map((way) => delayRow(nameOf(at), way, delays[at]![way])) : [],
    ),
  ];
}

const nameOf = (at: number): string => corruptions[at]!.slice(0, 2).join(' ');

function delayRow(name: string, way: string, delays: readonly number[]): SimulatedRow {
  const missed = delays.filter((delay) => delay === MOST).length;
  const note = missed > 0 ? `${missed} of ${delays.length} not within ${MOST} samples` : undefined;
  const setting = `new, photos, ${name}, parts by ${way}`;
  return simulatedRow('detection-delay', setting, meanOf(delays), [null, null], note);
}
