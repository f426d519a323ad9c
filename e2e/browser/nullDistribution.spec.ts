import { expect, test } from '../support/labTest.js';

for (const permutations of [99, 'exhaustive'] as const) {
  test(`the null of the latest test explains its p-value, permutations: ${permutations}`, async ({
    openLab,
  }) => {
    const page = await openLab('cpu');
    const { before, after, verdict, isCopy } = await page.evaluate(async (permutations) => {
      const { drift, gaussianRows } = window.lab;
      const monitor = new drift.DriftMonitor({
        reference: await drift.Reference.fromFeatures(gaussianRows(1, 12, 3)),
        sampling: 'independent',
        windowSize: 4,
        permutations,
        policy: drift.pValuePolicy(),
      });
      const before = monitor.nullDistribution();
      monitor.observe(gaussianRows(2, 4, 3, 0.5));
      await monitor.idle();
      const { nullStatistics, ...rest } = monitor.nullDistribution()!;
      const after = { ...rest, nullStatistics: [...nullStatistics] };
      nullStatistics.fill(0);
      const isCopy = monitor.nullDistribution()!.nullStatistics.every((value) => value !== 0);
      const verdict = monitor.status.lastVerdict!;
      await monitor.dispose();
      return { before, after, verdict, isCopy };
    }, permutations);
    expect(before).toBeUndefined();
    expect(isCopy).toBe(true);
    expect(after.statistic).toBe(verdict.statistic);
    expect(after.pValue).toBe(verdict.pValue);
    expect(after.nullStatistics.length).toBe(verdict.permutations);
    const atOrAbove = after.nullStatistics.filter((value) => value >= after.statistic - 1e-6);
    const total = 1 + after.nullStatistics.length;
    expect(after.pValue).toBeCloseTo((1 + atOrAbove.length) / total, 12);
  });
}
