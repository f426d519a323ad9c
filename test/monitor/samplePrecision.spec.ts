import { expect, test } from 'playwright/test';
import { finiteRows, rowsLeftOut } from '../../src/monitor/badRows.js';
import { readSample } from '../../src/monitor/readSample.js';
import { toSample } from '../../src/monitor/sample.js';
import { FeatureWindow } from '../../src/monitor/window.js';
import { tfjs } from '../../src/tfjs/runtime.js';

const FAR = 1e8 + 1;

test('a sample waits in the precision it came in, and so do its logits', async () => {
  const sample = toSample(
    [[FAR], [0.1]],
    0,
    { logits: [Float32Array.of(1, 2), Float32Array.of(3, 4)] },
    { runtime: tfjs },
  );
  expect((await readSample(sample, {})).values).toEqual(Float64Array.of(FAR, 0.1));
  expect((await readSample(sample.logits!, {})).values).toEqual(Float32Array.of(1, 2, 3, 4));
});

test('nothing is lost on the way into a float64 window, bad rows aside', async () => {
  const rows = await readSample(
    toSample([[FAR], [Number.NaN], [-1e39], [0.1]], 0, {}, { runtime: tfjs }),
    {},
  );
  const { finite, rejected } = finiteRows(rows);
  expect(rejected).toEqual([1, 2]);
  const window = new FeatureWindow(2, 1, 'float64');
  window.write(finite);
  expect(window.rows()).toEqual([Float64Array.of(FAR), Float64Array.of(0.1)]);
});

test('a row beyond float32 is named by what float32 makes of it', async () => {
  const rows = await readSample(toSample([[0.1], [-1e39]], 0, {}, { runtime: tfjs }), {});
  const { rejected } = finiteRows(rows);
  expect(rowsLeftOut(rows, rejected).message).toMatch(/\(row 1 holds -Infinity at position 0\)/);
});
