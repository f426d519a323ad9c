import { expect, test } from 'playwright/test';
import { testLandmarks } from '../../../src/core/fleet/landmarkTest.js';
import { gaussianBuckets, ones, shuffledBuckets } from './smallFleet.js';

const space = { landmarks: [17, 4, 90], referenceMean: [0.5, 0.2, 0] };

/** Scatter of .1 a device; the first landmark lost .25. */
function changed(seed: number, loss = 0.25) {
  return gaussianBuckets(ones(60), { seed }).map(({ bucket, devices, sums }) => ({
    bucket,
    devices,
    sums: sums.map((sum, j) => 0.1 * sum - (j === 0 ? loss : 0)),
  }));
}

test('inputs like one row of the reference come half as often', () => {
  const [first, second, third] = testLandmarks(changed(1), space, { seed: 0 });
  expect(first).toMatchObject({ row: 17, isChanged: true, adjustedPValue: 1 / 1_000 });
  expect(first!.change).toBeCloseTo(-0.25, 1);
  expect(first!.relative).toBeCloseTo(-0.5, 1);
  expect(first!.z).toBeLessThan(-7);
  expect([second!.row, third!.row]).toEqual([4, 90]);
  expect([second!.isChanged, third!.isChanged]).toEqual([false, false]);
  expect(third!.relative).toBe(undefined);
});

test('p-values are shares of the largest |z| of all flips', () => {
  const buckets = changed(5, 0.02).slice(0, 9);
  const norms = [0, 1, 2].map((j) => Math.hypot(...buckets.map(({ sums }) => sums[j]!)));
  const largest = Array.from({ length: 2 ** 9 }, (_, flip) =>
    Math.max(
      ...norms.map((norm, j) =>
        Math.abs(
          buckets.reduce((sum, one, b) => sum + ((flip >> b) & 1 ? -1 : 1) * one.sums[j]!, 0) /
            norm,
        ),
      ),
    ),
  );
  const tested = testLandmarks(buckets, space, { seed: 0, flips: 20_000 });
  for (const { z, adjustedPValue } of tested) {
    const share = largest.filter((value) => value >= Math.abs(z) - 1e-9).length / 512;
    expect(Math.abs(adjustedPValue - share)).toBeLessThan(4 * Math.sqrt(share / 20_000));
  }
});

test('any landmark is found without a change as often as the level says', () => {
  let found = 0;
  for (let run = 0; run < 1_000; run++) {
    const tested = testLandmarks(changed(run, 0), space, { seed: run, flips: 99 });
    if (tested.some(({ isChanged }) => isChanged)) found++;
  }
  // Four deviations of a share of 1,000.
  expect(Math.abs(found / 1_000 - 0.05)).toBeLessThan(0.028);
});

test('the order of devices changes nothing, and what is no answer is named', () => {
  const buckets = changed(2);
  const tested = testLandmarks(buckets, space, { seed: 3 });
  expect(testLandmarks(shuffledBuckets(buckets, 1), space, { seed: 3 })).toEqual(tested);
  const shorter = { ...space, referenceMean: [0.5] };
  expect(() => testLandmarks(buckets, shorter, { seed: 3 })).toThrow(
    'referenceMean: 3 values, one for each landmark, were expected, 1 came.',
  );
  expect(() => testLandmarks([], space, { seed: 3 })).toThrow(/at least 2 buckets.* 0 came/);
});

test('landmarks at which nothing changed at all are not found', () => {
  const still = ones(9).map((devices, bucket) => ({ bucket, devices, sums: new Float64Array(3) }));
  for (const { z, adjustedPValue } of testLandmarks(still, space, { seed: 0 })) {
    expect([z, adjustedPValue]).toEqual([0, 1]);
  }
});
