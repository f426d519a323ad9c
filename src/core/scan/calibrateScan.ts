import { InvalidOptionError } from '../base/errors.js';
import { seededRandom } from '../base/random.js';
import { type Pause, timeSlices } from '../base/tasks.js';
import type { ReferenceKernel } from '../mmd/referenceKernel.js';
import { PretendScans } from './pretendScans.js';
import {
  LEVEL_STEP,
  rarestRow,
  type ScanCalibration,
  type ScanKey,
  Scorer,
} from './scanCalibration.js';
import { type WindowNull, windowNull } from './windowNull.js';
import { windowSizes } from './windowSizes.js';

/** Tests of pretend streams: so many that a score reached once in some 3,000 is reached often enough. */
const TESTS = 300_000;

/** How often that is. The run times of rarer scores follow from theirs. */
const FEWEST_CROSSINGS = 100;

/**
 * A tail must rest on so many rows at least. Of small windows it does on the few oddest rows of the
 * reference, however many windows are drawn from them.
 */
const TAIL_ROWS = 12;
const TAIL_WINDOWS = 20;
const ODDEST = 3;
const SMALL = 8;

/** Levels of the score that are looked at. */
const LEVELS = 60;

/** Statistics of many streams. */
interface Drawn {
  readonly streams: number;
  /** Of each stream. */
  readonly tests: number;
  /** Shape [streams, tests, sizes]. */
  readonly statistics: Float32Array;
}

interface Options {
  /** Draws the streams. */
  readonly seed: number;
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => void)
    | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calibrates a scan on a reference alone; in slices, in some 25 MB.
 *
 * A score without drift rises above a level as often in one test as in another, given that it did not
 * before: that rate, and its inverse, the mean number of tests until it does, is counted over pretend
 * streams. After a crossing those tests are left out whose windows share rows with it.
 *
 * @param kernel Of the reference, by the key's kernel and bandwidth.
 * @throws {@link InvalidOptionError} for a bandwidth that tells no rows apart.
 */
export async function calibrateScan(
  kernel: ReferenceKernel,
  key: ScanKey,
  { seed, onProgress, signal }: Options,
): Promise<ScanCalibration> {
  const pause = timeSlices(signal);
  const sizes = windowSizes(key.largest, key.apart);
  const source = new PretendScans(kernel, { sizes, apart: key.apart }, seededRandom(seed));
  const { tests } = source;
  const streams = Math.ceil(TESTS / tests);
  const statistics = new Float32Array(streams * tests * sizes.length);
  const each = statistics.length / streams;
  for (let stream = 0; stream < streams; stream++) {
    source.draw(statistics.subarray(stream * each, (stream + 1) * each));
    onProgress?.({ done: stream + 1, total: streams });
    await pause();
  }
  const drawn = { streams, tests, statistics };
  const nulls = await nullsOf(drawn, sizes, key.referenceSize, pause);
  const rarest = rarestRow(kernel);
  const found = { sizes, nulls, ...(rarest !== undefined && { rarestRow: rarest }) };
  const scores = await scoresOf(drawn, new Scorer(found), nulls, pause);
  const logRunTimes = await runTimesOf(scores, drawn, key.largest, pause);
  if (logRunTimes.length < 2) {
    throw new InvalidOptionError(
      `bandwidth: with ${key.bandwidth} no window differs from another, so that no drift would show. Give ` +
        "'median', or a number near the distances between the reference's rows.",
    );
  }
  return { ...key, ...found, logRunTimes };
}

async function nullsOf(
  { statistics }: Drawn,
  sizes: readonly number[],
  referenceSize: number,
  pause: Pause,
): Promise<WindowNull[]> {
  const nulls: WindowNull[] = [];
  const ofSize = new Float32Array(statistics.length / sizes.length);
  for (const [size, rows] of sizes.entries()) {
    for (let at = 0; at < ofSize.length; at++) ofSize[at] = statistics[at * sizes.length + size]!;
    const tailFrom = rows <= SMALL ? TAIL_ROWS / referenceSize : 0;
    // Windows that follow each other share rows; those of one row are no other than the reference's rows.
    const deepest = rows === 1 ? ODDEST / referenceSize : (TAIL_WINDOWS * rows) / ofSize.length;
    nulls.push(windowNull(ofSize, { tailFrom, deepest }));
    await pause();
  }
  return nulls;
}

/** Shape [streams, tests]. */
async function scoresOf(
  { streams, tests, statistics }: Drawn,
  scorer: Scorer,
  nulls: readonly WindowNull[],
  pause: Pause,
): Promise<Float32Array> {
  const medians = nulls.map(({ quantiles }) => quantiles[0]!);
  const shares = medians.map((median, size) => Math.exp(scorer.score(size, median)));
  const scores = new Float32Array(streams * tests);
  for (let at = 0, of = 0; at < scores.length; at++) {
    let sum = 0;
    for (let size = 0; size < medians.length; size++) {
      const value = statistics[of++]!;
      // The lower half of all values is not rare.
      sum += value > medians[size]! ? Math.exp(scorer.score(size, value)) : shares[size]!;
    }
    scores[at] = Math.log(sum);
    if (at % tests === 0) await pause();
  }
  return scores;
}

/** ln of the mean number of tests until a score rises above a level, for each. */
async function runTimesOf(
  scores: Float32Array,
  { streams, tests }: Drawn,
  largest: number,
  pause: Pause,
): Promise<number[]> {
  const crossings = new Float64Array(LEVELS);
  const leftOut = new Float64Array(LEVELS);
  const until = new Int32Array(LEVELS);
  for (let stream = 0; stream < streams; stream++) {
    until.fill(0);
    for (let test = 0; test < tests; test++) {
      const top = Math.min(LEVELS, Math.ceil(scores[stream * tests + test]! / LEVEL_STEP));
      for (let level = 0; level < top; level++) {
        if (test >= until[level]!) crossings[level]!++;
        const end = Math.min(tests, test + largest);
        leftOut[level]! += end - Math.max(until[level]!, test + 1);
        until[level] = end;
      }
    }
    await pause();
  }
  const logRunTimes: number[] = [];
  for (const [level, found] of crossings.entries()) {
    if (found < FEWEST_CROSSINGS) break;
    const atRisk = streams * tests - leftOut[level]!;
    logRunTimes.push(Math.max(logRunTimes.at(-1) ?? 0, Math.log(atRisk / found)));
  }
  return logRunTimes;
}
