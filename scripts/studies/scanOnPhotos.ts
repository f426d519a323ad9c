/** What the scan does on features of photos, beside the one window that was the default before it. */

import { expectedRunTimePolicy } from '../../src/core/alarm/policies.js';
import { normal } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import { type FeatureRow, type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import type { CorruptionName, Severity } from '../../src/demo/corruption/corrupt.js';
import { cleanPhotos, joined, photoCounts } from '../streams/corruptedPhotos.js';
import { photoFeatures } from '../streams/photoFeatures.js';
import { PhotoStream, photoPopulation, photoReference } from '../streams/photoStream.js';
import { policyContext } from '../streams/policyContext.js';
import { shuffled } from '../streams/rowSets.js';
import { type Run, runLengthRow } from './runLength.js';
import { delayOf, delayRow, meanOf, ScannedStream } from './scan.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const RUN_TIME = 1_000;

/** Of the false alarms, what features as they are have beside whitened ones. */
const RAW_SHARE = 0.8;
const WINDOW = 64;

/** Undrifted photos before the drift, enough to fill every ring. */
const CALM = 128;

/** Where there is no alarm, a run counts as this. */
const MOST = 200;

/** Corruptions, how long the scan may take, and what share of the time of one window. */
export const corruptions: readonly (readonly [CorruptionName, Severity, number, number])[] = [
  ['gaussianBlur', 1, 85, 0.9],
  ['gaussianBlur', 2, 21, 0.7],
  ['gaussianBlur', 3, 10, 0.6],
  ['gaussianBlur', 4, 6.5, 0.5],
  ['gaussianBlur', 5, 4.5, 0.45],
  ['gaussianNoise', 1, 3.5, 0.45],
  ['gaussianNoise', 3, 3.2, 0.45],
  ['gaussianNoise', 5, 2.8, 0.5],
];

/** Features of the photos that are in no shipped reference, corrupted. */
export const scannedPhotos = corruptions.map(([name, severity]) => ({
  from: photoCounts.reference,
  to: photoCounts.all,
  corruption: [name, severity] as const,
}));

/** A draw of 600 photos as the reference; the others are the stream. */
interface Draw {
  readonly seed: number;
  readonly members: Int32Array;
  readonly others: Int32Array;
  readonly reference: FeatureRows;
  readonly random: Random;
}

function* draws(clean: FeatureRows, references: number): Generator<Draw> {
  for (let seed = 0; seed < references; seed++) {
    const random = seededRandom(3_000 + seed);
    const order = shuffled(clean.count, random);
    const members = order.slice(0, photoCounts.reference);
    const others = order.slice(photoCounts.reference);
    yield { seed, members, others, reference: pickRows(clean, members), random };
  }
}

function rowOf({ values, width }: FeatureRows, at: number): FeatureRow {
  return values.subarray(at * width, (at + 1) * width);
}

function picked(from: Int32Array, random: Random): Int32Array {
  return shuffled(from.length, random).map((at) => from[at]!);
}

/** Mean run length on photos, each once in a run, from an empty ring on. */
export async function scanRunLengthOnPhotos(
  references: number,
  runsPerReference: number,
  runTime = RUN_TIME,
): Promise<SimulatedRow> {
  const clean = await cleanPhotos();
  const perReference: Run[][] = [];
  for (const { seed, others, reference, random } of draws(clean, references)) {
    const stream = await ScannedStream.of(reference, runTime, seed);
    perReference.push(
      Array.from({ length: runsPerReference }, () => {
        stream.restart();
        const photos = picked(others, random);
        const found = photos.findIndex((photo) => stream.push(rowOf(clean, photo)).alarms);
        return { length: found < 0 ? photos.length : found + 1, alarmed: found >= 0 };
      }),
    );
  }
  const labels = `scan, photos, wanted ${runTime}, width ${clean.width}, reference ${photoCounts.reference}`;
  return runLengthRow(labels, perReference, runTime, [0.8, 3]);
}

/** Delays of the scan and of one window of 64, in the same runs. */
export async function scanDelaysOnPhotos(
  references: number,
  orders: number,
): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const corrupted = await photoFeatures(scannedPhotos);
  const population = photoPopulation(joined([clean, ...corrupted]));
  const policy = expectedRunTimePolicy();
  const found = corruptions.map(() => ({
    scan: [] as number[],
    window: [] as number[],
    covered: [] as number[],
  }));
  for (const { seed, members, others, reference, random } of draws(clean, references)) {
    const drifted = others.filter((photo) => photo >= photoCounts.reference);
    const scanned = await ScannedStream.of(reference, RUN_TIME, seed);
    const known = photoReference(population, members);
    const context = policyContext(reference, known.bandwidth, WINDOW, RUN_TIME, seed);
    for (const [at, of] of found.entries()) {
      // Photo `reference` is the first that was corrupted.
      const offset = clean.count + (at - 1) * photoCounts.reference;
      for (let order = 0; order < orders; order++) {
        const calm = picked(others, random).slice(0, CALM);
        // A stream longer than there are photos goes round.
        const photos = picked(drifted, random);
        const one = new PhotoStream(known, WINDOW);
        const rule = await policy.start(context);
        scanned.restart();
        for (const photo of calm) {
          scanned.push(rowOf(clean, photo));
          const test = one.push(photo);
          if (test) rule.decide(test);
        }
        const driftedAt = (step: number) => offset + photos[step % photos.length]!;
        let step = 0;
        const { delay, isCovered } = delayOf(
          scanned,
          () => rowOf(population.rows, driftedAt(step++)),
          MOST,
        );
        of.scan.push(delay);
        of.covered.push(isCovered ? 1 : 0);
        let single = 0;
        for (let level = ''; level !== 'drift' && single < MOST; single++) {
          level = rule.decide(one.push(driftedAt(single))!).level;
        }
        of.window.push(single);
      }
    }
  }
  return corruptions.flatMap(([name, severity, most, share], at) => {
    const { scan, window, covered } = found[at]!;
    const labels = `photos, ${name} ${severity}`;
    const ratio = meanOf(scan) / meanOf(window);
    return [
      delayRow(`scan, ${labels}`, scan, most, covered),
      delayRow(`window 64, ${labels}`, window, null),
      simulatedRow('delay-ratio', `scan by window 64, ${labels}`, ratio, [null, share]),
    ];
  });
}

/**
 * Shifts in random directions, of every feature by .1 of its standard deviations: share that the scan
 * finds within 100 samples, and what looking at whitened features, too, costs it.
 */
export async function scanInRandomDirections(
  references: number,
  orders: number,
): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const { width } = clean;
  const found = { both: [] as number[], raw: [] as number[] };
  for (const { seed, others, reference, random } of draws(clean, references)) {
    const deviations = deviationsOf(reference);
    const gaussian = normal(random);
    const stream = await ScannedStream.of(reference, RUN_TIME, seed);
    for (let order = 0; order < orders; order++) {
      const shift = deviations.map((deviation) => 0.1 * deviation * gaussian());
      const photos = picked(others, random);
      stream.restart();
      for (const photo of photos.slice(0, CALM)) stream.push(rowOf(clean, photo));
      let [isFound, isFoundRaw] = [false, false];
      for (const photo of photos.slice(CALM, CALM + 100)) {
        const row = rowOf(clean, photo);
        const drifted = Float32Array.from({ length: width }, (_, c) => row[c]! + shift[c]!);
        const { alarms, views } = stream.push(drifted);
        isFound ||= alarms;
        // Alone it would have all of the false alarms.
        isFoundRaw ||= Math.max(...views[0]!.runTimes) / RAW_SHARE > RUN_TIME;
      }
      found.both.push(isFound ? 1 : 0);
      found.raw.push(isFoundRaw ? 1 : 0);
    }
  }
  const [both, raw] = [meanOf(found.both), meanOf(found.raw)];
  const setting = 'photos, random directions, .1 standard deviations';
  const note = `${found.both.length} runs`;
  return [
    simulatedRow(
      'share-found',
      `scan, ${setting}`,
      both,
      [Number((raw - 0.05).toFixed(3)), 1],
      note,
    ),
    simulatedRow(
      'share-found',
      `scan of features as they are, ${setting}`,
      raw,
      [null, null],
      note,
    ),
  ];
}

function deviationsOf({ values, count, width }: FeatureRows): Float64Array {
  const deviations = new Float64Array(width);
  for (let c = 0; c < width; c++) {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < count; row++) {
      sum += values[row * width + c]!;
      squares += values[row * width + c]! ** 2;
    }
    deviations[c] = Math.sqrt(squares / count - (sum / count) ** 2);
  }
  return deviations;
}
