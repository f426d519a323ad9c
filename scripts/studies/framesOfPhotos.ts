/** Photos as frames, judged by how new they are: drift among unrelated ones, and a week of days and nights. */

import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { type FeatureRow, type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import { cleanPhotos, joined, photoCounts } from '../streams/corruptedPhotos.js';
import { FrameWatch } from '../streams/frameWatch.js';
import { photoFeatures } from '../streams/photoFeatures.js';
import { shuffled } from '../streams/rowSets.js';
import { noveltyJudge } from './noveltyJudge.js';
import { meanOf } from './scan.js';
import { framedPhotos } from './scanOnFrames.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

/** Photos before the blur, and how many it may take. */
const CALM = 300;
const SOON = 25;

/** Features of photos after the reference, blurred. */
export const blurredPhotos = {
  from: photoCounts.reference,
  to: photoCounts.all,
  corruption: ['gaussianBlur', 5] as const,
};

function rowOf({ values, width }: FeatureRows, at: number): FeatureRow {
  return values.subarray(at * width, (at + 1) * width);
}

/** Unrelated photos, taken for frames; from one on they are blurred. */
export async function blurAmongFrames(references: number, orders: number): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const [blurred] = await photoFeatures([blurredPhotos]);
  let [runs, soon, early, latest] = [0, 0, 0, 0];
  for (let seed = 0; seed < references; seed++) {
    const random = seededRandom(4_000 + seed);
    const order = shuffled(clean.count, random);
    const reference = pickRows(clean, order.slice(0, photoCounts.reference));
    const others = [...order.slice(photoCounts.reference)];
    const judge = await noveltyJudge(reference, seed);
    const inAnyOrder = (photos: readonly number[]) =>
      [...shuffled(photos.length, random)].map((at) => photos[at]!);
    for (let run = 0; run < orders; run++) {
      const watch = await FrameWatch.start(reference, judge);
      const calm = inAnyOrder(others).slice(0, CALM);
      const steps = calm.map((photo) => watch.push(() => rowOf(clean, photo)));
      early += steps.filter((step) => step?.event === 'alarm').length;
      if (watch.isInEpisode) continue;
      const drifted = inAnyOrder(others.filter((photo) => photo >= photoCounts.reference));
      const row = (photo: number) => rowOf(blurred!, photo - photoCounts.reference);
      const at = drifted.findIndex((photo) => watch.push(() => row(photo))?.event === 'alarm');
      const delay = at < 0 ? Number.POSITIVE_INFINITY : at + 1;
      runs++;
      soon += delay <= SOON ? 1 : 0;
      latest = Math.max(latest, delay);
    }
  }
  return [
    simulatedRow(
      'share',
      `new, unrelated photos as frames, blur 5 found within ${SOON} photos`,
      soon / runs,
      [1, null],
      `${runs} orders, ${latest} photos at most; ${early} false alarms in ${CALM * references * orders} photos before`,
    ),
  ];
}

/** Frames over which the blur grows, and those that are watched. */
const RAMP = 1_000;
const WATCHED = 1_500;

/** Unrelated photos again, whose features go over to those of the blurred ones little by little. */
export async function slowBlur(references: number, orders: number): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const [blurred] = await photoFeatures([blurredPhotos]);
  const found: number[] = [];
  const alarms: number[] = [];
  for (let seed = 0; seed < references; seed++) {
    const random = seededRandom(5_000 + seed);
    const order = shuffled(clean.count, random);
    const reference = pickRows(clean, order.slice(0, photoCounts.reference));
    const others = [...order.slice(photoCounts.reference)].filter(
      (photo) => photo >= photoCounts.reference,
    );
    const judge = await noveltyJudge(reference, seed);
    for (let run = 0; run < orders; run++) {
      const watch = await FrameWatch.start(reference, judge);
      const at: number[] = [];
      for (let frame = 0; frame < WATCHED; frame++) {
        const photo = others[Math.floor(random() * others.length)]!;
        const share = Math.min(1, frame / RAMP);
        const after = rowOf(blurred!, photo - photoCounts.reference);
        const step = watch.push(() =>
          Float32Array.from(rowOf(clean, photo), (v, c) => v + share * (after[c]! - v)),
        );
        if (step?.event === 'alarm') at.push(frame);
      }
      alarms.push(at.length);
      found.push(at[0] ?? WATCHED);
    }
  }
  const setting = `new, unrelated photos as frames, blur 5 grows over ${RAMP} frames`;
  return [
    simulatedRow('frames', `frames to the alarm, ${setting}`, meanOf(found), [null, RAMP]),
    simulatedRow(
      'frames',
      `alarms in ${WATCHED} frames, ${setting}`,
      meanOf(alarms),
      [1, 1.2],
      `${alarms.length} runs`,
    ),
  ];
}

/** A frame in five seconds, of scenes that last ten frames on average. */
const FRAMES_A_DAY = 17_280;
const DAYS = 7;
const MEAN_FRAMES = 10;
const NOISE = 0.01;

/** Of the photos after the reference's, these are seen live. */
const LIVE_FROM = 900;

/** From 0 at noon to 1 at midnight. */
const darkness = (frame: number): number =>
  (1 - Math.cos((2 * Math.PI * frame) / FRAMES_A_DAY)) / 2;

/** A week of days and nights, on a reference of the day alone and on one of both. */
export async function weekOfFrames(): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const later = pickRows(clean, range(photoCounts.reference, photoCounts.all));
  const light = [later, ...(await photoFeatures(framedPhotos))];
  const inLight = (photo: number, share: number): FeatureRow => {
    const position = share * (light.length - 1);
    const low = Math.min(light.length - 2, Math.floor(position));
    const [before, after] = [rowOf(light[low]!, photo), rowOf(light[low + 1]!, photo)];
    return Float32Array.from(before, (v, c) => v + (position - low) * (after[c]! - v));
  };
  const day = pickRows(clean, range(0, LIVE_FROM - photoCounts.reference));
  const known = LIVE_FROM - photoCounts.reference;
  const atAllTimes = Array.from({ length: known }, (_, photo) => {
    const values = Float32Array.from(inLight(photo, darkness((photo / known) * FRAMES_A_DAY)));
    return { values, count: 1, width: values.length };
  });
  const rows: SimulatedRow[] = [];
  for (const [name, reference] of [
    ['of the day alone', day],
    ['of day and night', joined([day, joined(atAllTimes)])],
  ] as const) {
    const random = seededRandom(77);
    const gaussian = normal(random);
    const watch = await FrameWatch.start(reference, await noveltyJudge(reference));
    let photo = 0;
    let tests = 0;
    const days = new Set<number>();
    let alarms = 0;
    for (let frame = 0; frame < DAYS * FRAMES_A_DAY; frame++) {
      if (frame === 0 || random() < 1 / MEAN_FRAMES) {
        photo = known + Math.floor(random() * (light[0]!.count - known));
      }
      const step = watch.push(() =>
        Float32Array.from(inLight(photo, darkness(frame)), (v) => v + NOISE * gaussian()),
      );
      if (!step) continue;
      tests++;
      if (step.event !== 'alarm') continue;
      alarms++;
      days.add(Math.floor(frame / FRAMES_A_DAY));
    }
    const isKnown = name === 'of day and night';
    const note = `on ${days.size} of ${DAYS} days; ${tests} tests`;
    const setting = `new, alarms in a week of days and nights, photos, reference ${name}`;
    rows.push(
      simulatedRow('frames', setting, alarms, [null, isKnown ? tests / 1_000 : null], note),
    );
  }
  return rows;
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, at) => from + at);
}
