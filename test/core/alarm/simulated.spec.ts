import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { photoPopulation } from '../../../scripts/streams/photoStream.js';
import { gaussianDelays } from '../../../scripts/studies/delayStudy.js';
import { gaussianRunLength } from '../../../scripts/studies/gaussianRunLength.js';
import { martingaleAlarms } from '../../../scripts/studies/martingale.js';
import { photoRunLength } from '../../../scripts/studies/photoRunLength.js';
import { scanDelays, scanRunLength } from '../../../scripts/studies/scan.js';
import { expectedAfterSilences, paces } from '../../../scripts/studies/silences.js';
import type { SimulatedRow } from '../../../scripts/studies/studyRow.js';
import { evidencePolicy, expectedRunTimePolicy } from '../../../src/core/alarm/policies.js';
import { decodeSafetensors } from '../../../src/reference/decodeSafetensors.js';

/** A small, seeded version of each part of `npm run simulate`. */

const REFERENCE = 'public/models/mobilenet_v1_1.0_224/reference.safetensors';

function expectHolds(rows: readonly SimulatedRow[]): void {
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ holds }) => !holds)).toEqual([]);
}

test('the expected run time is kept on gaussian rows', async () => {
  const shared = { policy: expectedRunTimePolicy(), runTime: 100, width: 16, references: 20 };
  const sizes = { windowSize: 20, referenceSize: 200, runsPerReference: 8 };
  expectHolds([await gaussianRunLength({ ...shared, ...sizes, bound: [0.8, 3] })]);
});

test('the scan keeps the expected run time, and sees shifts and odd rows soon', async () => {
  test.setTimeout(120_000);
  const setting = { width: 4, references: 20, runTime: 100 };
  expectHolds([await scanRunLength({ ...setting, size: 80 }, 4)]);
  const few = { size: 300, width: 16, references: 4, runTime: 1_000 };
  const rows = await scanDelays(few, 64, 6);
  expect(rows.map(({ setting }) => setting.startsWith('scan, gaussian'))).toEqual(
    Array(6).fill(true),
  );
  // By so few references they vary by a third.
  for (const { value, bound } of rows.slice(0, 5)) expect(value).toBeLessThan(1.33 * bound[1]!);
  expect(rows[5]!.value).toBeLessThan(60);
});

test('evidence keeps at least the wanted run length', async () => {
  const row = await gaussianRunLength({
    policy: evidencePolicy(),
    runTime: 100,
    width: 4,
    windowSize: 20,
    referenceSize: 200,
    references: 20,
    runsPerReference: 20,
    bound: [0.9, 3],
  });
  expectHolds([row]);
});

test('the expected run time is kept on photos', async () => {
  const file = new Uint8Array(readFileSync(REFERENCE)).buffer;
  const { shape, values } = decodeSafetensors(file).tensors['features']!;
  const population = photoPopulation({
    values: values as Float32Array,
    count: shape[0]!,
    width: shape[1]!,
  });
  const row = await photoRunLength(population, {
    policy: expectedRunTimePolicy(),
    runTime: 100,
    windowSize: 20,
    references: 20,
    runsPerReference: 6,
    bound: [0.8, 3],
  });
  expectHolds([row]);
});

test('drift is noticed soon, with fewer false alarms than the rule p ≤ .01', async () => {
  const rows = await gaussianDelays([0.5, 0.8], { runs: 12, calm: 80, most: 100 });
  expectHolds(rows);
  const delay = (policy: string, shift: number): number =>
    rows.find(({ setting }) => setting === `${policy}, gaussian, shift ${shift}`)!.value;
  const falseAlarms = (policy: string): number =>
    Number(
      rows.find(({ setting }) => setting.startsWith(policy))!.note!.match(/([\d.]+) false/)![1],
    );
  expect(delay('expectedRunTime', 0.8)).toBeLessThan(delay('expectedRunTime', 0.5));
  expect(delay('expectedRunTime', 0.5)).toBeLessThan(25);
  expect(delay('evidence', 0.8)).toBeLessThan(12);
  expect(delay('evidence', 0.5)).toBeLessThan(24);
  expect(delay('always', 0.8)).toBe(1);
  expect(delay('never', 0.8)).toBe(100);
  expect(falseAlarms('expectedRunTime')).toBeLessThan(falseAlarms('pValue'));
  expect(falseAlarms('pValue')).toBeLessThan(falseAlarms('always'));
});

test('evidence hardly ever comes to many times the number of rows without drift', async () => {
  const rows = await martingaleAlarms({ runs: 100, samples: 200, width: 4, referenceSize: 60 });
  expectHolds(rows);
});

test('silences and clocks that are set hardly change how many false alarms are expected', async () => {
  const { 0: declared } = paces;
  expectHolds(await expectedAfterSilences({ hours: 12, of: [evidencePolicy()], at: [declared!] }));
});
