import { expect, test } from 'playwright/test';
import { DisposedError, DriftMonitor, Reference, SegmentedMonitor } from 'tfjs-drift';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';

const WIDTH = 4;
const OPTIONS = { sampling: 'independent', falseAlarms: { perSamples: 1_000 } } as const;

test('in a loop over stored inputs an alarm says its kind, as nothing was left to calibrate', async () => {
  const monitor = new DriftMonitor({ ...OPTIONS, reference: await referenceOf(200) });
  await monitor.ready();
  // For the first verdicts that is not waited for.
  expect(monitor.reference.calibrations.partials).toHaveLength(0);
  await monitor.calibrated();
  expect(monitor.reference.calibrations.partials).toHaveLength(1);
  for (const row of shifted(24)) {
    monitor.observe([row]);
    await monitor.idle();
  }
  expect(monitor.status).toMatchObject({ state: 'drift', lastVerdict: { kind: 'new' } });
  await monitor.dispose();
});

test('a reference saved then has all that the next visit needs', async () => {
  const first = new DriftMonitor({ ...OPTIONS, reference: await referenceOf(200) });
  await first.calibrated();
  const reference = await Reference.fromFile(first.reference.toFile());
  await first.dispose();
  const { scans, partials } = reference.calibrations;
  const before = [scans.length, partials.length];
  const second = new DriftMonitor({ ...OPTIONS, reference });
  await second.calibrated();
  const { calibrations } = reference;
  expect([calibrations.scans.length, calibrations.partials.length]).toEqual(before);
  await second.dispose();
});

test('a monitor that is disposed of meanwhile is never calibrated, and nobody need hear of it', async () => {
  const monitor = new DriftMonitor({ ...OPTIONS, reference: await referenceOf(200) });
  const waiting = monitor.calibrated();
  void monitor.calibrated();
  await monitor.ready();
  await monitor.dispose();
  await expect(waiting).rejects.toThrow(DisposedError);
  await expect(monitor.calibrated()).rejects.toThrow(DisposedError);
});

test('a reference that is replaced meanwhile is not waited for, the new one is', async () => {
  const monitor = new DriftMonitor({ ...OPTIONS, reference: await referenceOf(200) });
  await monitor.ready();
  const waiting = monitor.calibrated();
  await monitor.updateReference(await referenceOf(90));
  await waiting;
  expect(monitor.reference.size).toBe(90);
  expect(monitor.reference.calibrations.partials).toHaveLength(1);
  await monitor.dispose();
});

test('a reference too small to tell what is new is calibrated for all else', async () => {
  const monitor = new DriftMonitor({ ...OPTIONS, windowSize: 8, reference: await referenceOf(40) });
  await monitor.calibrated();
  expect(monitor.reference.calibrations.partials).toHaveLength(0);
  expect(monitor.status.calibration).toBe(1);
  await monitor.dispose();
});

test('segments are calibrated with the whole', async () => {
  const labels = Array.from({ length: 240 }, (_, row) => (row % 2 ? 'cup' : 'plate'));
  const reference = await referenceOf(240, labels);
  const monitor = await SegmentedMonitor.create({ ...OPTIONS, reference });
  await monitor.calibrated();
  for (const [at, row] of shifted(48).entries()) {
    monitor.observe([row], [labels[at]!]);
    await monitor.idle();
  }
  const { overall, segments } = monitor.status;
  for (const status of [overall, ...segments.map((segment) => segment.status)]) {
    expect(status).toMatchObject({ state: 'drift', lastVerdict: { kind: 'new' } });
  }
  await monitor.dispose();
});

function shifted(count: number): Float32Array[] {
  return rowsOf(count, 2).map((row) => row.map((value) => value + 3));
}

function rowsOf(count: number, seed: number): Float32Array[] {
  const { values } = gaussianRows(count, WIDTH, seed);
  return Array.from({ length: count }, (_, row) =>
    values.slice(row * WIDTH, (row + 1) * WIDTH),
  ) as Float32Array[];
}

function referenceOf(size: number, labels?: readonly string[]): Promise<Reference> {
  return Reference.fromFeatures(rowsOf(size, 1), labels && { labels });
}
