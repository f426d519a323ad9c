/**
 * Calibrates the thresholds of an expected run time on a reference alone: draws pretend streams from
 * it (`pretendStreams.ts`), finds the thresholds that they cross as rarely as wanted
 * (`thresholds.ts`), and brings them to the sizes of a live test.
 */

import { seededRandom } from '../base/random.js';
import { type Pause, timeSlices } from '../base/tasks.js';
import { selectKth } from '../math/distances.js';
import { type ReferenceKernel, referenceKernel } from '../mmd/referenceKernel.js';
import { nullScale } from '../mmd/statistic.js';
import type { PolicyContext } from './alarmPolicy.js';
import { remainingRows, requireCalibratable, requireFixedBandwidth } from './calibratable.js';
import { PretendStreams, testsPerStream } from './pretendStreams.js';
import {
  type Calibration,
  type CalibrationKey,
  type StreamStatistics,
  survivorThresholds,
  tailAbove,
} from './thresholds.js';

/** Streams for each test of the run time: many for short ones, as many as needed for longer. */
const STREAMS_PER_TEST = { short: 20, long: 10 } as const;
const SHORT = 1_000;

/** Up to here streams are drawn for the run time; a longer one is left to the tail. */
const LONGEST = 20_000;

const FEWEST_STREAMS = 10_000;
const STREAMS_WITH_TAIL = 40_000;

/** Statistics drawn at most: what bounds memory and time for large windows. */
const MOST_STATISTICS = 12_800_000;

/**
 * Streams kept whole, for short run times; of the others only those that rise as high as the highest
 * fifth of these, which is too few where more than that share of the streams is to cross.
 */
const WHOLE = { least: 5_000, perTest: 50 } as const;
const HIGH = 0.8;

/** Calibrated run times in each decade, from 10 tests on. */
const STEPS = [1, 1.5, 2, 3, 5, 7];

/** Streams whose crossings a threshold needs at least: ten times the run time. */
const STREAMS_PER_RUN_TIME = STREAMS_PER_TEST.long;

/** Where the tail begins: above what one test in fifty exceeds. */
const TAIL_FROM = 50;

/** What a calibration is made of. */
type CalibrationContext = Omit<PolicyContext, 'features' | 'falseAlarms' | 'saved'>;

/**
 * The calibration that a policy needs, from the reference's store or made now and put there.
 *
 * @param runTime The longest expected run time, in tests.
 * @throws InvalidOptionError where reference, window or bandwidth do not allow one.
 */
export async function calibrated(
  context: CalibrationContext,
  runTime: number,
): Promise<Calibration> {
  const { reference, windowSize, testEvery, kernel, bandwidth, calibrations, seed } = context;
  requireFixedBandwidth(bandwidth);
  requireCalibratable(reference.count, windowSize);
  const key = { windowSize, testEvery, kernel, bandwidth, referenceSize: reference.count };
  const known = calibrations.find(key, streamsFor(runTime, testsPerStream(key)));
  if (known) return known;
  const { signal, onProgress } = context;
  const matrix = await referenceKernel(reference, kernel, bandwidth, signal);
  const made = await calibrate(matrix, key, { runTime, seed, signal, onProgress });
  calibrations.add(made);
  return made;
}

/** How far a calibration has come. */
export interface CalibrationProgress {
  readonly done: number;
  readonly total: number;
}

/** Options of {@link calibrate}. */
interface CalibrateOptions {
  /** Largest expected run time asked for, in tests; it settles how many streams are drawn. */
  readonly runTime: number;
  readonly seed?: number;
  readonly onProgress?: ((progress: CalibrationProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calibrates thresholds for expected run times by pretend streams drawn from the reference alone, at
 * least ten for each test of the run time; for run times above 20,000 tests by 40,000 streams, which
 * reach 4,000, and a tail fitted to them (for windows above 64 rows there may be fewer streams, and
 * the tail begins earlier) (Pickands, "Statistical Inference Using Extreme Order
 * Statistics", Annals of Statistics 3, 1975). In slices, and in memory that is bounded.
 *
 * @param kernel Of the reference, with the kernel and bandwidth of `key`.
 */
export async function calibrate(
  kernel: ReferenceKernel,
  key: CalibrationKey,
  options: CalibrateOptions,
): Promise<Calibration> {
  const { runTime, seed = 0, onProgress, signal } = options;
  const pause = timeSlices(signal);
  const tests = testsPerStream(key);
  const total = streamsFor(runTime, tests);
  const source = new PretendStreams(kernel, key, seededRandom(seed));
  const next: Step = (done) => {
    onProgress?.({ done, total });
    return pause();
  };
  const few = await drawWhole(source, tests, total, next);
  const many = await keepHigh(few, source, total, next);
  const runTimes = calibratedRunTimes(total);
  const thresholds = await thresholdsOf(runTimes, many, few, pause);
  const tailFrom = thresholds[(runTimes.indexOf(TAIL_FROM) + 1) * tests - 1]!;
  const calibration = {
    ...key,
    streams: total,
    runTimes,
    thresholds,
    deviation: lastDeviation(few),
    tail: { ...(await tailAbove(many, tailFrom, pause)), from: TAIL_FROM },
  };
  return rescaled(calibration, kernel.size);
}

/** Awaited after each stream. @param done Streams drawn so far. */
type Step = (done: number) => Promise<void> | undefined;

/** Draws the first streams, and keeps all of their statistics. */
async function drawWhole(
  source: PretendStreams,
  tests: number,
  total: number,
  next: Step,
): Promise<StreamStatistics> {
  const streams = Math.min(total, Math.max(WHOLE.least, WHOLE.perTest * tests));
  const statistics = new Float32Array(streams * tests);
  for (let stream = 0; stream < streams; stream++) {
    source.draw(statistics.subarray(stream * tests, (stream + 1) * tests));
    await next(stream + 1);
  }
  return { statistics, tests, streams, cut: Number.NEGATIVE_INFINITY };
}

/** Draws the other streams, and keeps of all, those drawn before included, the ones that rise high. */
async function keepHigh(
  { statistics: whole, tests, streams: drawn }: StreamStatistics,
  source: PretendStreams,
  total: number,
  next: Step,
): Promise<StreamStatistics> {
  const peaks = new Float32Array(drawn);
  for (let stream = 0; stream < drawn; stream++) {
    peaks[stream] = peakOf(whole, stream * tests, tests);
    await next(drawn);
  }
  const cut = selectKth(peaks.slice(), Math.floor(HIGH * drawn));
  let high = new Float32Array(drawn * tests);
  let kept = 0;
  const keep = (statistics: Float32Array): void => {
    if (high.length === kept * tests) {
      const larger = new Float32Array(2 * high.length);
      larger.set(high);
      high = larger;
    }
    high.set(statistics, kept++ * tests);
  };
  for (let stream = 0; stream < drawn; stream++) {
    if (peaks[stream]! > cut) keep(whole.subarray(stream * tests, (stream + 1) * tests));
    await next(drawn);
  }
  const statistics = new Float32Array(tests);
  for (let stream = drawn; stream < total; stream++) {
    source.draw(statistics);
    if (peakOf(statistics, 0, tests) > cut) keep(statistics);
    await next(stream + 1);
  }
  return { statistics: high.subarray(0, kept * tests), tests, streams: total, cut };
}

function peakOf(statistics: Float32Array, start: number, tests: number): number {
  let peak = statistics[start]!;
  for (let at = start + 1; at < start + tests; at++) {
    if (statistics[at]! > peak) peak = statistics[at]!;
  }
  return peak;
}

/** Shape [runTimes, tests]: of the many streams where those that are kept reach, else of the few. */
async function thresholdsOf(
  runTimes: readonly number[],
  many: StreamStatistics,
  few: StreamStatistics,
  pause: Pause,
): Promise<Float32Array> {
  const { tests } = many;
  const thresholds = new Float32Array(runTimes.length * tests);
  for (const [row, time] of runTimes.entries()) {
    const found =
      (await survivorThresholds(many, 1 / time, pause)) ??
      (await survivorThresholds(few, 1 / time, pause))!;
    thresholds.set(found, row * tests);
  }
  return thresholds;
}

/** A stream leaves fewer rows than a live window is tested against, so its statistics vary more. */
function rescaled(calibration: Calibration, referenceSize: number): Calibration {
  const { windowSize, thresholds, deviation, tail } = calibration;
  const rest = remainingRows(referenceSize, windowSize);
  const scale = nullScale(referenceSize, windowSize) / nullScale(rest, windowSize);
  return {
    ...calibration,
    thresholds: thresholds.map((threshold) => threshold * scale),
    deviation: deviation * scale,
    tail: { ...tail, scale: tail.scale * scale },
  };
}

/** How many pretend streams of so many tests a run time is calibrated with. */
export function streamsFor(runTime: number, tests: number): number {
  const { short, long } = STREAMS_PER_TEST;
  const wanted =
    runTime > LONGEST
      ? STREAMS_WITH_TAIL
      : Math.max(FEWEST_STREAMS, Math.min(short * SHORT, short * runTime), long * runTime);
  return Math.ceil(Math.min(wanted, MOST_STATISTICS / tests));
}

function calibratedRunTimes(streams: number): number[] {
  const times: number[] = [];
  for (let decade = 10; ; decade *= 10) {
    for (const step of STEPS) {
      if (decade * step * STREAMS_PER_RUN_TIME > streams) return times;
      times.push(decade * step);
    }
  }
}

/** The standard deviation of the statistic over all streams, at their last test. */
function lastDeviation({ statistics, tests, streams }: StreamStatistics): number {
  let [sum, squares] = [0, 0];
  for (let at = tests - 1; at < statistics.length; at += tests) {
    sum += statistics[at]!;
    squares += statistics[at]! ** 2;
  }
  return Math.sqrt(squares / streams - (sum / streams) ** 2);
}
