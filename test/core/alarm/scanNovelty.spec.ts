import { expect, test } from 'playwright/test';
import type { AlarmOn, PolicyContext } from '../../../src/core/alarm/alarmPolicy.js';
import { CalibrationStore } from '../../../src/core/alarm/calibrationStore.js';
import { calmEpisodes, requireEpisodeOptions } from '../../../src/core/alarm/episodes.js';
import { nextEpisodes } from '../../../src/core/alarm/nextEpisodes.js';
import { ScanRule } from '../../../src/core/alarm/scanRule.later.js';
import { packedRows } from '../../../src/core/base/derivedRows.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRow } from '../../../src/core/base/rows.js';
import { isPartialCalibration } from '../../../src/core/partial/partialFile.js';

const WIDTH = 6;
const WINDOW = 64;
const gaussian = normal(seededRandom(11));

/** By day, by night and three conditions more, far from each other. */
const conditions = Array.from({ length: 5 }, () =>
  Array.from({ length: WIDTH }, () => 4 * gaussian()),
);

const rowsOf = (part: number, count: number, shift = 0): FeatureRow[] =>
  Array.from({ length: count }, () =>
    Float32Array.from(conditions[part]!, (level) => level + shift + gaussian()),
  );

const reference = packedRows([0, 1, 2, 3, 4].flatMap((part) => rowsOf(part, 50)));
const calibrations = new CalibrationStore();

function contextOf(alarmOn: AlarmOn, more: Partial<PolicyContext> = {}): PolicyContext {
  return {
    features: reference,
    reference,
    kernel: 'gaussian',
    bandwidth: undefined,
    windowSize: WINDOW,
    testEvery: 1,
    isIndependent: true,
    alarmOn,
    seed: 0,
    falseAlarms: { perSamples: 1_000 },
    calibrations,
    onProgress: () => {},
    ...more,
  };
}

async function started(context: PolicyContext): Promise<ScanRule> {
  const rule = await ScanRule.start(context, context.falseAlarms);
  await rule.settled;
  return rule;
}

/** A monitor's ring, and what the rule says of it. */
class Stream {
  #rows: FeatureRow[] = [];
  readonly #rule: ScanRule;

  constructor(rule: ScanRule) {
    this.#rule = rule;
  }

  add(row: FeatureRow, isInEpisode = false, isIndependent = true) {
    this.#rows = [...this.#rows, row].slice(-WINDOW);
    return this.#rule.decide({
      timeMs: 0,
      newRows: [row],
      rows: this.#rows,
      isInEpisode,
      isIndependent,
    });
  }
}

const mixed = (count: number) =>
  Array.from({ length: count }, (_, at) => rowsOf((at * 3) % 5, 1)[0]!);

test("with alarmOn 'new' night after day is a warning of kind 'mix', and no alarm", async () => {
  const stream = new Stream(await started(contextOf('new')));
  for (const row of mixed(60)) expect(stream.add(row).level).toBe('ok');
  const said = rowsOf(1, 150).map((row) => stream.add(row));
  expect(said.filter(({ level }) => level === 'drift')).toEqual([]);
  expect(said.at(-1)).toMatchObject({ level: 'warning', kind: 'mix', measure: 'novelty' });
  // Back to the mix that the reference has.
  expect(
    mixed(80)
      .map((row) => stream.add(row).level)
      .at(-1),
  ).toBe('ok');
});

test("what is unlike every part is an alarm of kind 'new', by day, by night and in any mix", async () => {
  for (const calm of [mixed(60), rowsOf(1, 60)]) {
    const stream = new Stream(await started(contextOf('new')));
    for (const row of calm) stream.add(row);
    const delay = rowsOf(1, 40, 2.5).findIndex((row) => {
      const { level, kind } = stream.add(row);
      if (level !== 'drift') return false;
      expect(kind).toBe('new');
      return true;
    });
    expect(delay).toBeGreaterThanOrEqual(0);
    expect(delay).toBeLessThan(25);
  }
});

test("with alarmOn 'any' both raise an alarm, which says which of them it was", async () => {
  const kinds = [rowsOf(1, 60), rowsOf(1, 60, 2.5)].map(async (rows) => {
    const stream = new Stream(await started(contextOf('any')));
    for (const row of mixed(60)) stream.add(row);
    let isInEpisode = false;
    const said = rows.map((row) => {
      const decision = stream.add(row, isInEpisode);
      isInEpisode ||= decision.level === 'drift';
      return decision;
    });
    expect(said.some(({ level }) => level === 'drift')).toBe(true);
    return said.at(-1)!.kind;
  });
  expect(await Promise.all(kinds)).toEqual(['mix', 'new']);
});

test('it is calibrated once for a reference, and the same by the same seed', async () => {
  const other = new CalibrationStore();
  await started(contextOf('new', { calibrations: other }));
  expect(other.partials).toEqual(calibrations.partials);
  expect(other.partials).toHaveLength(1);
  await started(contextOf('new', { calibrations: other }));
  expect(other.partials).toHaveLength(1);
});

test('a reference of too few rows has no kinds, and alarms of new things alone are refused', async () => {
  const small = packedRows(mixed(60));
  const context = { features: small, reference: small, windowSize: 14 };
  const few = { ...context, calibrations: new CalibrationStore() };
  await expect(started(contextOf('new', few))).rejects.toThrow(
    "alarmOn: 'new' came, and 60 reference rows and a window of 14 are too few",
  );
  const stream = new Stream(await started(contextOf('any', few)));
  const said = rowsOf(1, 40, 5).map((row) => stream.add(row));
  expect(said.at(-1)!.level).toBe('drift');
  expect(said.at(-1)).not.toHaveProperty('kind');
  expect(said.at(-1)).not.toHaveProperty('novelty');
});

test('after a restart nothing is left of rows of before, and few rows have no kind yet', async () => {
  const rule = await started(contextOf('any'));
  const before = new Stream(rule);
  for (const row of rowsOf(1, 40, 2.5)) before.add(row);
  rule.restart();
  const { level, novelty } = new Stream(rule).add(rowsOf(1, 1)[0]!);
  expect(level).not.toBe('drift');
  expect(novelty).toEqual({ runTime: 1, window: 0, partsFrom: 'clusters' });
  rule.restart();
  const stream = new Stream(rule);
  const kinds = rowsOf(2, 12, 9).map((row) => stream.add(row));
  const first = kinds.find((one) => one.level === 'drift');
  expect(first!.scan!.window).toBeLessThan(4);
  expect(first).not.toHaveProperty('kind');
  expect(kinds.at(-1)!.kind).toBe('new');
});

test('an alarm by night ends by night, when nothing new comes any more; what was new stays called so', async () => {
  const rule = await started(contextOf('new'));
  let episodes = calmEpisodes(0);
  let rows: FeatureRow[] = [];
  const show = (row: FeatureRow) => {
    rows = [...rows, row].slice(-WINDOW);
    const isInEpisode = episodes.episode !== undefined;
    const decision = rule.decide({ timeMs: 0, newRows: [row], rows, isInEpisode });
    const after = nextEpisodes(episodes, decision.level, '', requireEpisodeOptions({}));
    episodes = after.episodes;
    const { event, state } = after.step;
    if (event === 'recovered') rule.restart();
    return { ...decision, state };
  };
  for (const row of rowsOf(1, 80)) expect(show(row).state).not.toBe('drift');
  const drifted = rowsOf(1, 40, 9).map(show);
  expect(drifted.at(-1)).toMatchObject({ state: 'drift', kind: 'new' });
  // However strong, it can be sent as JSON, and drawn.
  for (const { novelty } of drifted) expect(Number.isFinite(novelty!.runTime)).toBe(true);
  const after = rowsOf(1, 120).map(show);
  const kinds = after.filter(({ state }) => state === 'drift').map(({ kind }) => kind);
  expect(kinds).not.toContain('mix');
  expect(after.at(-1)).toMatchObject({ state: 'warning', kind: 'mix' });
  // The next dirty lens is another alarm.
  expect(rowsOf(1, 40, 9).map((row) => show(row).state)).toContain('drift');
});

const names = ['noon', 'night', 'dusk', 'fog', 'snow'];
const labels = names.flatMap((name) => Array<string>(50).fill(name));

test('parts are those of the labels, and a verdict says which of them inputs are most like', async () => {
  const store = new CalibrationStore();
  const stream = new Stream(await started(contextOf('new', { labels, calibrations: store })));
  for (const row of mixed(60)) stream.add(row);
  const mix = rowsOf(1, 60).map((row) => stream.add(row));
  expect(mix.at(-1)).toMatchObject({ level: 'warning', kind: 'mix' });
  const { partsFrom, parts, rows } = mix.at(-1)!.novelty!;
  expect(partsFrom).toBe('labels');
  expect(parts![0]!.name).toBe('night');
  expect(parts![0]!.share).toBeGreaterThan(0.9);
  expect(rows!.length).toBeGreaterThan(1);
  for (const { row, label } of rows!) {
    expect(label).toBe('night');
    expect(Math.floor(row / 50)).toBe(1);
  }
  // Told where it matters alone.
  for (const { level, novelty } of mix) expect('parts' in novelty!).toBe(level !== 'ok');
  const novel = rowsOf(1, 30, 2.5).map((row) => stream.add(row));
  expect(novel.at(-1)).toMatchObject({ level: 'drift', kind: 'new' });
  expect(novel.at(-1)!.novelty!.parts![0]!.name).toBe('night');
  expect(store.partials).toMatchObject([{ partsFrom: 'labels', partSizes: [50, 50, 50, 50, 50] }]);
});

test('streams of one label alone are known, whatever k-means would have found', async () => {
  const halves = labels.map((_, row) => (row % 50 < 25 ? 'left' : 'right'));
  const context = contextOf('new', { labels: halves, calibrations: new CalibrationStore() });
  const stream = new Stream(await started(context));
  const levels = mixed(200).map((row) => stream.add(row).level);
  expect(levels).not.toContain('drift');
  expect(context.calibrations.partials).toMatchObject([{ partSizes: [125, 125] }]);
});

test('without labels parts follow from times, and where those tell nothing from k-means', async () => {
  const times = Float64Array.from(
    labels,
    (_, row) => 60_000 * row + 3_600_000 * Math.floor(row / 50),
  );
  const partsOf = async (more: Partial<PolicyContext>) => {
    const context = contextOf('new', { ...more, calibrations: new CalibrationStore() });
    const stream = new Stream(await started(context));
    for (const row of rowsOf(1, 30)) stream.add(row);
    const [calibration] = context.calibrations.partials;
    return { calibration, novelty: stream.add(rowsOf(1, 1)[0]!).novelty! };
  };
  const timed = await partsOf({ times });
  expect(timed.novelty.partsFrom).toBe('times');
  expect(timed.novelty.parts![0]!.name).toBe('1970-01-01 01:50 to 02:39 UTC');
  expect(timed.novelty.rows![0]!.time).toMatch(/^1970-01-01T0[12]:/);
  const clusters = await partsOf({ times: times.map(() => 5), labels: labels.map(() => 'day') });
  expect(clusters.novelty.partsFrom).toBe('clusters');
  expect(clusters.novelty.parts![0]!.name).toMatch(/^cluster [1-5]$/);
  expect(clusters.novelty.rows![0]!.label).toBe('day');
  expect(clusters.calibration).toEqual(calibrations.partials[0]);
});

test('a calibration for other parts is not taken, also where these are as large', async () => {
  const store = new CalibrationStore();
  const shifted = [...labels.slice(25), ...labels.slice(0, 25)];
  const turned = labels.toReversed();
  for (const more of [{ labels }, { labels: shifted }, {}, { labels }, {}, { labels: turned }]) {
    // Of small windows: the store is all that is looked at.
    await started(contextOf('new', { windowSize: 16, ...more, calibrations: store }));
  }
  const parts = store.partials.map(({ partsFrom }) => partsFrom);
  // Turned round the parts have other names, and are the same.
  expect(parts).toEqual(['labels', 'labels', undefined]);
});

test('a part of equal rows is known, and the calibration of it is sound', async () => {
  const still = rowsOf(1, 1)[0]!;
  const rows = [...rowsOf(0, 100), ...Array<FeatureRow>(60).fill(still)];
  const features = packedRows(rows);
  const context = contextOf('new', {
    features,
    reference: features,
    labels: rows.map((row) => (row === still ? 'still' : 'live')),
    calibrations: new CalibrationStore(),
    windowSize: 40,
  });
  const rule = await started(context);
  const [calibration] = context.calibrations.partials;
  expect(isPartialCalibration(JSON.parse(JSON.stringify(calibration)))).toBe(true);
  const stream = new Stream(rule);
  const stills = Array.from({ length: 40 }, () => stream.add(still.slice()));
  expect(stills.map(({ level }) => level)).not.toContain('drift');
  expect(stills.at(-1)!.novelty!.parts).toEqual([{ name: 'still', share: expect.closeTo(1, 2) }]);
});

test("with alarmOn 'any' dependent rows raise an alarm of what is new, and none of a mix", async () => {
  const rule = await started(contextOf('any', { isIndependent: false }));
  expect(rule.bearsDependence).toBe(true);
  const stream = new Stream(rule);
  for (const row of mixed(60)) stream.add(row, false, false);
  const night = rowsOf(1, 100).map((row) => stream.add(row, false, false));
  expect(night.map(({ level }) => level)).not.toContain('drift');
  expect(night.at(-1)!.measure).toBe('novelty');
  const dirty = rowsOf(1, 40, 2.5).map((row) => stream.add(row, false, false));
  expect(dirty.at(-1)).toMatchObject({ level: 'drift', kind: 'new' });
});

test('an alarm for other proportions does not end where rows became dependent', async () => {
  const stream = new Stream(await started(contextOf('any', { isIndependent: false })));
  for (const row of mixed(60)) stream.add(row);
  const night = rowsOf(1, 100).map((row) => stream.add(row).level);
  expect(night.at(-1)).toBe('drift');
  const after = mixed(100).map((row) => stream.add(row, true, false).level);
  expect(after).not.toContain('ok');
  expect(
    mixed(100)
      .map((row) => stream.add(row, true).level)
      .at(-1),
  ).toBe('ok');
});

test('frames of one scene end no alarm, and raise none', async () => {
  const context = contextOf('new', { isIndependent: false });
  const sceneOf = (row: FeatureRow, count: number) =>
    Array.from({ length: count }, () => row.map((x) => x + 0.05 * gaussian()));
  const stream = new Stream(await started(context));
  for (const row of mixed(60)) stream.add(row);
  for (let scene = 0; scene < 10; scene++) {
    const frames = sceneOf(rowsOf(scene % 5, 1)[0]!, 40);
    expect(frames.map((row) => stream.add(row).level)).not.toContain('drift');
  }
  expect(rowsOf(1, 40, 2.5).map((row) => stream.add(row).level)).toContain('drift');
  const still = sceneOf(rowsOf(1, 1)[0]!, 60).map((row) => stream.add(row, true).level);
  expect(still).not.toContain('ok');
  expect(
    mixed(80)
      .map((row) => stream.add(row, true).level)
      .at(-1),
  ).toBe('ok');
});

/** A place where mostly nothing happens. */
const mostlyEmpty = (count: number, share: number, spread: number): FeatureRow[] =>
  Array.from({ length: count }, (_, at) =>
    Float32Array.from({ length: WIDTH }, () => (at % 100 < 100 * share ? spread : 1) * gaussian()),
  );

test('an alarm ends though most known rows are nearly equal', async () => {
  const dense = packedRows(mostlyEmpty(400, 0.65, 0.2));
  const context = { features: dense, reference: dense, calibrations: new CalibrationStore() };
  const stream = new Stream(await started(contextOf('new', { ...context, isIndependent: false })));
  const known = mostlyEmpty(400, 0.65, 0.2).sort(() => gaussian());
  for (const row of known.slice(0, 60)) stream.add(row);
  const strange = Array.from({ length: 40 }, () =>
    Float32Array.from({ length: WIDTH }, () => 6 + gaussian()),
  );
  expect(strange.map((row) => stream.add(row).level)).toContain('drift');
  expect(known.slice(100).map((row) => stream.add(row, true).level)).toContain('ok');
});

test('where parts cannot be told from anything else, all that changes raises an alarm, and why is said', async () => {
  const blind = packedRows(mostlyEmpty(400, 0.8, 0.01));
  const context = { features: blind, reference: blind, calibrations: new CalibrationStore() };
  const rule = await started(contextOf('new', context));
  expect(rule.bearsDependence).toBe(false);
  expect(rule.partsAdvice).toMatch(/^reference: most of its rows are nearly equal/);
  const stream = new Stream(rule);
  for (const row of mostlyEmpty(100, 0.8, 0.01)) stream.add(row);
  const strange = Array.from({ length: 60 }, () =>
    Float32Array.from({ length: WIDTH }, () => 6 + gaussian()),
  );
  expect(strange.map((row) => stream.add(row).level)).toContain('drift');
});

test('what a scan finds of dependent rows is no all-clear, where it is beyond doubt', async () => {
  const stream = new Stream(await started(contextOf('new', { isIndependent: false })));
  for (const row of mixed(60)) stream.add(row, false, false);
  const said = rowsOf(1, 100).map((row) => stream.add(row, false, false));
  expect(said.at(-1)).toMatchObject({ level: 'warning', kind: 'mix' });
  expect(said.at(-1)!.scan).not.toHaveProperty('visibleShift');
});
