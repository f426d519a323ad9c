/** Whether the scan tells known inputs in other proportions from new ones. */

import { packedRows } from '../../src/core/base/derivedRows.js';
import { normal } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import { type FeatureRow, type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import { timeSlices } from '../../src/core/base/tasks.js';
import { principalAxes } from '../../src/core/dependence/principalAxes.js';
import { projectRows } from '../../src/core/math/pca.js';
import { partRows } from '../../src/core/partial/parts.js';
import { cleanPhotos, photoCounts } from '../streams/corruptedPhotos.js';
import { photoFeatures } from '../streams/photoFeatures.js';
import { shuffled } from '../streams/rowSets.js';
import type { Run } from './runLength.js';
import { meanOf, ScannedStream } from './scan.js';
import { corruptions, scannedPhotos } from './scanOnPhotos.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const RUN_TIME = 1_000;

/** Where there is no alarm, a run counts as this. */
const MOST = 200;

/** Undrifted photos before the drift. */
const CALM = 64;

/** Kinds of photos, told by all 1,200 of them: other ones than the parts that a monitor finds. */
const GROUP_SEED = 77;

/** A reference of photos, and those that are not in it by their kind. */
interface Draw {
  readonly stream: ScannedStream;
  readonly groups: readonly (readonly number[])[];
  readonly others: readonly number[];
  readonly random: Random;
}

async function* draws(clean: FeatureRows, count: number): AsyncGenerator<Draw> {
  const { projection } = await principalAxes(clean);
  const options = { fewest: 60, seed: GROUP_SEED, pause: timeSlices() };
  const { of, sizes } = await partRows(projectRows(projection, clean), options);
  for (let seed = 0; seed < count; seed++) {
    const random = seededRandom(9_000 + seed);
    const order = shuffled(clean.count, random);
    const reference = pickRows(clean, order.slice(0, photoCounts.reference));
    const stream = await ScannedStream.of(reference, RUN_TIME, seed, { alarmOn: 'any' });
    const others = [...order.slice(photoCounts.reference)];
    const groups = sizes.map((_, group) => others.filter((photo) => of[photo] === group));
    yield { stream, groups, others, random };
  }
}

const inAnyOrder = (photos: readonly number[], random: Random): number[] =>
  [...shuffled(photos.length, random)].map((at) => photos[at]!);

function rowOf({ values, width }: FeatureRows, at: number): FeatureRow {
  return values.subarray(at * width, (at + 1) * width);
}

/** All photos, those of one kind together as long as so many of them last. */
function inBlocks({ groups, random }: Draw, length: number): number[] {
  const blocks = groups.flatMap((group) => {
    const photos = inAnyOrder(group, random);
    const count = Math.ceil(photos.length / length);
    return Array.from({ length: count }, (_, at) => photos.slice(at * length, (at + 1) * length));
  });
  return [...shuffled(blocks.length, random)].flatMap((at) => blocks[at]!);
}

/** Streams of known photos: how they come, for one run of all, or of several runs that come to as many. */
const known: Readonly<Record<string, (draw: Draw) => number[][]>> = {
  mixed: ({ others, random }) => [inAnyOrder(others, random)],
  'of one kind': ({ groups, random }) => groups.map((group) => inAnyOrder(group, random)),
  'in blocks of 10': (draw) => [inBlocks(draw, 10)],
  'in blocks of 100': (draw) => [inBlocks(draw, 100)],
};

/** Samples to a false alarm of what is new, by the wanted ones; each photo once in a run. */
export async function noveltyRunLengths(references: number, runs: number): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const found = Object.keys(known).map((): Run[] => []);
  for await (const draw of draws(clean, references)) {
    for (const [at, streamsOf] of Object.values(known).entries()) {
      for (let run = 0; run < runs; run++) {
        for (const photos of streamsOf(draw)) {
          draw.stream.restart();
          const alarm = photos.findIndex((photo) => {
            const { novelty } = draw.stream.push(rowOf(clean, photo));
            return novelty!.runTime > RUN_TIME;
          });
          found[at]!.push({
            length: alarm < 0 ? photos.length : alarm + 1,
            alarmed: alarm >= 0,
          });
        }
      }
    }
  }
  return Object.keys(known).map((name, at) => noveltyRow(`novelty, photos ${name}`, found[at]!));
}

/** Without any alarm the samples are as many as one would have had at least. */
function noveltyRow(setting: string, found: readonly Run[]): SimulatedRow {
  const alarms = found.filter(({ alarmed }) => alarmed).length;
  const samples = found.reduce((sum, { length }) => sum + length, 0);
  const note = `${alarms} alarms in ${samples} samples`;
  return simulatedRow(
    'novelty',
    setting,
    samples / Math.max(1, alarms) / RUN_TIME,
    [0.8, null],
    note,
  );
}

/** Delays until a corruption counts as new, beside those of the scan, and what an alarm calls it. */
export async function noveltyDelays(references: number, orders: number): Promise<SimulatedRow[]> {
  const clean = await cleanPhotos();
  const corrupted = await photoFeatures(scannedPhotos);
  const delays = corruptions.map(() => ({ any: [] as number[], novel: [] as number[] }));
  const calledNew = corruptions.map((): number[] => []);
  const mixCalledNew: number[] = [];
  for await (const { stream, groups, others, random } of draws(clean, references)) {
    const drifted = others.filter((photo) => photo >= photoCounts.reference);
    const calm = () => {
      stream.restart();
      for (const photo of inAnyOrder(others, random).slice(0, CALM))
        stream.push(rowOf(clean, photo));
    };
    for (let order = 0; order < orders; order++) {
      for (const [at, rows] of corrupted.entries()) {
        calm();
        const photos = inAnyOrder(drifted, random);
        const said = delaysOf(stream, (t) =>
          rowOf(rows, photos[t % photos.length]! - photoCounts.reference),
        );
        delays[at]!.any.push(said.any);
        delays[at]!.novel.push(said.novel);
        if (said.kind) calledNew[at]!.push(said.kind === 'new' ? 1 : 0);
      }
      for (const group of groups) {
        calm();
        const photos = inAnyOrder(group, random);
        const { kind } = delaysOf(stream, (t) => rowOf(clean, photos[t % photos.length]!));
        if (kind) mixCalledNew.push(kind === 'new' ? 1 : 0);
      }
    }
  }
  const rows = corruptions.flatMap(([name, severity], at) => {
    const { any, novel } = delays[at]!;
    const missed = novel.filter((delay) => delay === MOST).length;
    const label = `photos, ${name} ${severity}`;
    return [
      simulatedRow(
        'detection-delay',
        `new, ${label}`,
        meanOf(novel),
        [null, null],
        missedNote(missed, novel.length),
      ),
      simulatedRow('detection-delay', `any, ${label}`, meanOf(any), [null, null]),
      simulatedRow('share', `alarms of any called new, ${label}`, meanOf(calledNew[at]!), [
        null,
        null,
      ]),
    ];
  });
  const note = `${mixCalledNew.length} alarms`;
  return [
    ...rows,
    simulatedRow(
      'share',
      'alarms of photos of one kind called new',
      meanOf(mixCalledNew),
      [0, 0.1],
      note,
    ),
  ];
}

const missedNote = (missed: number, of: number): string | undefined =>
  missed > 0 ? `${missed} of ${of} not within ${MOST} samples` : undefined;

function delaysOf(stream: ScannedStream, next: (t: number) => FeatureRow) {
  const found: { any?: number; novel?: number; kind?: string } = {};
  for (let t = 0; t < MOST && !(found.any && found.novel); t++) {
    const { alarms, kind, novelty } = stream.push(next(t), found.any !== undefined);
    if (alarms && !found.any) Object.assign(found, { any: t + 1, kind });
    if (novelty!.runTime > RUN_TIME) found.novel ??= t + 1;
  }
  return { any: found.any ?? MOST, novel: found.novel ?? MOST, kind: found.kind };
}

/** Ten parts of 60 rows about gaussian means: run length in streams of one part, and delay of a shift. */
export async function noveltyOfGaussianParts(
  references: number,
  runs: number,
): Promise<SimulatedRow[]> {
  const width = 16;
  const found: Run[] = [];
  const delays: number[] = [];
  for (let seed = 0; seed < references; seed++) {
    const random = seededRandom(500 + seed);
    const gaussian = normal(random);
    const means = Array.from({ length: 10 }, () => Float32Array.from({ length: width }, gaussian));
    const rowAt = (part: number, shift = 0) => means[part]!.map((m) => m + shift + gaussian());
    const reference = packedRows(
      means.flatMap((_, at) => Array.from({ length: 60 }, () => rowAt(at))),
    );
    const stream = await ScannedStream.of(reference, RUN_TIME, seed, { alarmOn: 'any' });
    for (let run = 0; run < runs; run++) {
      const part = Math.floor(10 * random());
      stream.restart();
      let length = 0;
      let alarmed = false;
      while (!alarmed && length < 2 * RUN_TIME) {
        length++;
        alarmed = stream.push(rowAt(part)).novelty!.runTime > RUN_TIME;
      }
      found.push({ length, alarmed });
      stream.restart();
      for (let t = 0; t < CALM; t++) stream.push(rowAt(part));
      delays.push(delaysOf(stream, () => rowAt(part, 1)).novel);
    }
  }
  return [
    noveltyRow('novelty, gaussian, one part of ten', found),
    simulatedRow(
      'detection-delay',
      'new, gaussian, one part of ten, shifted by one standard deviation',
      meanOf(delays),
      [null, 10],
      `${delays.length} runs`,
    ),
  ];
}
