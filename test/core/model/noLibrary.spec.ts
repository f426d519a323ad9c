import { expect, test } from 'playwright/test';
import * as tfjsEntry from 'tfjs-drift';
import { DriftMonitor, mmdTest, pValuePolicy, Reference, SegmentedMonitor } from 'tfjs-drift/core';
import { gaussianRows } from '../../../e2e/support/gaussianRows.js';

/** A tensor of any library. */
function tensor(rows: number[][]) {
  const values = Float32Array.from(rows.flat());
  const shape = [rows.length, rows[0]!.length];
  let isDisposed = false;
  return {
    dataId: {},
    shape,
    rank: 2,
    size: values.length,
    get isDisposed() {
      return isDisposed;
    },
    dispose: () => {
      isDisposed = true;
      values.fill(0);
    },
    data: async () => values.slice(),
  };
}

async function coreMonitor(): Promise<DriftMonitor> {
  return new DriftMonitor({
    reference: await Reference.fromFeatures(gaussianRows(60, 3, 1)),
    sampling: 'independent',
    windowSize: 4,
    permutations: 199,
    policy: pValuePolicy({ alarmAt: 0.006 }),
  });
}

test('without any library features as arrays are tested, and a verdict says that none is known', async () => {
  const monitor = await coreMonitor();
  const errors: unknown[] = [];
  monitor.on('error', (error) => errors.push(error));
  for (let row = 0; row < 4; row++) monitor.observe([9, 9, row]);
  await monitor.idle();
  expect(errors).toEqual([]);
  expect(monitor.status).toMatchObject({ state: 'drift', windowFill: 4 });
  expect(monitor.status.lastVerdict).toMatchObject({ backend: 'none', adapter: 'cpu' });
  await monitor.dispose();
});

test("a tensor's values are taken at once: its owner may dispose of it", async () => {
  const monitor = await coreMonitor();
  const rows = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  monitor.observe(rows);
  rows.dispose();
  await monitor.idle();
  expect([...monitor.window.rows()].map((row) => [...row])).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  await monitor.dispose();
});

test('a tensor that holds no rows is refused by name', async () => {
  const monitor = await coreMonitor();
  const errors: unknown[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  monitor.observe({ ...tensor([[1, 2, 3]]), rank: 3, shape: [1, 1, 3] });
  await monitor.idle();
  expect(errors).toEqual([
    'InvalidFeaturesError: live: a tensor of shape [1,1,3] came; [count, width] or [width] was expected.',
  ]);
  await monitor.dispose();
});

test('wrap names the entry for a model that it does not know', async () => {
  const monitor = await coreMonitor();
  class GraphModel {}
  expect(() => monitor.wrap(new GraphModel())).toThrow(
    /type GraphModel came.* Import DriftMonitor from tfjs-drift .*tfjs-drift\/onnx, \/litert or \/mediapipe/,
  );
  await monitor.dispose();
});

test('the entry of tfjs has all of it, takes its references, and knows models besides', async () => {
  const core = await import('tfjs-drift/core');
  expect(Object.keys(tfjsEntry)).toEqual(expect.arrayContaining(Object.keys(core)));
  const reference = await Reference.fromFeatures(gaussianRows(60, 3, 1));
  expect(reference).toBeInstanceOf(tfjsEntry.Reference);
  const fitted = await tfjsEntry.Reference.fromFeatures(gaussianRows(60, 3, 1));
  expect(fitted).toBeInstanceOf(Reference);
  expect('fit' in Reference).toBe(false);
  await new tfjsEntry.DriftMonitor({ reference }).dispose();
  await new DriftMonitor({ reference: fitted }).dispose();
});

test('segments and the test on plain arrays need no library either', async () => {
  const rows = gaussianRows(120, 3, 1);
  const labels = Array.from({ length: 120 }, (_, row) => (row % 2 ? 'a' : 'b'));
  const reference = await Reference.fromFeatures(rows);
  const monitor = await SegmentedMonitor.create({ reference, labels, windowSize: 4 });
  monitor.observe(rows, labels);
  await monitor.idle();
  expect(monitor.window.filled).toBe(4);
  await monitor.dispose();
  const { pValue } = await mmdTest([[0], [1], [2], [3]], [[9], [10], [11], [12]]);
  expect(pValue).toBeLessThan(0.05);
});
