import { computePlaces, expect, test } from '../support/labTest.js';

for (const compute of computePlaces) {
  test(`bad rows are named and tested never; good ones after them are: ${compute}`, async ({
    openLab,
  }) => {
    const page = await openLab('webgpu');
    const { steps, clean } = await page.evaluate(async (place) => {
      const { tf, drift, gaussianRows } = window.lab;
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 30, 4));
      const options = {
        reference,
        windowSize: 5,
        permutations: 99,
        compute: place,
        sampling: 'independent',
      } as const;
      const good = gaussianRows(2, 12, 4);
      const bad: [string, () => unknown][] = [
        ['too wide', () => [[1, 2, 3, 4, 5]]],
        ['too wide, tensor', () => tf.zeros([1, 5])],
        ['ragged', () => [[1, 2, 3, 4], [1]]],
        ['empty', () => []],
        ['one row of another width', () => [1, 2, 3]],
        ['a word', () => 'rows'],
        ['a scalar', () => tf.scalar(1)],
        ['rank 3', () => tf.zeros([1, 2, 2])],
        ['broken flat rows', () => ({ values: new Float32Array(7), width: 4 })],
        ['NaN', () => [[1, Number.NaN, 3, 4]]],
        ['infinity', () => tf.tensor2d([[1, 2, Number.POSITIVE_INFINITY, 4]])],
        ['beyond float32', () => [[1, 2, 3, -1e300]]],
      ];
      const monitor = new drift.DriftMonitor(options);
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      const show = async (rows: unknown) => {
        monitor.observe(rows as number[][]);
        if (rows instanceof tf.Tensor) rows.dispose();
        await monitor.idle();
      };
      for (const row of good.slice(0, 6)) await show([row]);
      const steps = [];
      for (const [name, rows] of bad) {
        const { samples, tests } = monitor.status;
        const held = JSON.stringify(monitor.window.rows());
        await show(rows());
        steps.push({
          name,
          error: errors.splice(0).join(' | '),
          samples: monitor.status.samples - samples,
          tests: monitor.status.tests - tests,
          isWindowAsBefore: JSON.stringify(monitor.window.rows()) === held,
        });
      }
      for (const row of good.slice(6)) await show([row]);
      const undisturbed = new drift.DriftMonitor(options);
      for (const row of good) {
        undisturbed.observe([row]);
        await undisturbed.idle();
      }
      const numbers = ({ status }: typeof monitor) => {
        const { mmd2, pValue } = status.lastVerdict!;
        return { mmd2, pValue, tests: status.tests };
      };
      return { steps, clean: [numbers(monitor), numbers(undisturbed)] as const };
    }, compute);
    const messages: Record<string, RegExp> = {
      'too wide': /width 5 came.*width is 4/,
      'too wide, tensor': /width 5 came.*width is 4/,
      ragged: /row 1 has 1 values, row 0 has 4/,
      empty: /no rows/,
      'one row of another width': /width 3 came.*width is 4/,
      'a word': /rows of numbers were expected, string came/,
      'a scalar': /shape \[\] came; \[count, width\]/,
      'rank 3': /shape \[1,2,2\] came; \[count, width\]/,
      'broken flat rows': /7 values do not make rows of width 4/,
      NaN: /1 of 1 rows hold a NaN or an infinity and were left out \(row 0 holds NaN at position 1\)/,
      infinity: /1 of 1 rows hold .* were left out \(row 0 holds Infinity at position 2\)/,
      'beyond float32': /1 of 1 rows hold .* \(row 0 holds -Infinity at position 3\)/,
    };
    expect(steps.map(({ name }) => name)).toEqual(Object.keys(messages));
    for (const { name, error, ...effects } of steps) {
      expect(error, name).toMatch(/^InvalidFeaturesError: live: /);
      expect(error, name).toMatch(messages[name]!);
      expect(effects, name).toEqual({ samples: 0, tests: 0, isWindowAsBefore: true });
    }
    const [disturbed, undisturbed] = clean;
    expect(disturbed.tests).toBe(undisturbed.tests);
    expect(disturbed.pValue).toBe(undisturbed.pValue);
    expect(Math.abs(disturbed.mmd2! - undisturbed.mmd2!)).toBeLessThanOrEqual(1e-6);
  });
}

test('features a reference cannot be made of are refused by name', async ({ openLab }) => {
  const page = await openLab('cpu');
  const failures = await page.evaluate(async () => {
    const { tf, drift, failure, gaussianRows, tinyModel } = window.lab;
    const { Reference } = drift;
    const model = await tinyModel();
    const options = { featureNode: 'features' };
    const fit = (rows: number[][]) =>
      Reference.fit(
        model,
        rows.map((row) => tf.tensor2d([row])),
        options,
      );
    const [input] = gaussianRows(1, 1, 8) as [number[]];
    return Promise.all([
      failure(() => Reference.fromFeatures([])),
      failure(() => Reference.fromFeatures([[1, 2]])),
      failure(() => Reference.fromFeatures([[1, 2], [3]])),
      failure(() =>
        Reference.fromFeatures([
          [1, 2],
          [3, Number.NaN],
        ]),
      ),
      failure(() =>
        Reference.fromFeatures([
          [1, 2],
          [1e300, 4],
        ]),
      ),
      failure(() => Reference.fromFeatures(tf.zeros([2, 2, 2]))),
      failure(() => Reference.fromFeatures(Array.from({ length: 9 }, () => [1, 2]))),
      failure(() => fit([])),
      failure(() => fit([input])),
      failure(() => fit([input, input, input])),
      failure(() => fit([input, input.map(() => Number.POSITIVE_INFINITY)])),
    ]);
  });
  const expected = [
    /no rows/,
    /at least 2 rows were expected, 1 came/,
    /row 1 has 1 values/,
    /row 1 holds NaN at position 1/,
    /row 1 holds Infinity at position 0/,
    /shape \[2,2,2\] came/,
    /all 9 rows are equal/,
    /at least 2 inputs were expected, none came/,
    /at least 2 rows were expected, 1 came/,
    /all 3 rows are equal/,
    /row 1 holds/,
  ];
  expect(failures).toHaveLength(expected.length);
  for (const [index, message] of expected.entries()) {
    expect(failures[index]).toMatch(/^InvalidFeaturesError: /);
    expect(failures[index]).toMatch(message);
  }
});

for (const compute of computePlaces) {
  test(`features far beyond the reference's are a drift, and no error: ${compute}`, async ({
    openLab,
  }) => {
    const page = await openLab('webgpu');
    const { errors, verdict } = await page.evaluate(async (place) => {
      const { drift, gaussianRows } = window.lab;
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 4));
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 4,
        permutations: 99,
        kernel: 'exponential',
        policy: drift.pValuePolicy(),
        compute: place,
      });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      for (const row of gaussianRows(2, 4, 4)) monitor.observe(row.map((x) => x * 1e25));
      await monitor.idle();
      return { errors, verdict: monitor.status.lastVerdict };
    }, compute);
    expect(errors).toEqual([]);
    expect(verdict).toMatchObject({ compute, pValue: 0.01, state: 'drift' });
  });

  test(`features too large for float32 suspend the monitor until they are gone: ${compute}`, async ({
    openLab,
  }) => {
    const page = await openLab('webgpu');
    const { errors, suspended, after } = await page.evaluate(async (place) => {
      const { drift, gaussianRows } = window.lab;
      const rows = (seed: number, count: number, scale = 1e-20) =>
        gaussianRows(seed, count, 4).map((row) => row.map((x) => x * scale));
      const reference = await drift.Reference.fromFeatures(rows(1, 20));
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 4,
        permutations: 99,
        policy: drift.pValuePolicy(),
        compute: place,
      });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      const watch = async (of: number[][]) => {
        for (const row of of) {
          monitor.observe([row]);
          await monitor.idle();
        }
      };
      await watch(rows(2, 5));
      // 10^45 times as far as the reference's rows are apart: two such are infinities, and no numbers.
      await watch(rows(3, 2, 1e25));
      const suspended = monitor.status.state;
      await watch(rows(4, 4));
      return { errors, suspended, after: monitor.status };
    }, compute);
    for (const error of errors) expect(error).toMatch(/^InvalidStatisticError: .*came out as/);
    expect(suspended).toBe('suspended');
    // From the second row on, until the first has left.
    expect(errors.length).toBe(3);
    expect(after.state).not.toBe('suspended');
    expect(after.lastVerdict?.mmd2).toBeGreaterThan(-1);
  });
}
