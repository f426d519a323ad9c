import { shuffleStart } from '../base/draws.js';
import { type Random, seededRandom } from '../base/random.js';
import { type Pause, timeSlices } from '../base/tasks.js';
import type { ReferenceKernel } from '../mmd/referenceKernel.js';
import { LEVEL_STEP, Scorer } from '../scan/scanCalibration.js';
import { type WindowNull, windowNull } from '../scan/windowNull.js';
import {
  type PartialCalibration,
  type PartialKey,
  type PartialLevels,
  PartialScorer,
} from './partialCalibration.js';
import {
  FIRST_MOVES,
  independentRows,
  type PartialLook,
  PartialWindows,
  partialSizes,
} from './partialWindows.js';
import type { Parts } from './parts.js';

/** Tests of pretend streams, shared by the kinds of these: mixed, and of each part. */
const TESTS = 8_000;

/** Rows of a pretend stream, at most. */
const LONGEST = 300;

/** How often a score must be reached for its run time to be known; those of rarer ones follow. */
const FEWEST_CROSSINGS = 10;

/** Levels of the score that are looked at. */
const LEVELS = 60;

/**
 * Of squared distances: what the search for the nearest part leaves (`NearestPart` ends where gradients differ by
 * its square root), and so what tells windows of a part of equal rows apart.
 */
const LEAST_DEVIATION = 1e-6;

/** A tail rests on the rarest twentieth: windows of one part share its few rows. */
const TAIL = { tailFrom: 0.05, deepest: 0.01 } as const;

/** Windows of few rows are looked at once in so many tests: no stream of scores is told from them. */
const SPARSE = 8;

/** What windows of a pretend stream were like. */
interface Stream {
  /** By test, and by number of independent rows that is no size of a window; of some tests. */
  readonly few: readonly (readonly PartialLook[])[];
  /** By test, and by size. */
  readonly looks: readonly (readonly PartialLook[])[];
}

/** Streams of one kind: mixed ones, or those of a part. */
type Drawn = readonly Stream[];

interface Options {
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => void)
    | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calibrates the distances to the nearest part on a reference alone, in slices: its rows in random order,
 * or those of one part, are pretend streams, whose windows bear no weight themselves.
 *
 * @param kernel Of the reference, by the key's kernel and bandwidth.
 * @returns Undefined where the parts are too small for any window.
 */
export async function calibratePartial(
  kernel: ReferenceKernel,
  parts: Parts,
  key: PartialKey,
  { onProgress, signal }: Options,
): Promise<PartialCalibration | undefined> {
  const pause = timeSlices(signal);
  if (parts.sizes.length < 2) return undefined;
  const sizes = partialSizes(parts, key.largest, key.apart);
  if (sizes.length === 0) return undefined;
  const random = seededRandom(key.seed);
  const numbers = independentRows(sizes, key.apart);
  const fewer = numbers.length - sizes.length;
  const windowsOf = (rows: readonly number[]) =>
    new PartialWindows(kernel.matrix, parts, rows, key.apart);
  const windows = windowsOf(sizes);
  const few = fewer > 0 ? windowsOf(numbers.slice(0, fewer)) : undefined;
  const kinds = [undefined, ...parts.sizes.keys()];
  const drawn: Drawn[] = [];
  for (const part of kinds) {
    const of = { part, tests: TESTS / kinds.length };
    const streams = await streamsOf(kernel, parts, of, { windows, few }, random, pause);
    drawn.push(streams);
    onProgress?.({ done: drawn.length, total: kinds.length });
  }
  const looksAt = (number: number) => (stream: Stream) =>
    number < fewer
      ? stream.few.map((looks) => looks[number]!)
      : stream.looks.map((looks) => looks[number - fewer]!);
  const looked = numbers.map((_, at) => drawn.map((streams) => streams.flatMap(looksAt(at))));
  const levels = looked.map(levelsOf);
  const plain = new PartialScorer(sizes, numbers, levels, []);
  const nulls = looked.map((looks) => nullOf(looks.flat(), plain));
  const scorer = new PartialScorer(sizes, numbers, levels, nulls);
  const curves: number[][] = [];
  for (const streams of drawn) {
    curves.push(runTimesOf(streams, scorer, sizes));
    await pause();
  }
  const logRunTimes = lowest(curves);
  if (logRunTimes.length < 2) return undefined;
  const telling = sizes.map((size, at) =>
    Math.min(
      ...looked[fewer + at]!.map((looks) => meanOf(looks.map(({ effective }) => effective)) / size),
    ),
  );
  return { ...key, sizes, partSizes: parts.sizes, telling, levels, nulls, logRunTimes };
}

async function streamsOf(
  { matrix, size }: ReferenceKernel,
  parts: Parts,
  { part, tests }: { readonly part: number | undefined; readonly tests: number },
  { windows, few }: { readonly windows: PartialWindows; readonly few: PartialWindows | undefined },
  random: Random,
  pause: Pause,
): Promise<Stream[]> {
  const { sizes } = windows;
  const largest = sizes.at(-1)!;
  const rows = Int32Array.from({ length: size }, (_, row) => row).filter(
    (row) => part === undefined || parts.of[row] === part,
  );
  const toEarlier = new Float64Array(largest);
  const streams: Stream[] = [];
  for (let made = 0; made < tests; ) {
    const length = Math.min(LONGEST, rows.length);
    shuffleStart(rows, length, random);
    windows.restart();
    const stream = { few: [] as PartialLook[][], looks: [] as PartialLook[][] };
    const looksOf = (of: PartialWindows) => of.sizes.map((_, at) => of.look(at));
    const push = (of: PartialWindows, t: number, most?: number) => {
      const row = rows[t]!;
      for (let age = 0; age < Math.min(t, largest); age++) {
        toEarlier[age] = matrix[row * size + rows[t - 1 - age]!]!;
      }
      of.push(matrix.subarray(row * size, (row + 1) * size), toEarlier, row, most);
    };
    for (let t = 0; t < length; t++) {
      push(windows, t);
      if (t >= largest - 1) stream.looks.push(looksOf(windows));
      if (few && t % SPARSE === SPARSE - 1) {
        few.restart();
        for (let age = few.sizes.at(-1)! - 1; age > 0; age--) push(few, t - age, 0);
        push(few, t, FIRST_MOVES);
        stream.few.push(looksOf(few));
      }
      await pause();
    }
    streams.push(stream);
    made += stream.looks.length;
  }
  return streams;
}

/** @param looked By kind of stream. */
function levelsOf(looked: readonly (readonly PartialLook[])[]): PartialLevels {
  const levelOf = (looks: readonly PartialLook[]) => {
    const mean = meanOf(looks.map(({ distance }) => distance));
    const variance = meanOf(looks.map(({ distance }) => (distance - mean) ** 2));
    return { mean, deviation: Math.max(LEAST_DEVIATION, Math.sqrt(variance)) };
  };
  const concentrationOf = (looks: readonly PartialLook[]) =>
    meanOf(looks.map(({ weights }) => weights.reduce((sum, weight) => sum + weight ** 2, 0)));
  const [mixed, ...parts] = looked;
  return {
    mixed: levelOf(mixed!),
    parts: parts.map(levelOf),
    concentration: { mixed: concentrationOf(mixed!), parts: meanOf(parts.map(concentrationOf)) },
  };
}

function nullOf(looks: readonly PartialLook[], scorer: PartialScorer): WindowNull {
  return windowNull(
    Float32Array.from(looks, (look) => scorer.standardised(look)),
    TAIL,
  );
}

/** As in `calibrateScan`: after a crossing those tests are left out whose windows share rows with it. */
function runTimesOf(streams: Drawn, scorer: PartialScorer, sizes: readonly number[]): number[] {
  const largest = sizes.at(-1)!;
  const crossings = new Float64Array(LEVELS);
  const atRisk = new Float64Array(LEVELS);
  for (const { looks: tests } of streams) {
    const until = new Int32Array(LEVELS);
    for (const [test, looks] of tests.entries()) {
      const score = Scorer.total(looks.map((look, at) => scorer.score(at, look)));
      for (let level = 0; level < LEVELS; level++) {
        if (test < until[level]!) continue;
        atRisk[level]!++;
        if (score <= level * LEVEL_STEP) continue;
        crossings[level]!++;
        until[level] = test + largest;
      }
    }
  }
  const runTimes: number[] = [];
  for (const [level, found] of crossings.entries()) {
    if (found < FEWEST_CROSSINGS) break;
    runTimes.push(Math.max(runTimes.at(-1) ?? 0, Math.log(atRisk[level]! / found)));
  }
  return runTimes;
}

/** The least of all curves at each level, each of which grows as the score does beyond its last. */
function lowest(curves: readonly (readonly number[])[]): number[] {
  if (curves.some(({ length }) => length === 0)) return [];
  const most = Math.max(...curves.map(({ length }) => length));
  return Array.from({ length: most }, (_, level) => {
    const at = curves.map(
      (curve) => curve[level] ?? curve.at(-1)! + LEVEL_STEP * (level - curve.length + 1),
    );
    return Math.min(...at);
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
