/** What the scan does on frames that depend on each other, behind the guard that thins them. */

import { expectedRunTimePolicy } from '../../src/core/alarm/policies.js';
import { normal } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import { type FeatureRow, type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import { medianDistance } from '../../src/core/math/medianDistance.later.js';
import { referenceKernel } from '../../src/core/mmd/referenceKernel.js';
import { largestWindow } from '../../src/core/scan/windowLimits.js';
import { cleanPhotos, photoCounts } from '../streams/corruptedPhotos.js';
import { FrameWatch, type Judge } from '../streams/frameWatch.js';
import { GaussianStream } from '../streams/gaussianStream.js';
import { photoFeatures } from '../streams/photoFeatures.js';
import { policyContext } from '../streams/policyContext.js';
import { simulateDependence } from './dependence.js';
import type { WindowTest } from './guardedRun.js';
import { FRAMES, noveltyJudge, RUN_TIME } from './noveltyJudge.js';
import { meanOf, ScannedStream } from './scan.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

/** Rows of the one window, and those that a monitor waits for before it scans frames. */
const WINDOW = 64;

/** A reference's calibration serves all correlations. */
const scans = new Map<number, Promise<ScannedStream>>();

/** The scan of whatever rows the guard leaves, at 5 % for all windows together. */
const scanTest: WindowTest = {
  windowSize: largestWindow(100),
  fewest: largestWindow(100),
  async prepare(reference, seed) {
    const known = scans.get(seed) ?? ScannedStream.of(reference, RUN_TIME, seed, FRAMES);
    scans.set(seed, known);
    const scan = await known;
    return async (rows) => {
      scan.restart();
      return rows.map((row) => scan.push(row).pValue).at(-1)!;
    };
  },
};

export function scanOnDependentRows(
  runs: number,
  correlations?: readonly number[],
): Promise<SimulatedRow[]> {
  const given = { runs, test: scanTest, label: 'scan, ' };
  return simulateDependence({ ...given, ...(correlations && { correlations }) });
}

/** Frames of a video of photos: each is shown for some frames, with the noise of a camera. */
const MEAN_FRAMES = 10;
const NOISE = 0.02;

/** Two frames a second. */
const HOUR = 7_200;
const FRAMES_A_MINUTE = 120;

/** The light of an hour, by severities of the photos. */
const LIGHT = [1, 2, 3] as const;

/** Of ten classes, what a camera sees that was moved. */
const MOVED_CLASSES = 3;

export const framedPhotos = LIGHT.map((severity) => ({
  from: photoCounts.reference,
  to: photoCounts.all,
  corruption: ['brightness', severity] as const,
}));

/** What happens in the hour. @returns The row of a photo, in frame so many. */
interface Scene {
  readonly name: string;
  readonly change?: 'darker' | 'moved';
  readonly photoOf: (random: Random, frame: number) => number;
  readonly rowOf: (photo: number, frame: number, light: readonly FeatureRows[]) => FeatureRow;
}

function rowOf({ values, width }: FeatureRows, at: number): FeatureRow {
  return values.subarray(at * width, (at + 1) * width);
}

const any = (random: Random): number => Math.floor(random() * photoCounts.reference);
const asItIs: Scene['rowOf'] = (photo, _, light) => rowOf(light[0]!, photo);

const scenes: readonly Scene[] = [
  { name: 'scenes that change', photoOf: any, rowOf: asItIs },
  {
    name: 'it gets dark over the hour',
    change: 'darker',
    photoOf: any,
    rowOf(photo, frame, light) {
      const position = (frame / HOUR) * (light.length - 1);
      const low = Math.min(light.length - 2, Math.floor(position));
      const [before, after] = [rowOf(light[low]!, photo), rowOf(light[low + 1]!, photo)];
      const share = position - low;
      return Float32Array.from(before, (value, c) => value * (1 - share) + after[c]! * share);
    },
  },
  {
    name: 'the camera is moved after half an hour, and sees three of ten classes',
    change: 'moved',
    photoOf(random, frame) {
      const photo = any(random);
      return frame < HOUR / 2 ? photo : photo - (photo % 10) + (photo % MOVED_CLASSES);
    },
    rowOf: asItIs,
  },
];

async function scanJudge(reference: FeatureRows): Promise<Judge> {
  const scan = await ScannedStream.of(reference, RUN_TIME, 0, FRAMES);
  return {
    name: 'scan',
    needs: 'independent',
    windowSize: largestWindow(reference.count),
    firstTest: WINDOW,
    start: (held) => scan.hold(held),
    push: (row, isInEpisode) => scan.push(row, isInEpisode).level,
    recover: () => scan.recover(),
  };
}

async function windowJudge(reference: FeatureRows): Promise<Judge> {
  const bandwidth = await medianDistance(reference, 'squared');
  const kernel = await referenceKernel(reference, 'gaussian', bandwidth);
  const known = { rows: reference, bandwidth, kernel };
  const context = policyContext(reference, bandwidth, WINDOW, RUN_TIME, 0);
  const rule = await expectedRunTimePolicy().start(context);
  let stream = new GaussianStream(known, WINDOW);
  return {
    name: 'window 64',
    needs: 'independent',
    windowSize: WINDOW,
    firstTest: WINDOW,
    start(held) {
      stream = new GaussianStream(known, WINDOW);
      for (const row of held) stream.push(Float32Array.from(row));
    },
    push(row) {
      const test = stream.push(Float32Array.from(row));
      return test && rule.decide(test).level;
    },
    recover: () => rule.restart!(),
  };
}

/** An hour of each scene: episodes of drift by tests, and minutes to the first one. */
export async function scanOfScenes(runs: number): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const { reference: half, all } = photoCounts;
  const order = (from: number, to: number) =>
    Int32Array.from({ length: to - from }, (_, at) => from + at);
  const reference = pickRows(clean, order(0, half));
  const light = [pickRows(clean, order(half, all)), ...(await photoFeatures(framedPhotos))];
  const judges = [
    await noveltyJudge(reference),
    await scanJudge(reference),
    await windowJudge(reference),
  ];
  const rows: SimulatedRow[] = [];
  for (const [at, scene] of scenes.entries()) {
    for (const judge of judges) {
      const hours: Hour[] = [];
      for (let run = 0; run < runs; run++) {
        hours.push(await hourOf(scene, reference, light, judge, 1_000 * at + run));
      }
      rows.push(...figuresOf(judge, scene, hours));
    }
  }
  return rows;
}

interface Hour {
  readonly tests: number;
  readonly firstTest: number;
  /** Frames until each alarm. */
  readonly alarms: readonly number[];
}

async function hourOf(
  scene: Scene,
  reference: FeatureRows,
  light: readonly FeatureRows[],
  judge: Judge,
  seed: number,
): Promise<Hour> {
  const random = seededRandom(seed);
  const gaussian = normal(random);
  const watch = await FrameWatch.start(reference, judge);
  let [photo, tests, firstTest] = [0, 0, HOUR];
  const alarms: number[] = [];
  for (let frame = 0; frame < HOUR; frame++) {
    if (frame === 0 || random() < 1 / MEAN_FRAMES) photo = scene.photoOf(random, frame);
    const step = watch.push(() => {
      const clean = scene.rowOf(photo, frame, light);
      return Float32Array.from(clean, (value) => value + NOISE * gaussian());
    });
    if (!step) continue;
    tests++;
    firstTest = Math.min(firstTest, frame);
    if (step.event === 'alarm') alarms.push(frame);
  }
  return { tests, firstTest, alarms };
}

/** Bounds of the share of hours with an alarm, by who judges and what happens. */
const ALARMED: Readonly<Record<string, readonly [number | null, number]>> = {
  'scan darker': [0.9, 1],
  'scan moved': [0.9, 1],
  // Known photos in other proportions.
  'new moved': [null, 0.1],
};

function figuresOf(
  { name: who }: Judge,
  { name: what, change }: Scene,
  hours: readonly Hour[],
): SimulatedRow[] {
  const setting = `${who}, photos, ${what}, ${hours.length} hours`;
  const tests = hours.reduce((sum, hour) => sum + hour.tests, 0);
  const alarms = hours.reduce((sum, hour) => sum + hour.alarms.length, 0);
  const found = hours.flatMap((hour) => hour.alarms.slice(0, 1));
  const begun = meanOf(hours.map((hour) => hour.firstTest)) / FRAMES_A_MINUTE;
  const note = `first test after ${begun.toFixed(1)} min, ${(tests / hours.length).toFixed(0)} tests an hour`;
  if (!change) {
    const rate = (RUN_TIME * alarms) / tests;
    const label = `false alarms by wanted ones, ${setting}`;
    const most = who === 'new' ? 1.25 : null;
    return [simulatedRow('scenes', label, rate, [null, most], `${alarms} alarms; ${note}`)];
  }
  const share = found.length / hours.length;
  const bound = ALARMED[`${who} ${change}`] ?? [null, 1];
  const alarmed = simulatedRow('scenes', `hours with an alarm, ${setting}`, share, bound, note);
  if (found.length === 0) return [alarmed];
  const minutes = meanOf(found) / FRAMES_A_MINUTE;
  const latest = who === 'scan' ? 60 : null;
  return [
    alarmed,
    simulatedRow('scenes', `minutes to the alarm, ${setting}`, minutes, [null, latest]),
  ];
}
