import type { ComputePlace } from 'tfjs-drift';
import { expect, test } from '../support/labTest.js';

test('all engines test the same projections, and say so', async ({ openLab }) => {
  const page = await openLab('webgpu');
  const runs = await page.evaluate(async () => {
    const { tf, drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 400, 21));
    const live = [...gaussianRows(2, 20, 21), ...gaussianRows(3, 12, 21, 1)];
    const run = async (compute: ComputePlace, tensors: boolean) => {
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 12,
        permutations: 199,
        compute,
        reducer: { components: 7 },
      });
      const verdicts: [number, number][] = [];
      const problems: string[] = [];
      monitor.on('error', (error) => problems.push(String(error)));
      monitor.on('verdict', ({ mmd2, pValue }) => verdicts.push([mmd2!, pValue!]));
      for (const [index, row] of live.entries()) {
        if (tensors && index === 15) monitor.observe(tf.fill([1, 21], Number.NaN));
        monitor.observe(tensors ? tf.tensor2d([row]) : [row]);
        await monitor.idle();
      }
      const windowRows = monitor.window.rows().map((row) => [...row]);
      const { lastVerdict } = monitor.status;
      await monitor.dispose();
      return { verdicts, problems, lastVerdict, windowRows };
    };
    return {
      live: live.slice(-12).map((row) => [...Float32Array.from(row)]),
      all: [
        await run('typescript', false),
        await run('typescript', false),
        await run('wasm', false),
        await run('webgpu', true),
        await run('webgpu', false),
      ],
    };
  });
  const [plain, again, ...others] = runs.all;
  expect(again!.verdicts).toEqual(plain!.verdicts);
  expect(plain!.verdicts).toHaveLength(21);
  for (const run of runs.all) {
    expect(run.windowRows).toEqual(runs.live);
    expect(run.lastVerdict).toMatchObject({
      state: 'drift',
      referenceSize: 160,
      reducer: { kind: 'whitened-pca', components: 7, fittedOn: 240, testedAgainst: 160 },
    });
  }
  expect(others.map((run) => run.problems.length)).toEqual([0, 1, 0]);
  expect(others.map((run) => run.lastVerdict!.compute)).toEqual(['wasm', 'webgpu', 'webgpu']);
  for (const { verdicts } of others) {
    expect(verdicts).toHaveLength(21);
    verdicts.forEach(([mmd2, pValue], index) => {
      const [expectedMmd2, expectedPValue] = plain!.verdicts[index]!;
      expect(Math.abs(mmd2 - expectedMmd2)).toBeLessThanOrEqual(1e-6);
      expect(Math.abs(pValue - expectedPValue)).toBeLessThanOrEqual(2 / 200 + 1e-12);
    });
  }
});

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`projecting takes no tensor and no byte on ${backend}`, async ({ openLab }) => {
    const page = await openLab(backend);
    const memory = await page.evaluate(async (place) => {
      const { tf, drift, gaussianRows } = window.lab;
      const before = tf.memory();
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 400, 16));
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 8,
        permutations: 99,
        compute: place,
        reducer: { components: 5, whiten: false },
      });
      const watch = async (rows: number[][]) => {
        for (const row of rows) {
          const tensor = tf.tensor1d(row);
          monitor.observe(tensor);
          tensor.dispose();
          await monitor.idle();
        }
      };
      await watch(gaussianRows(2, 20, 16));
      const warm = tf.memory();
      await watch(gaussianRows(3, 50, 16));
      const steady = tf.memory();
      const kind = monitor.status.lastVerdict?.reducer?.kind;
      await monitor.dispose();
      return { before, warm, steady, after: tf.memory(), kind };
    }, backend);
    expect(memory.kind).toBe('pca');
    expect(memory.steady).toEqual(memory.warm);
    expect(memory.after.numTensors).toBe(memory.before.numTensors);
    expect(memory.after.numBytes).toBe(memory.before.numBytes);
  });
}

test('what a reference does not allow is refused with the numbers', async ({ openLab }) => {
  const page = await openLab('cpu');
  const messages = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const few = await drift.Reference.fromFeatures(gaussianRows(1, 399, 6));
    const enough = await drift.Reference.fromFeatures(gaussianRows(1, 400, 6));
    const refused = [
      { reference: few, reducer: {} },
      { reference: enough, reducer: { components: 7 } },
      { reference: enough, reducer: { components: 0 } },
      { reference: enough, reducer: JSON.parse('"pca"') },
      { reference: enough, reducer: JSON.parse('{ "whiten": 1 }') },
    ];
    return refused.map((options) => {
      try {
        new drift.DriftMonitor(options);
        return '';
      } catch (error) {
        return String(error);
      }
    });
  });
  expect(messages[0]).toMatch(/^InvalidOptionError: reducer: .*at least 400 rows.*399 rows came/);
  expect(messages[1]).toMatch(/reducer\.components: a whole number from 1 to 6 .*7 came/);
  expect(messages[2]).toMatch(/reducer\.components: .*0 came/);
  expect(messages[3]).toMatch(/reducer: 'none' or an object.*'pca' came/);
  expect(messages[4]).toMatch(/reducer\.whiten: true or false was expected, 1 came/);
});

test('rows that cannot be reduced suspend the monitor and say why', async ({ openLab }) => {
  const page = await openLab('cpu');
  const status = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const flat = gaussianRows(1, 400, 6).map((row) => [...row.slice(0, 2), 1, 1, 1, 1]);
    const reference = await drift.Reference.fromFeatures(flat);
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 4,
      reducer: {},
    });
    monitor.on('error', () => {});
    monitor.observe(flat.slice(0, 4));
    await monitor.idle();
    return monitor.status;
  });
  expect(status.state).toBe('suspended');
  expect(status.reason).toMatch(/reducer: .*vary along 2 axes only, 6 components/);
});
