import { expect, test } from '../support/labTest.js';

test('an engine whose device is destroyed under a reading says so, and is quiet after its end', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { states, failures, errors } = await page.evaluate(() => window.lab.lossOfDevice());
  expect(states).toEqual(['stale', 'current', 'stale', 'lost']);
  expect(failures).toHaveLength(3);
  for (const failure of failures) {
    expect(failure).toMatch(
      /^DeviceLostError: .*is lost: .*destroyed\. A monitor goes on in main memory/,
    );
  }
  expect(errors).toEqual([]);
});

test('rows that the device refuses make an error of the next reading, and no uncaptured one', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(() => window.lab.refusedRows());
  expect(result.taken).toEqual([false, true]);
  expect(result.failures).toHaveLength(2);
  for (const failure of result.failures) {
    expect(failure).toMatch(/^DeviceError: .*destroyed[\s\S]*A monitor goes on in main memory/);
  }
  expect(result.states).toEqual(['stale', 'current']);
  expect(result.released).toBe(2);
  expect(result.error).toBeLessThanOrEqual(3e-7);
  expect(result.errors).toEqual([]);
});

test('readings may overlap with writes and with the end', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { error, ends, errors } = await page.evaluate(() => window.lab.overlappingReads());
  expect(error).toBeLessThanOrEqual(3e-7);
  expect(ends).toEqual(['nothing', 'DisposedError: The engine was disposed of.']);
  expect(errors).toEqual([]);
});

test('a large statistic does not gather rounding as rows stream', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { mmd2, error } = await page.evaluate(() => window.lab.longDrift());
  expect(mmd2).toBeGreaterThan(0.9);
  expect(error).toBeLessThanOrEqual(3e-7);
});

for (const recompute of ['gather', 'product'] as const) {
  test(`rows are projected on the device as in main memory: ${recompute}`, async ({ openLab }) => {
    const page = await openLab('cpu');
    const error = await page.evaluate((by) => window.lab.projectedRows(by), recompute);
    expect(error).toBeLessThanOrEqual(3e-7);
  });
}

const silentFaults = [
  ['column not computed', false, /a kernel value/],
  ['statistics not streamed', false, /the statistic /],
  ['row lost', false, /a kernel value/],
  ['row lost', true, /a kernel value/],
  ['statistics are zeros', false, /the statistic /],
  ['statistics are noise', false, /the statistic /],
  ['statistics of before', false, /the statistic /],
  ['reading is zeros', false, /a kernel value/],
  ['reading is zeros', true, /a kernel value/],
  ['recomputation not done', true, /the s(tatistic|um of all statistics) /],
] as const;

for (const [fault, isRecomputed, said] of silentFaults) {
  const how = isRecomputed ? 'recomputed' : 'streamed';
  test(`what a device does wrong without an error makes no test: ${fault}, ${how}`, async ({
    openLab,
  }) => {
    const page = await openLab('cpu');
    const run = (of: typeof fault | 'none') =>
      page.evaluate(([name, how]) => window.lab.silentFault(name, how), [
        of,
        isRecomputed,
      ] as const);
    expect(await run('none')).toBe('nothing');
    const found = await run(fault);
    expect(found).toMatch(/^BackendMismatchError: The GPU computed wrongly: /);
    expect(found).toMatch(said);
  });
}
