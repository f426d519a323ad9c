import { expect, test } from 'playwright/test';
import { evidencePolicy, expectedRunTimePolicy, powerOf, Reference, scanPolicy } from 'tfjs-drift';
import { policyContext } from '../../scripts/streams/policyContext.js';
import { packedRows } from '../../src/core/base/derivedRows.js';
import { streamRows } from '../support/streamRows.js';

const [WIDTH, RUN_TIME] = [8, 1_000];
const rows = streamRows(1, 300, WIDTH);
const falseAlarms = { perSamples: RUN_TIME };

/** Share of runs in which a policy sees a shift within so many samples, a full ring of others before. */
async function shareFound(shift: number, within: number): Promise<number> {
  const reference = packedRows(rows);
  const windowSize = 74;
  const policy = scanPolicy();
  let found = 0;
  for (let run = 0; run < 40; run++) {
    const context = policyContext(reference, 1, windowSize, RUN_TIME, 0);
    // Calibrated once.
    const { calibrations } = shared;
    const rule = await policy.start({ ...context, bandwidth: undefined, calibrations });
    const calm = streamRows(100 + run, windowSize, WIDTH);
    const live = [...calm, ...streamRows(200 + run, within, WIDTH, shift)];
    let isFound = false;
    for (let end = windowSize; end <= live.length && !isFound; end++) {
      const held = live.slice(end - windowSize, end);
      isFound = rule.decide({ ...TEST, newRows: held.slice(-1), rows: held }).level === 'drift';
    }
    if (isFound) found++;
  }
  return found / 40;
}

const TEST = {
  timeMs: 0,
  mmd2: 0,
  statistic: 0,
  pValue: 1,
  z: 0,
  approximatePValue: 1,
  bandwidth: 1,
};
const shared = policyContext(packedRows(rows), 1, 74, RUN_TIME, 0);

test('the scan sees about nine of ten shifts of the size that powerOf says, and less before', async () => {
  test.setTimeout(120_000);
  const power = await powerOf(await Reference.fromFeatures(rows), { falseAlarms });
  const { shift, byRows } = power;
  const shifts = byRows!.map((one) => one.shift);
  expect(byRows!.at(-1)).toEqual({ rows: 74, shift });
  expect(shifts.toSorted((a, b) => b - a)).toEqual(shifts);
  // About nine of ten: windows of drifted rows vary more than those it is reckoned with.
  expect(await shareFound(shift, 74)).toBeGreaterThanOrEqual(0.75);
  expect(await shareFound(shift / 2, 74)).toBeLessThan(0.5);
  const early = byRows!.find((one) => one.rows >= 9)!;
  expect(await shareFound(early.shift, early.rows)).toBeGreaterThanOrEqual(0.75);
  expect(power.shiftWithMoreRows).toBeLessThan(shift);
});

test('rarer alarms see less, one window other shifts, and a policy that cannot say is named', async () => {
  const reference = await Reference.fromFeatures(rows);
  const { shift } = await powerOf(reference, { falseAlarms });
  const daily = await powerOf(reference, { falseAlarms: { perSamples: 172_800 } });
  expect(daily.shift).toBeGreaterThan(shift);
  const policy = expectedRunTimePolicy();
  const one = await powerOf(reference, { policy, windowSize: 20, falseAlarms });
  expect(one.byRows).toBeUndefined();
  expect(one.shift).toBeGreaterThan(shift);
  await expect(powerOf(reference, { policy, bandwidth: 'fuse' })).rejects.toThrow('bandwidth');
  await expect(powerOf(reference, { policy: evidencePolicy() })).rejects.toThrow(
    "policy: 'evidence' does not say how small a drift it sees",
  );
});
