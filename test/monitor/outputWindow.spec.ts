import { expect, test } from 'playwright/test';
import { modelOutputs } from '../../src/core/ks/modelOutputs.js';
import { FeatureWindow, OutputWindow } from '../../src/monitor/window.js';

test('outputs are those of the rows in the feature window, whatever the batches', () => {
  const features = new FeatureWindow(5, 1);
  const outputs = new OutputWindow(5);
  let next = 1;
  for (const count of [2, 1, 4, 1, 5, 12, 3]) {
    const values = Float32Array.from({ length: count }, () => next++);
    const where = features.write({ values, count, width: 1 });
    outputs.write({ confidence: values, entropy: values.map((value) => -value) }, where);
    const rows = features.rows().map((row) => row[0]!);
    const { confidence, entropy } = outputs.known();
    expect([...confidence].sort((a, b) => a - b)).toEqual(rows);
    expect([...entropy].sort((a, b) => b - a)).toEqual(rows.map((value) => -value));
  }
});

test('rows without outputs leave none of those they replace', () => {
  const outputs = new OutputWindow(3);
  const filled = (value: number, count: number) => new Float32Array(count).fill(value);
  outputs.write({ confidence: filled(1, 3), entropy: filled(0, 3) }, { slot: 0, skipped: 0 });
  const unknown = filled(Number.NaN, 2);
  outputs.write({ confidence: unknown, entropy: unknown }, { slot: 2, skipped: 0 });
  expect(outputs.known()).toEqual({ confidence: filled(1, 1), entropy: filled(0, 1) });
});

test('logits that say nothing are told from those that do', () => {
  const values = Float32Array.of(0, Math.log(3), Number.NaN, 1, -Infinity, -Infinity, -Infinity, 4);
  const { confidence, entropy } = modelOutputs({ values, count: 4, width: 2 });
  expect(confidence[0]).toBeCloseTo(0.75, 6);
  expect([...confidence.subarray(1)]).toEqual([Number.NaN, Number.NaN, 1]);
  expect([...entropy.subarray(1)]).toEqual([Number.NaN, Number.NaN, 0]);
});
