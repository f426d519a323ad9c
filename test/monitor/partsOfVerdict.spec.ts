import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  type FeatureRow,
  type MonitorOptions,
  pValuePolicy,
  Reference,
  scanPolicy,
} from 'tfjs-drift';
import { callbackSink, type Report, startReports } from 'tfjs-drift/reports';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { reportFaults } from '../../e2e/support/reportSchema.js';
import photos from '../../public/photos/cifar10/photos.json' with { type: 'json' };
import { tellOfReference } from '../../src/monitor/referenceNotices.later.js';

const ANIMALS = new Set(['bird', 'cat', 'deer', 'dog', 'frog', 'horse']);

/** MobileNet's features of the demo's photos, and what each shows. */
const known = await Reference.fromFile(
  Uint8Array.from(readFileSync('public/models/mobilenet_v1_1.0_224/reference.safetensors')),
);
const kindOf = (photo: number): string =>
  ANIMALS.has(photos.classNames[photos.labels[photo]!]!) ? 'animal' : 'vehicle';
const featuresOf = (photo: number, factor = 1): FeatureRow =>
  known.features.values
    .slice(photo * known.width, (photo + 1) * known.width)
    .map((value) => factor * value);

const all = [...Array(known.size).keys()];
const fitted = all.slice(0, 400);
const reference = await Reference.fromFeatures(
  fitted.map((photo) => featuresOf(photo)),
  {
    labels: fitted.map(kindOf),
  },
);
const vehicles = all.slice(400).filter((photo) => kindOf(photo) === 'vehicle');

async function monitorOf(options: Partial<MonitorOptions>) {
  const monitor = new DriftMonitor({
    reference,
    sampling: 'independent',
    permutations: 99,
    falseAlarms: { perSamples: 1_000 },
    ...options,
  });
  const reports: Report[] = [];
  startReports(monitor, { to: callbackSink((report) => void reports.push(report)) });
  await monitor.ready();
  const show = async (rows: readonly FeatureRow[]) => {
    for (const row of rows) {
      monitor.observe([row]);
      await monitor.idle();
    }
    return monitor.status.lastVerdict!;
  };
  return { monitor, reports, show };
}

test('a stream of photos of vehicles alone is said to be most like those, and no alarm', async () => {
  const { monitor, reports, show } = await monitorOf({ alarmOn: 'new' });
  const { state, code, reason, novelty } = await show(vehicles.map((photo) => featuresOf(photo)));
  expect([state, code]).toEqual(['warning', 'mix']);
  expect(reason).toMatch(
    /^The last \d+ inputs look like parts of the reference, but in other proportions, most like 'vehicle' \(\d\d % of the nearest mix\); no alarm\.$/,
  );
  expect(novelty).toMatchObject({ partsFrom: 'labels' });
  expect(novelty!.parts![0]!.share).toBeGreaterThan(0.75);
  for (const { row, label } of novelty!.rows!) expect(label).toBe(kindOf(row));
  // Photos of half the contrast are unlike all of them.
  const dark = await show(vehicles.slice(0, 24).map((photo) => featuresOf(photo, 0.3)));
  expect(dark).toMatchObject({ state: 'drift', kind: 'new' });
  expect(dark.reason).toMatch(
    / do not look like any part of the reference; .* Nearest: '(vehicle|animal)' \(\d+ % of the nearest mix\)\.$/,
  );
  for (const report of reports) expect(reportFaults(report)).toEqual([]);
  expect(reports.some((one) => 'verdict' in one && one.verdict.novelty?.rows)).toBe(true);
  await monitor.dispose();
});

test("with alarmOn 'any' the alarm says so, on a reference that comes from its file", async () => {
  const read = await Reference.fromFile(reference.toFile());
  expect(read.labels).toEqual(reference.labels);
  expect(read.calibrations.partials).toMatchObject([{ partsFrom: 'labels' }]);
  const { monitor, show } = await monitorOf({ reference: read });
  const { kind, reason } = await show(vehicles.map((photo) => featuresOf(photo)));
  expect(kind).toBe('mix');
  expect(reason).toMatch(
    / Perhaps known inputs in other proportions, most like 'vehicle' \(\d+ % of the nearest mix\)\.$/,
  );
  // Calibrated once.
  expect(read.calibrations.partials).toHaveLength(1);
  await monitor.dispose();
});

test('labels that leave one part are told by a notice', async () => {
  const day = await Reference.fromFeatures(gaussianRows(100, 3, 1), { labels: 'day' });
  const { monitor } = await monitorOf({ reference: day });
  const ofParts = () => monitor.status.notices.find(({ code }) => code === 'reference-parts');
  await expect.poll(() => ofParts()?.message).toMatch(/^labels: all 100 rows have 'day'/);
  await monitor.dispose();
});

test('nothing is told of parts that are well, nor to policies that do not look at them', async () => {
  const day = await Reference.fromFeatures(gaussianRows(100, 3, 1), { labels: 'day' });
  const both = await day.extend(gaussianRows(100, 3, 2), { labels: 'night' });
  for (const [of, policy, codes] of [
    [day, scanPolicy(), ['reference-parts']],
    [both, scanPolicy(), []],
    [day, pValuePolicy(), []],
  ] as const) {
    const said: string[] = [];
    const options = { sampling: 'independent', reference: of, policy, seed: 0 } as const;
    await tellOfReference(options as never, undefined, ({ code }) => said.push(code));
    expect(said).toEqual(codes);
  }
});
