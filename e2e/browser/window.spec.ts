import { expect, test } from '../support/labTest.js';

const CAPACITY = 4;

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`batches of any size keep the window in order on ${backend}`, async ({ openLab }) => {
    const page = await openLab(backend);
    const steps = await page.evaluate(async (m) => {
      const { tf, drift } = window.lab;
      const window_ = new drift.FeatureWindow(m, 3);
      const steps = [];
      let next = 0;
      for (const [index, count] of [1, m - 1, m, m + 1, 3 * m + 2].entries()) {
        const rows = Array.from({ length: count }, () => [next, -next, next++ + 0.5]);
        const batch = { values: Float32Array.from(rows.flat()), count, width: 3 };
        const onBackend = index % 2 === 0 ? undefined : tf.tensor2d(rows);
        window_.write(batch, onBackend);
        onBackend?.dispose();
        const slots = await tf.clone(window_.ring).array();
        steps.push({
          written: next,
          seen: window_.seen,
          filled: window_.filled,
          isFull: window_.isFull,
          rows: window_.rows().map((row) => [...row]),
          slots,
        });
      }
      return steps;
    }, CAPACITY);
    expect(steps.map(({ seen }) => seen)).toEqual([1, 4, 8, 13, 27]);
    for (const { written, seen, filled, isFull, rows, slots } of steps) {
      const held = Math.min(written, CAPACITY);
      const oldest = written - held;
      const expected = Array.from({ length: held }, (_, age) => {
        const value = oldest + age;
        return [value, value === 0 ? -0 : -value, value + 0.5];
      });
      expect({ seen, filled, isFull }).toEqual({
        seen: written,
        filled: held,
        isFull: written >= CAPACITY,
      });
      expect(rows).toEqual(expected);
      const emptySlots = Array.from({ length: CAPACITY - held }, () => [0, 0, 0]);
      const byValue = (a: number[], b: number[]) => a[2]! - b[2]!;
      expect([...slots].sort(byValue)).toEqual([...emptySlots, ...expected].sort(byValue));
    }
  });

  test(`rows that cannot be taken in leave no trace on ${backend}`, async ({ openLab }) => {
    const page = await openLab(backend);
    const { failures, unchanged, after } = await page.evaluate(async (m) => {
      const { tf, drift, failure } = window.lab;
      const window_ = new drift.FeatureWindow(m, 2);
      const batch = (rows: number[][]) => ({
        values: Float32Array.from(rows.flat()),
        count: rows.length,
        width: rows[0]!.length,
      });
      const content = async () =>
        JSON.stringify([
          window_.seen,
          window_.rows().map((row) => [...row]),
          await tf.clone(window_.ring).array(),
          tf.memory().numTensors,
        ]);
      window_.write(batch([1, 2, 3, 4, 5].map((value) => [value, -value])));
      const disposed = tf.tensor2d([[6, -6]]);
      disposed.dispose();
      const wider = tf.tensor2d([[6, -6, 6]]);
      const attempts = [
        () => window_.write(batch([[6, -6, 6]])),
        () =>
          window_.write(
            batch([
              [6, -6],
              [Number.NaN, 7],
            ]),
          ),
        () => window_.write(batch([[6, Number.NEGATIVE_INFINITY]])),
        () => window_.write(batch([[6, -6]]), disposed),
        () => window_.write(batch([[6, -6]]), wider),
      ];
      await content();
      const before = await content();
      const failures = [];
      const unchanged = [];
      for (const attempt of attempts) {
        failures.push(await failure(attempt));
        unchanged.push((await content()) === before);
      }
      window_.write(batch([[6, -6]]));
      return { failures, unchanged, after: window_.rows().map((row) => [...row]) };
    }, CAPACITY);
    expect(failures[0]).toMatch(/^InvalidFeaturesError: .*width 3 came.*width is 2/);
    expect(failures[1]).toMatch(/^InvalidFeaturesError: .*row 1 holds NaN at position 0/);
    expect(failures[2]).toMatch(/^InvalidFeaturesError: .*row 0 holds -Infinity at position 1/);
    expect(failures.slice(3)).not.toContain('nothing');
    expect(unchanged).toEqual([true, true, true, true, true]);
    expect(after).toEqual([
      [3, -3],
      [4, -4],
      [5, -5],
      [6, -6],
    ]);
  });

  test(`observed rows reach the window as they are on ${backend}`, async ({ openLab }) => {
    const page = await openLab(backend);
    const { rows, ring, errors } = await page.evaluate(async () => {
      const { tf, drift, gaussianRows } = window.lab;
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 2));
      const monitor = new drift.DriftMonitor({ reference, windowSize: 6 });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      const inputs = [
        [[1, 2]],
        { values: Float64Array.of(3, 4), width: 2 },
        tf.tensor1d([5, 6]),
        tf.tensor2d([[7, 8]], undefined, 'int32'),
        [
          [9, 10],
          [Number.NaN, 0],
          [11, 12],
        ],
        [[1e300, 0]],
      ];
      for (const input of inputs) {
        monitor.observe(input);
        if (input instanceof tf.Tensor) input.dispose();
      }
      await monitor.idle();
      const { window: live } = monitor as unknown as {
        window: InstanceType<typeof drift.FeatureWindow>;
      };
      return {
        errors,
        rows: live.rows().map((row) => [...row]),
        ring: await tf.clone(live.ring).array(),
      };
    });
    const expected = [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
      [9, 10],
      [11, 12],
    ];
    expect(rows).toEqual(expected);
    expect(ring).toEqual(expected);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toMatch(/^InvalidFeaturesError: .*1 of 3 rows hold.*row 1/);
    expect(errors[1]).toMatch(/^InvalidFeaturesError: .*1 of 1 rows hold/);
  });
}
