import { expect, test } from 'playwright/test';
import { InvalidFeaturesError } from '../../../src/core/base/errors.js';
import { confidence } from '../../../src/core/ks/modelOutputs.js';

test('confidence and entropy of known probabilities', () => {
  const probabilities = [0.7, 0.2, 0.1];
  const found = confidence(rows([probabilities.map((p) => Math.log(p) + 5), [2, 2, 2]]));
  const entropy = -probabilities.reduce((sum, p) => sum + p * Math.log(p), 0);
  expect(found.confidence[0]).toBeCloseTo(0.7, 14);
  expect(found.entropy[0]).toBeCloseTo(entropy, 14);
  expect(found.confidence[1]).toBeCloseTo(1 / 3, 14);
  expect(found.entropy[1]).toBeCloseTo(Math.log(3), 14);
});

test('logits of any size, a certain class and an impossible one', () => {
  const found = confidence(
    rows([
      [1e30, -1e30, 0],
      [-1e300, -1e300, -Infinity],
      [800, 800, 799],
    ]),
  );
  expect([...found.confidence.subarray(0, 2)]).toEqual([1, 0.5]);
  expect(found.entropy[0]).toBe(0);
  expect(found.entropy[1]).toBeCloseTo(Math.LN2, 14);
  expect(found.confidence[2]).toBeCloseTo(1 / (2 + Math.exp(-1)), 14);
});

test('a constant added to the logits of a row changes nothing', () => {
  const [plain, shifted] = [[0.5, -1, 3, 2].map((x) => x), [0.5, -1, 3, 2].map((x) => x + 512)];
  const found = confidence(rows([plain, shifted]));
  expect(found.confidence[1]).toBeCloseTo(found.confidence[0]!, 14);
  expect(found.entropy[1]).toBeCloseTo(found.entropy[0]!, 14);
});

test('rows without a largest finite logit are refused', () => {
  for (const bad of [
    [1, Number.NaN],
    [Infinity, 0],
    [-Infinity, -Infinity],
  ]) {
    expect(() => confidence(rows([[0, 0], bad]))).toThrow(/row 1 has (NaN|-?Infinity)/);
    expect(() => confidence(rows([bad]))).toThrow(InvalidFeaturesError);
  }
});

function rows(logits: number[][]) {
  const width = logits[0]!.length;
  return { values: Float64Array.from(logits.flat()), count: logits.length, width };
}
