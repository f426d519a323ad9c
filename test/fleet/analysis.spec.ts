import { expect, test } from 'playwright/test';
import { type DeviceFinding, deviceFindings } from '../../fleet/analysis/deviceFindings.js';
import { FleetAnalysis } from '../../fleet/analysis/fleetAnalysis.js';
import { fleetScope } from '../../fleet/analysis/fleetScope.js';
import { readPhotoColumns } from '../../fleet/simulate/photoColumns.js';
import { shippedReference } from '../../fleet/simulate/shippedReference.js';
import { BLURRING_RELEASE, DARK_SITE } from '../../fleet/simulate/simulatedFleet.js';
import { DuckDbStore } from '../../fleet/store/duckdb/duckDbStore.js';
import { BASELINES, DARK_AT, fillWithTeam, NOW, RELEASE_AT } from '../support/simulatedTeam.js';

const HOUR = 3_600_000;

test.describe.configure({ mode: 'serial', timeout: 240_000 });

let store: DuckDbStore;
let analysis: FleetAnalysis;
let now = NOW;

test.beforeAll(async () => {
  store = await DuckDbStore.open(':memory:');
  await fillWithTeam(store);
  analysis = new FleetAnalysis(store, { baselines: BASELINES, clock: () => now });
});

test.afterAll(() => store.close());

function isTouched({ release, labels }: DeviceFinding): boolean {
  return release === BLURRING_RELEASE || labels['site'] === DARK_SITE;
}

test('calm hours raise no alarm, and the release does within hours', async () => {
  const { series, episodes, state, sentence, advice } = await analysis.report();
  const before = series.filter(({ period }) => period < RELEASE_AT);
  expect(before.filter((one) => one.state === 'calm').length).toBeGreaterThanOrEqual(6);
  expect(before.filter((one) => one.state === 'alarm')).toEqual([]);
  expect(episodes).toHaveLength(1);
  expect(episodes[0]!.from).toBeGreaterThanOrEqual(RELEASE_AT);
  expect(episodes[0]!.from).toBeLessThanOrEqual(RELEASE_AT + 6 * HOUR);
  expect(state).toBe('alarm');
  expect(sentence).toContain(`release ${BLURRING_RELEASE}`);
  expect(sentence).toContain(`site ${DARK_SITE}`);
  expect(advice).toContain(`Hold release ${BLURRING_RELEASE} back`);
  // After the alarm each period that is unsettled is compared with what was before all of them.
  expect(series.at(-1)).toMatchObject({ state: 'alarm', isUnsettled: true });
});

test('the release and the site stand out, and nothing else', async () => {
  const { groups, tooFew } = await analysis.groups();
  const out = groups.filter(({ standsOut }) => standsOut);
  expect(out.map(({ by, value }) => `${by} ${value}`).sort()).toEqual([
    `release ${BLURRING_RELEASE}`,
    `site ${DARK_SITE}`,
  ]);
  expect(groups.slice(0, 2)).toEqual(out);
  expect(groups.map(({ by }) => by)).toContain('browser');
  expect(tooFew).toEqual([]);
});

test('what the dark site sees more often is what dark photos look like', async () => {
  const { space } = await shippedReference();
  const { columns, photos, landmarks } = await readPhotoColumns(space);
  const meanAt = (values: Float64Array, j: number) =>
    Array.from({ length: photos }, (_, photo) => values[photo * landmarks + j]!).reduce(
      (sum, value) => sum + value / photos,
      0,
    );
  const { groups } = await analysis.groups();
  const found = groups.find(({ value }) => value === DARK_SITE)!.landmarks;
  const changed = found.filter(({ isChanged }) => isChanged);
  expect(changed.length).toBeGreaterThan(10);
  const largest = changed.sort((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, 8);
  for (const { row, change } of largest) {
    const j = space.landmarks.indexOf(row);
    const expected = meanAt(columns.dark, j) - meanAt(columns.clean, j);
    expect(Math.sign(change), `row ${row}`).toBe(Math.sign(expected));
  }
});

test('devices that changed are found, and few others', async () => {
  const { devices, blockCorrelation, untested } = await analysis.devices();
  const found = devices.filter((one) => one.test?.isChanged);
  const touched = devices.filter(isTouched);
  const right = found.filter(isTouched);
  expect(devices).toHaveLength(100);
  expect(right.length / touched.length).toBeGreaterThan(0.9);
  // Ten percent are allowed on average.
  expect((found.length - right.length) / found.length).toBeLessThan(0.2);
  expect(devices.slice(0, found.length)).toEqual(found);
  expect(Math.abs(blockCorrelation!)).toBeLessThan(0.2);
  expect(untested).toBe(false);
  expect(devices.every(({ place }) => place?.before.length === 2)).toBe(true);
});

test('one device shows when it changed', async () => {
  const { devices } = await analysis.devices();
  const dark = devices.find(
    ({ labels, release }) => labels['site'] === DARK_SITE && release !== BLURRING_RELEASE,
  )!;
  const { periods, landmarks, summary } = (await analysis.device(dark.device))!;
  const along = (from: number, to: number) => {
    const some = periods.filter((one) => one.period >= from && one.period < to);
    return some.reduce((sum, one) => sum + one.along!, 0) / some.length;
  };
  expect(summary.labels['site']).toBe(DARK_SITE);
  expect(Math.abs(along(NOW - 150 * HOUR, RELEASE_AT))).toBeLessThan(0.03);
  expect(Math.abs(along(RELEASE_AT, DARK_AT))).toBeLessThan(0.06);
  expect(along(DARK_AT, NOW)).toBeGreaterThan(0.12);
  expect(landmarks).toHaveLength(64);
  expect(await analysis.device('nobody')).toBeUndefined();
});

test('a late batch is counted, a cut of the first devices is told, and silence is seen', async () => {
  const { latest } = await analysis.report();
  const [{ device }] = (await analysis.devices()).devices as [DeviceFinding];
  const { space } = await shippedReference();
  const late = {
    schemaVersion: 1,
    sketchId: space.sketchId,
    referenceId: space.referenceId,
    device,
    period: new Date(latest!.period).toISOString(),
    periodMs: HOUR,
    sequence: 2,
    id: '00000000-0000-4000-8000-000000000000',
    count: 20,
    sums: space.referenceMean.map((mean) => 20 * mean),
    states: {},
    state: 'drift',
    evidence: { value: 5_000, samples: 20 },
    app: null,
    release: BLURRING_RELEASE,
    labels: {},
    privacy: null,
    libraryVersion: '0.1.0',
  } as const;
  await store.insert([late]);
  const after = await analysis.report();
  expect(after.latest!.count).toBe(latest!.count + 20);
  expect(after.states).toMatchObject({ drift: 1 });
  const found = (await analysis.devices()).devices.find((one) => one.device === device)!;
  expect(found.evidence).toEqual({ eValue: 250, isChanged: true });
  const scope = (await fleetScope(store, { days: 28, clock: () => now }))!;
  const few = await deviceFindings(store, scope, { began: RELEASE_AT, most: 10 });
  expect(few).toMatchObject({ untested: true, devices: { length: 10 } });
  now += 13 * HOUR;
  const silent = await analysis.report();
  expect(silent.state).toBe('silent');
  expect(silent.sentence).toContain('Thu 26 Nov 05:00 UTC');
});

test('an empty store says so', async () => {
  const empty = await DuckDbStore.open(':memory:');
  const nothing = new FleetAnalysis(empty);
  expect(await nothing.report()).toMatchObject({ state: 'empty', series: [] });
  expect(await nothing.groups()).toMatchObject({ groups: [] });
  expect(await nothing.landmarks()).toEqual({ landmarks: [] });
  expect(await nothing.devices()).toMatchObject({ devices: [] });
  expect(await nothing.device('a')).toBeUndefined();
  await empty.close();
});
