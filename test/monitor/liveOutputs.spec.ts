import { expect, test } from 'playwright/test';
import { modelOutputs } from '../../src/core/ks/modelOutputs.js';
import { LiveOutputs } from '../../src/monitor/liveOutputs.js';
import { FeatureWindow } from '../../src/monitor/window.js';

test('outputs are those of the rows in the feature window, whatever the batches', async () => {
  const features = new FeatureWindow(5, 1);
  const outputs = new LiveOutputs(5, fail);
  let next = 1;
  for (const count of [2, 1, 4, 1, 5, 12, 3]) {
    const values = Float32Array.from({ length: count }, () => next++);
    const read = await outputs.read(sampleOf(values), count, {});
    read.write(features.write({ values, count, width: 1 }), []);
    const rows = features.rows().map((row) => row[0]!);
    const expected = modelOutputs(logitsOf(rows));
    expect([...outputs.known().confidence].sort()).toEqual([...expected.confidence].sort());
    expect([...outputs.known().entropy].sort()).toEqual([...expected.entropy].sort());
  }
});

test('rows without outputs leave none of those they replace', async () => {
  const outputs = new LiveOutputs(3, fail);
  const first = await outputs.read(sampleOf(Float32Array.of(1, 2, 3)), 3, {});
  first.write({ slot: 0, skipped: 0 }, []);
  const without = await outputs.read({ rows: rowsOf(Float32Array.of(4, 5)), timeMs: 0 }, 2, {});
  without.write({ slot: 2, skipped: 0 }, []);
  expect(outputs.known()).toEqual(modelOutputs(logitsOf([2])));
});

test('rows that were rejected leave their outputs behind', async () => {
  const outputs = new LiveOutputs(3, fail);
  const read = await outputs.read(sampleOf(Float32Array.of(1, 2, 3)), 3, {});
  read.write({ slot: 0, skipped: 0 }, [1]);
  expect(outputs.known()).toEqual(modelOutputs(logitsOf([1, 3])));
});

test('logits that say nothing are told from those that do', () => {
  const values = Float32Array.of(0, Math.log(3), Number.NaN, 1, -Infinity, -Infinity, -Infinity, 4);
  const { confidence, entropy } = modelOutputs({ values, count: 4, width: 2 });
  expect(confidence[0]).toBeCloseTo(0.75, 6);
  expect([...confidence.subarray(1)]).toEqual([Number.NaN, Number.NaN, 1]);
  expect([...entropy.subarray(1)]).toEqual([Number.NaN, Number.NaN, 0]);
});

function rowsOf(values: Float32Array) {
  return { values, count: values.length, width: 1 };
}

/** Logits of two classes that tell the rows apart. */
function logitsOf(rows: ArrayLike<number>) {
  const values = Float32Array.from({ length: 2 * rows.length }, (_, at) =>
    at % 2 === 0 ? 0 : rows[at >> 1]! / 8,
  );
  return { values, count: rows.length, width: 2 };
}

function sampleOf(values: Float32Array) {
  return { rows: rowsOf(values), logits: { rows: logitsOf(values) }, timeMs: 0 };
}

function fail(error: Error): void {
  throw error;
}
