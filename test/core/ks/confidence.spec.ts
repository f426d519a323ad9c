import { expect, test } from 'playwright/test';
import { modelOutputs, surenessOf } from '../../../src/core/ks/modelOutputs.js';

test('confidence and entropy of known probabilities', () => {
  const probabilities = [0.7, 0.2, 0.1];
  const found = sureness(...probabilities.map((p) => Math.log(p) + 5));
  const entropy = -probabilities.reduce((sum, p) => sum + p * Math.log(p), 0);
  expect(found.confidence).toBeCloseTo(0.7, 14);
  expect(found.entropy).toBeCloseTo(entropy, 14);
  expect(sureness(2, 2, 2).confidence).toBeCloseTo(1 / 3, 14);
  expect(sureness(2, 2, 2).entropy).toBeCloseTo(Math.log(3), 14);
});

test('logits of any size, a certain class and an impossible one', () => {
  expect(sureness(1e30, -1e30, 0)).toEqual({ confidence: 1, entropy: 0 });
  const alike = sureness(-1e300, -1e300, -Infinity);
  expect(alike.confidence).toBe(0.5);
  expect(alike.entropy).toBeCloseTo(Math.LN2, 14);
  expect(sureness(800, 800, 799).confidence).toBeCloseTo(1 / (2 + Math.exp(-1)), 14);
});

test('a constant added to the logits of a row changes nothing', () => {
  const logits = [0.5, -1, 3, 2];
  const [plain, shifted] = [sureness(...logits), sureness(...logits.map((x) => x + 512))];
  expect(shifted.confidence).toBeCloseTo(plain.confidence, 14);
  expect(shifted.entropy).toBeCloseTo(plain.entropy, 14);
});

test('rows without a largest finite logit say nothing, the others what they say alone', () => {
  const rows = [
    [1, Number.NaN],
    [Infinity, 0],
    [-Infinity, -Infinity],
    [0, 0],
  ];
  const { confidence, entropy } = modelOutputs({
    values: Float64Array.from(rows.flat()),
    count: 4,
    width: 2,
  });
  expect([...confidence]).toEqual([Number.NaN, Number.NaN, Number.NaN, 0.5]);
  expect([...entropy]).toEqual([Number.NaN, Number.NaN, Number.NaN, Math.fround(Math.LN2)]);
});

function sureness(...logits: number[]) {
  return surenessOf(Float64Array.from(logits));
}
