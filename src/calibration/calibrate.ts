import { seededRandom } from '../random/seededRandom.js';
import { timeSlices } from '../scheduling/timeSlices.js';
import { selectKth } from '../statistics/selectKth.js';
import type { Calibration, CalibrationKey } from './calibration.js';
import { fitParetoTail } from './generalizedPareto.js';
import { PretendStreams, remainingRows, testsPerStream } from './pretendStream.js';
import type { ReferenceKernel } from './referenceKernel.js';
import { type StreamStatistics, survivorThresholds } from './survivorThresholds.js';

/** Bounds of the number of streams. */
const STREAMS = { least: 10_000, most: 200_000, perRunTime: 20 } as const;

/** Streams kept whole; of the others only those that rise as high as the highest fifth of these. */
const WHOLE = 5_000;
const HIGH = 0.8;

/** Calibrated run times in each decade, from 10 tests on. */
const STEPS = [1, 1.5, 2, 3, 5, 7];

/** Streams whose crossings a threshold needs at least: ten times the run time. */
const STREAMS_PER_RUN_TIME = 10;

/** Where the tail begins: above what one test in a hundred exceeds. */
const TAIL_FROM = 100;

/** How far a calibration has come. */
export interface CalibrationProgress {
  readonly done: number;
  readonly total: number;
}

/** Options of {@link calibrate}. */
export interface CalibrateOptions {
  /** Largest expected run time asked for, in tests; it settles how many streams are drawn. */
  readonly runTime: number;
  readonly seed?: number;
  readonly onProgress?: ((progress: CalibrationProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calibrates thresholds for expected run times by pretend streams drawn from the reference alone:
 * 20 for each test of the run time, 10,000 to 200,000 of them; thresholds for run times beyond a
 * tenth of that are extrapolated by a generalised Pareto tail. In slices, and in memory that is
 * bounded whatever the number of streams.
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
  const total = streamsFor(runTime);
  const tests = testsPerStream(key);
  const source = new PretendStreams(kernel, key, seededRandom(seed));
  const drawn = new Float32Array(tests);
  const whole = new Float32Array(WHOLE * tests);
  for (let stream = 0; stream < WHOLE; stream++) {
    source.draw(drawn);
    whole.set(drawn, stream * tests);
    onProgress?.({ done: stream + 1, total });
    await pause();
  }
  const cut = highQuantile(whole, tests);
  const high: number[] = [];
  const keepHigh = (statistics: Float32Array): void => {
    if (statistics.some((value) => value > cut)) high.push(...statistics);
  };
  for (let stream = 0; stream < WHOLE; stream++) {
    keepHigh(whole.subarray(stream * tests, (stream + 1) * tests));
  }
  for (let stream = WHOLE; stream < total; stream++) {
    source.draw(drawn);
    keepHigh(drawn);
    onProgress?.({ done: stream + 1, total });
    await pause();
  }
  const few = { statistics: whole, tests, streams: WHOLE, cut: Number.NEGATIVE_INFINITY };
  const many = { statistics: Float32Array.from(high), tests, streams: total, cut };
  const runTimes = calibratedRunTimes(total);
  const thresholds = new Float32Array(runTimes.length * tests);
  for (const [row, time] of runTimes.entries()) {
    const found =
      (await survivorThresholds(many, 1 / time, pause)) ??
      (await survivorThresholds(few, 1 / time, pause))!;
    thresholds.set(found, row * tests);
  }
  const scale =
    nullScale(kernel.size, key) / nullScale(remainingRows(kernel.size, key.windowSize), key);
  const from = runTimes.indexOf(TAIL_FROM);
  const tail = tailAbove(many, thresholds[(from + 1) * tests - 1]!);
  return {
    ...key,
    streams: total,
    runTimes,
    thresholds: thresholds.map((threshold) => threshold * scale),
    tail: { ...tail, scale: tail.scale * scale, from: TAIL_FROM },
  };
}

/** How many pretend streams a run time is calibrated with. */
export function streamsFor(runTime: number): number {
  const { least, most, perRunTime } = STREAMS;
  return Math.ceil(Math.min(most, Math.max(least, perRunTime * runTime)));
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

function highQuantile(statistics: Float32Array, tests: number): number {
  const peaks = Float32Array.from({ length: statistics.length / tests }, (_, stream) =>
    statistics.subarray(stream * tests, (stream + 1) * tests).reduce((a, b) => Math.max(a, b)),
  );
  return selectKth(peaks, Math.floor(HIGH * peaks.length));
}

/** Exceedances of the later half of the tests, where the window has left its start behind. */
function tailAbove({ statistics, tests }: StreamStatistics, threshold: number) {
  const above = statistics.filter((value, at) => at % tests >= tests >> 1 && value > threshold);
  return fitParetoTail(Float64Array.from(above, (value) => value - threshold).sort());
}

/**
 * MMD²'s null deviation up to a constant: its variance is 2 E[k̃²] times this squared (Gretton et
 * al., JMLR 13, 2012, appendix B). It turns thresholds against the rows that a stream left into
 * thresholds against the whole reference.
 */
function nullScale(n: number, { windowSize: m }: Pick<CalibrationKey, 'windowSize'>): number {
  return Math.sqrt(1 / (n * (n - 1)) + 2 / (n * m) + 1 / (m * (m - 1)));
}
