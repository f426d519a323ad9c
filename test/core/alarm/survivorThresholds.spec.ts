import { expect, test } from 'playwright/test';
import { survivorThresholds } from '../../../src/core/alarm/thresholds.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';

const TESTS = 6;
const noPause = () => undefined;

/** Streams of a moving average, so that neighbouring tests resemble each other. */
function drawStreams(count: number): Float32Array {
  const gaussian = normal(seededRandom(3));
  const statistics = new Float32Array(count * TESTS);
  for (let stream = 0; stream < count; stream++) {
    const noise = Float64Array.from({ length: TESTS + 3 }, gaussian);
    for (let t = 0; t < TESTS; t++) {
      statistics[stream * TESTS + t] = noise[t]! + noise[t + 1]! + noise[t + 2]! + noise[t + 3]!;
    }
  }
  return statistics;
}

const statistics = drawStreams(4_000);
const all = { statistics, tests: TESTS, streams: 4_000, cut: Number.NEGATIVE_INFINITY };

test('at every test the same share of the streams that are left crosses', async () => {
  const thresholds = (await survivorThresholds(all, 0.02, noPause))!;
  let alive = Array.from({ length: 4_000 }, (_, stream) => stream);
  for (let t = 0; t < TESTS; t++) {
    const left = alive.filter((stream) => statistics[stream * TESTS + t]! <= thresholds[t]!);
    expect((alive.length - left.length) / alive.length).toBeCloseTo(0.02, 3);
    alive = left;
  }
  // Streams that crossed are gone, so that later thresholds are lower than that of the first test.
  expect(thresholds[TESTS - 1]!).toBeLessThan(thresholds[0]!);
});

test('streams left out of the count of high ones change no threshold', async () => {
  const cut = 3;
  const high = Array.from({ length: 4_000 }, (_, stream) =>
    statistics.subarray(stream * TESTS, (stream + 1) * TESTS),
  ).filter((stream) => stream.some((value) => value > cut));
  expect(high.length).toBeLessThan(2_000);
  const few = { ...all, statistics: Float32Array.from(high.flatMap((s) => [...s])), cut };
  expect(await survivorThresholds(few, 0.01, noPause)).toEqual(
    await survivorThresholds(all, 0.01, noPause),
  );
});

test('a quantile among the streams left out is not made up', async () => {
  const few = { ...all, statistics: statistics.slice(0, 100 * TESTS) };
  expect(await survivorThresholds(few, 0.1, noPause)).toBeUndefined();
});
