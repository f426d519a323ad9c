import { expect, test } from 'playwright/test';
import { runJob } from '../../../scripts/field/fieldJob.js';
import type { Setting } from '../../../scripts/field/fieldStreams.js';
import { fieldTables } from '../../../scripts/field/fieldTables.js';
import { fieldFigures, mergedFigures } from '../../../scripts/field/figures.js';
import { methodNames, methods } from '../../../scripts/field/methods.js';
import { firstAbove, Recorder, recordsOf } from '../../../scripts/field/records.js';
import { delayAbove, runLengthAbove, thresholdFor } from '../../../scripts/field/runLengths.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';

test('records tell when a threshold was first exceeded', () => {
  const records = recordsOf([1, 3, 2, 3, 5, 4]);
  expect(records).toEqual([
    [1, 1],
    [2, 3],
    [5, 5],
  ]);
  expect([0, 1, 2.9, 3, 5].map((threshold) => firstAbove(records, threshold))).toEqual([
    1, 2, 2, 5, 0,
  ]);
});

test('a recorder keeps the first alarm', () => {
  const recorder = new Recorder();
  for (const alarms of [false, true, false, true]) recorder.add(1, alarms);
  expect([recorder.alarmedAt, recorder.length]).toEqual([2, 4]);
});

test('the run length is samples at risk by alarms, and the threshold the one that brings it', () => {
  const random = seededRandom(3);
  const streams = Array.from({ length: 40 }, () =>
    Array.from({ length: 40 }, () => ({
      records: recordsOf(Array.from({ length: 500 }, random)),
      length: 500,
    })),
  );
  // Each sample exceeds 1 - 1/200 with a probability of 1/200.
  const { mean, error } = runLengthAbove(streams, 1 - 1 / 200);
  expect(Math.abs(mean - 200)).toBeLessThan(3 * error);
  expect(error).toBeLessThan(8);
  const threshold = thresholdFor(streams, 300);
  expect(Math.abs(threshold - (1 - 1 / 300))).toBeLessThan(0.0004);
  expect(runLengthAbove(streams, threshold).mean).toBeGreaterThanOrEqual(300);
});

test('a stream without an alarm counts for its length', () => {
  const rises = [
    [{ records: recordsOf([0, 2]), length: 2 }],
    [{ records: recordsOf([0, 0, 0]), length: 3 }],
  ];
  expect(delayAbove(rises, 1)).toEqual({ mean: 2.5, error: 0.5, found: 0.5 });
});

test('a small field: strong drift is found by all that compare with the reference', async () => {
  test.setTimeout(120_000);
  const rows = (seed: () => number, mean: number) => {
    const gaussian = normal(seed);
    return () => new Float32Array(4).map(() => mean + gaussian());
  };
  const setting: Setting = {
    name: 'small',
    nullLength: 60,
    async scene(seed) {
      const gaussian = normal(seededRandom(seed));
      const values = Float32Array.from({ length: 4 * 240 }, gaussian);
      return {
        reference: { values, count: 240, width: 4 },
        undrifted: (random) => rows(random, 0),
        drifts: [{ name: 'shift 3', most: 60, rows: (random) => rows(random, 3) }],
      };
    },
  };
  const size = { nullStreams: 2, driftStreams: 2 };
  const result = await runJob(setting, 0, size, methods);
  const again = await runJob(setting, 0, size, methods);
  expect(again.streams).toEqual(result.streams);
  const figures = fieldFigures([result], methodNames);
  const delayOf = (method: string) =>
    figures.delays.find((row) => row.method === method && row.way === 'own')!;
  for (const method of ['scanPolicy', 'CALM (one window of 64)', 'Scan-B', "Hotelling's T²"]) {
    expect(delayOf(method).found, method).toBe(1);
    expect(delayOf(method).mean, method).toBeLessThan(25);
  }
  expect(delayOf('scanPolicy').mean).toBeLessThan(4);
  const some = methods.filter(({ names }) => names.includes('MMDEW'));
  const alone = fieldFigures([await runJob(setting, 0, size, some)], ['MMDEW']);
  expect(alone.delays).toEqual(figures.delays.filter(({ method }) => method === 'MMDEW'));
  const { runLengths, delays } = mergedFigures(figures, alone, methodNames);
  expect({ runLengths, delays }).toEqual({
    runLengths: figures.runLengths,
    delays: figures.delays,
  });
  const written = fieldTables(figures);
  expect(written).toContain('| shift 3 ');
  expect(written.match(/NaN|undefined|Infinity/g)).toBeNull();
});
