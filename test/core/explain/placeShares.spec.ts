import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../../e2e/support/gaussianRows.js';
import { meanRow } from '../../../src/core/base/derivedRows.js';
import { checkedMap, pooledRow } from '../../../src/core/explain/featureMap.js';
import { MeanMap, placeShares } from '../../../src/core/explain/placeShares.js';
import { witnessAt, witnessGradient } from '../../../src/core/explain/witness.js';
import { kernels } from '../../../src/core/mmd/kernel.js';

const [height, width, channels] = [3, 4, 5];
const places = height * width;

/** Maps of noise whose first place is always brighter in one channel; `drift` goes to place 7. */
function maps(count: number, seed: number, drift: number) {
  return Array.from({ length: count }, (_, at) => {
    const { values } = gaussianRows(places, channels, seed + at);
    values[0]! += 9;
    for (let c = 0; c < channels; c++) values[7 * channels + c]! += drift;
    return checkedMap({ values, height, width, channels }, channels);
  });
}

const reference = maps(60, 1, 0);
const live = maps(20, 1_000, 6);
const rowsOf = (of: typeof reference) => ({
  values: Float64Array.from(of.flatMap((map) => [...pooledRow(map)])),
  count: of.length,
  width: channels,
});
const meanMap = new MeanMap();
// Of some pictures: the mean row is of all.
for (const map of reference.slice(0, 30)) meanMap.add(map);
const means = meanMap.mean()!;
const meanOfAll = meanRow(rowsOf(reference));
const normal = { mean: meanOfAll, places: means };

for (const kernel of kernels) {
  const of = { reference: rowsOf(reference), live: rowsOf(live), kernel, bandwidth: 2 } as const;

  test(`shares add up to the change of the witness, to first order: ${kernel}`, () => {
    // New inputs: the witness of one of the window leaves that one out, and jumps where it is.
    for (const map of maps(3, 2_000, 6)) {
      const pooled = pooledRow(map);
      const gradient = witnessGradient(of, pooled);
      const shares = placeShares(map, gradient, normal);
      const sum = shares.reduce((total, share) => total + share, 0);
      // By how much the witness grows on the way to the reference's mean: central differences.
      const step = 1e-3;
      const at = (part: number) =>
        witnessAt(
          of,
          pooled.map((value, c) => value + part * (meanOfAll[c]! - value)),
        );
      const won = (at(step) - at(-step)) / (2 * step);
      expect(Math.abs(sum - won)).toBeLessThan(1e-3 * Math.abs(won) + 1e-6);
      // With the mean row in place of the mean map the sum is the same.
      const plain = placeShares(map, gradient, { mean: meanOfAll });
      expect(plain.reduce((total, share) => total + share, 0)).toBeCloseTo(sum, 5);
    }
  });

  test(`the place that drifted has the largest share, the one that always differs has not: ${kernel}`, () => {
    const meanShares = (baseline: { mean: typeof meanOfAll; places?: typeof means }): number[] => {
      const mean = new Array<number>(places).fill(0);
      for (const map of live) {
        const shares = placeShares(map, witnessGradient(of, pooledRow(map)), baseline);
        for (const [place, share] of shares.entries()) mean[place]! += share / live.length;
      }
      return mean;
    };
    const exact = meanShares(normal);
    expect(exact.indexOf(Math.max(...exact))).toBe(7);
    // By the mean row alone, what is normal at a place looks like the inputs' own.
    const plain = meanShares({ mean: meanOfAll });
    expect(Math.abs(plain[0]!)).toBeGreaterThan(4 * Math.abs(exact[0]!));
  });
}

test('channels that come first are put last', () => {
  const last = maps(1, 5, 1)[0]!;
  const values = new Float64Array(last.values.length);
  for (let place = 0; place < places; place++) {
    for (let c = 0; c < channels; c++) {
      values[c * places + place] = last.values[place * channels + c]!;
    }
  }
  const first = { values, height, width, channels, layout: 'channels-first' } as const;
  expect(checkedMap(first, channels).values).toEqual(last.values);
});

test('what is no map, or does not fit, is named', () => {
  const values = new Float32Array(places * channels);
  const check =
    (map: object, expected = channels) =>
    () =>
      checkedMap(map as never, expected);
  expect(check({ values, height, width, channels }, 6)).toThrow(
    "it has 5 channels, the reference's rows have 6 features",
  );
  expect(check({ values: values.slice(1), height, width, channels })).toThrow(
    '3 × 4 places of 5 channels are 60 values, 59 came',
  );
  expect(check({ values, height: 0, width, channels })).toThrow('whole numbers from 1');
  expect(check(undefined as never)).toThrow('undefined came');
  const bad = values.slice();
  bad[17] = Number.NaN;
  expect(check({ values: bad, height, width, channels })).toThrow(
    'it holds NaN in channel 2 of place 3',
  );
  const other = { mean: meanOfAll, places: { ...means, height: 2 } };
  expect(() => placeShares(live[0]!, new Float64Array(channels), other)).toThrow(
    'the mean of 2 × 4 places of 5 channels came for a feature map of 3 × 4 places of 5 channels',
  );
  const mean = new MeanMap();
  expect(mean.mean()).toBeUndefined();
  mean.add(live[0]!);
  expect(() => mean.add({ ...live[0]!, height: 4, width: 3 })).toThrow(
    '4 × 3 places came after 3 × 4',
  );
});
