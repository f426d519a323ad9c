import { computePlaces, expect, test } from '../support/labTest.js';

for (const compute of computePlaces) {
  test(`observed rows reach the window as they are, bad ones do not: ${compute}`, async ({
    openLab,
  }) => {
    const page = await openLab('webgpu');
    const { rows, errors, tests } = await page.evaluate(async (place) => {
      const { tf, drift, gaussianRows } = window.lab;
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 2));
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 5,
        compute: place,
      });
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
        // The window is full: this row goes to the backend unseen, and must not stay there.
        tf.tensor1d([Number.NaN, 1]),
        tf.tensor1d([13, 14]),
      ];
      for (const input of inputs) {
        monitor.observe(input);
        if (input instanceof tf.Tensor) input.dispose();
        await monitor.idle();
      }
      const { tests } = monitor.status;
      return { errors, tests, rows: monitor.window.rows().map((row) => [...row]) };
    }, compute);
    expect(rows).toEqual([5, 7, 9, 11, 13].map((value) => [value, value + 1]));
    expect(errors).toHaveLength(3);
    expect(errors[0]).toMatch(/^InvalidFeaturesError: .*1 of 3 rows hold.*row 1/);
    expect(errors[1]).toMatch(/^InvalidFeaturesError: .*1 of 1 rows hold/);
    expect(errors[2]).toMatch(/^InvalidFeaturesError: /);
    expect(tests).toBe(2);
  });
}

test('a row that was taken out again leaves no trace in later tests', async ({ openLab }) => {
  const page = await openLab('webgpu');
  const [clean, interrupted] = await page.evaluate(async () => {
    const { tf, drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const run = async (bad: number | undefined) => {
      const options = { reference, windowSize: 5, permutations: 199 };
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        ...options,
        compute: 'webgpu',
      });
      monitor.on('error', () => {});
      const verdicts: [number, number][] = [];
      monitor.on('verdict', ({ mmd2, pValue }) => verdicts.push([mmd2!, pValue!]));
      for (const [index, row] of gaussianRows(2, 12, 6).entries()) {
        if (bad !== undefined && index === 8) monitor.observe(tf.fill([1, 6], bad));
        monitor.observe(tf.tensor2d([row]));
        await monitor.idle();
      }
      await monitor.dispose();
      return verdicts;
    };
    return [await run(undefined), [await run(Number.NaN), await run(Number.POSITIVE_INFINITY)]];
  });
  for (const verdicts of interrupted as [number, number][][]) {
    expect(verdicts).toHaveLength(8);
    verdicts.forEach(([mmd2, pValue], index) => {
      const [cleanMmd2, cleanPValue] = (clean as [number, number][])[index]!;
      expect(Math.abs(mmd2 - cleanMmd2)).toBeLessThanOrEqual(3e-7);
      expect(pValue).toBe(cleanPValue);
    });
  }
});
