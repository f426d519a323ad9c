import { expect, test } from 'playwright/test';
import type { PolicyContext } from '../../../src/core/alarm/alarmPolicy.js';
import { CalibrationStore } from '../../../src/core/alarm/calibrationStore.js';
import { ScanRule } from '../../../src/core/alarm/scanRule.later.js';
import { packedRows } from '../../../src/core/base/derivedRows.js';
import type { FeatureRow } from '../../../src/core/base/rows.js';
import { streamRows } from '../../support/streamRows.js';

const WINDOW = 16;

const rowsOf = (seed: number, count: number, shift = 0, width = 4): FeatureRow[] =>
  streamRows(seed, count, width, shift);

function contextOf(rows: readonly FeatureRow[], more: Partial<PolicyContext> = {}): PolicyContext {
  const features = packedRows(rows);
  return {
    features,
    reference: features,
    kernel: 'gaussian',
    bandwidth: undefined,
    windowSize: WINDOW,
    testEvery: 1,
    isIndependent: true,
    seed: 0,
    falseAlarms: { perSamples: 1_000 },
    calibrations: new CalibrationStore(),
    onProgress: () => {},
    ...more,
  };
}

const started = (context: PolicyContext) => ScanRule.start(context, context.falseAlarms);

/** A ring of rows, and what a rule says to it. */
class Stream {
  rows: FeatureRow[] = [];
  readonly rule: ScanRule;

  constructor(rule: ScanRule) {
    this.rule = rule;
  }

  add(...newRows: FeatureRow[]) {
    this.rows = [...this.rows, ...newRows].slice(-WINDOW);
    return this.rule.decide({ timeMs: 0, newRows: newRows.slice(-WINDOW), rows: this.rows });
  }
}

const reference = rowsOf(1, 80);
const context = contextOf(reference);
const live = rowsOf(12, 60);

test('a strong drift is found by a small window at once, a weak one by a larger one later', async () => {
  const found: { runTime: number; window: number; threshold: number }[] = [];
  for (const shift of [3, 0.8]) {
    const stream = new Stream(await started(context));
    for (const row of live) expect(stream.add(row).level).not.toBe('drift');
    const drifted = rowsOf(3, 100, shift);
    const delay = drifted.findIndex((row) => {
      const decision = stream.add(row);
      if (decision.level !== 'drift') return false;
      found.push({ ...decision.scan!, threshold: decision.threshold });
      return true;
    });
    expect(delay).toBeGreaterThanOrEqual(0);
    expect(found.at(-1)!.runTime).toBeGreaterThan(1_000);
    expect(found.at(-1)!.threshold).toBe(1_000);
    expect(delay).toBeLessThan(shift === 3 ? 3 : 16);
  }
  const [strong, weak] = found;
  expect(strong!.window).toBeLessThanOrEqual(4);
  expect(weak!.window).toBeGreaterThan(strong!.window);
});

test('an alarm ends soon after a strong drift, and what is left of it in the ring raises no other', async () => {
  const rule = await started(contextOf(rowsOf(1, 400, 0, 4), { windowSize: 64 }));
  let rows: FeatureRow[] = [];
  let isInEpisode = false;
  const next = (row: FeatureRow) => {
    rows = [...rows, row].slice(-64);
    const decision = rule.decide({ timeMs: 0, newRows: [row], rows, isInEpisode });
    isInEpisode ||= decision.level === 'drift';
    return decision;
  };
  for (const row of rowsOf(12, 64)) next(row);
  const levels = rowsOf(3, 30, 3).map((row) => next(row).level);
  expect(levels.slice(5)).toEqual(Array(25).fill('drift'));
  const calm = rowsOf(21, 60);
  const ended = calm.findIndex((row) => next(row).level === 'ok');
  expect(ended).toBeGreaterThan(3);
  expect(ended).toBeLessThan(16);
  rule.restart();
  isInEpisode = false;
  // 30 of the 64 rows are of the drift, and forgotten.
  const after = calm.slice(ended + 1).map((row) => next(row));
  expect(after.map(({ level }) => level)).not.toContain('drift');
  expect(after[0]!.looksBack).toBe(17);
  expect(after[0]!.scan!.views[0]!.sizes.at(-1)).toBe(16);
});

test('drift that is no episode, as in a cooldown, leaves all windows on', async () => {
  const rule = await started(contextOf(rowsOf(1, 400), { windowSize: 64 }));
  const all = [...rowsOf(31, 20), ...rowsOf(32, 3, 4), ...rowsOf(33, 80)];
  const decisions = all.map((row, at) => {
    const rows = all.slice(Math.max(0, at - 63), at + 1);
    return rule.decide({ timeMs: 0, newRows: [row], rows, isInEpisode: false });
  });
  expect(decisions[22]!.level).toBe('drift');
  expect(decisions.map(({ looksBack }) => looksBack)).toEqual(Array(103).fill(undefined));
});

test('rows of before a restart are not looked at again, however many come at once', async () => {
  const stream = new Stream(await started(context));
  for (const row of rowsOf(3, WINDOW, 3)) stream.add(row);
  stream.rule.restart();
  stream.rows = [];
  const { level, scan } = stream.add(...rowsOf(23, WINDOW));
  expect(level).not.toBe('drift');
  expect(scan!.runTime).toBeLessThan(1_000);
});

test('rows of a drift that is over stay so when the window is thinned and looked at anew', async () => {
  const rule = await started(contextOf(rowsOf(1, 400), { windowSize: 64 }));
  const drifted = rowsOf(3, 20, 3);
  const all = [...drifted, ...rowsOf(29, 20)];
  const decide = (newRows: FeatureRow[], rows: FeatureRow[], isInEpisode: boolean) =>
    rule.decide({ timeMs: 0, newRows, rows, isInEpisode }).level;
  const levels = all.map((row, at) => decide([row], all.slice(0, at + 1), at > 3));
  expect([levels[19], levels[39]]).toEqual(['drift', 'ok']);
  rule.restart();
  const thinned = all.filter((_, at) => at % 2 === 1);
  expect(decide(thinned, thinned, false)).not.toBe('drift');
  // Where nothing else is left, they are looked at again.
  expect(decide(drifted, drifted, false)).toBe('drift');
});

test('an episode of before a reload does not end with rows that are too few to tell', async () => {
  const rule = await started(
    contextOf(reference, { saved: { budget: { tests: 0, ms: 0 }, shownBy: 64 } }),
  );
  const rows: FeatureRow[] = [];
  const levels = rowsOf(24, WINDOW).map((row) => {
    rows.push(row);
    return rule.decide({ timeMs: 0, newRows: [row], rows: [...rows], isInEpisode: true }).level;
  });
  expect(levels.slice(0, -1)).not.toContain('ok');
  expect(levels.at(-1)).toBe('ok');
});

test('what many new rows show is told as of the latest, and of windows that are full', async () => {
  const stream = new Stream(await started(context));
  const { scan } = stream.add(...rowsOf(25, 2, 4), ...rowsOf(26, 9));
  expect(scan!.window).toBeLessThanOrEqual(2);
  expect(scan!.began.samplesAgo).toBeGreaterThan(9);
  const first = new Stream(await started(context));
  const drifted = rowsOf(27, 3, 4)
    .map((row) => first.add(row))
    .at(-1)!;
  expect(drifted.level).toBe('drift');
  expect(drifted.scan!.began.atMost).toBeUndefined();
});

test('samples that come together are counted over the time since the test before', async () => {
  const falseAlarms = { per: 'day' } as const;
  const rule = await started(contextOf(reference, { falseAlarms }));
  const rows = rowsOf(28, 640);
  let runTime = 0;
  for (let at = 0; at < 640; at += 8) {
    const newRows = rows.slice(at, at + 8);
    const held = rows.slice(Math.max(0, at + 8 - WINDOW), at + 8);
    runTime = rule.decide({ timeMs: at * 1_000, newRows, rows: held }).expectedRunTime!;
  }
  expect(runTime).toBeGreaterThan(84_000);
  expect(runTime).toBeLessThan(89_000);
});

test('a bandwidth that tells no rows apart is refused', async () => {
  const features = packedRows(reference);
  await expect(
    started(contextOf(reference, { features, reference: features, bandwidth: 1e-3 })),
  ).rejects.toThrow('bandwidth: with 0.001 no window differs');
});

test('frames and independent inputs have calibrations of their own', async () => {
  const calibrations = new CalibrationStore();
  await started(contextOf(reference, { calibrations, isIndependent: false }));
  const stream = new Stream(await started(contextOf(reference, { calibrations })));
  for (const row of live.slice(0, 4)) stream.add(row);
  expect(stream.add(live[4]!).scan!.views[0]!.sizes).toEqual([1, 2, 3, 4]);
  expect(calibrations.scans.map(({ apart }) => apart)).toEqual([2, 1]);
});

test('rows that come together are looked at one by one', async () => {
  const [single, together] = [
    new Stream(await started(context)),
    new Stream(await started(context)),
  ];
  for (let at = 0; at < 60; at += 5) {
    const five = live.slice(at, at + 5);
    const looks = five.map((row) => single.add(row).scan!.runTime);
    expect(together.add(...five).scan!.runTime).toBe(Math.max(...looks));
  }
});

test('rows that were taken out of the window leave no trace', async () => {
  const [thinned, fresh] = [new Stream(await started(context)), new Stream(await started(context))];
  for (const row of live.slice(0, 40)) thinned.add(row);
  const kept = thinned.rows.filter((_, at) => at % 3 === 0);
  thinned.rows = kept;
  for (const row of kept) fresh.add(row);
  for (const row of live.slice(40)) {
    expect(thinned.add(row).scan).toEqual(fresh.add(row).scan);
  }
  thinned.rows = [];
  const anew = new Stream(await started(context));
  for (const row of live) expect(thinned.add(row).scan).toEqual(anew.add(row).scan);
});

test('early decisions look at the windows that are full, and rank the rows', async () => {
  const rule = await started(context);
  const rows = rowsOf(4, 3);
  const odd = Float32Array.of(4, 4, 4, 4);
  const decision = rule.decideEarly({ timeMs: 0, newRows: [...rows, odd], rows: [...rows, odd] });
  expect(decision.scan!.views.map(({ view, sizes }) => [view, sizes])).toEqual([
    ['raw', [1, 2, 3, 4]],
  ]);
  expect(decision.witness!.indexOf(Math.min(...decision.witness!))).toBe(3);
  expect(decision.scan!.window).toBeLessThan(4);
});

test('the smallest shift that would show falls as windows fill', async () => {
  const stream = new Stream(await started(context));
  const shifts = live.slice(0, WINDOW).map((row) => stream.add(row).scan!.visibleShift);
  expect(shifts[0]).toBeUndefined();
  const [few, many] = [shifts[3]!, shifts[WINDOW - 1]!];
  expect(few).toBeGreaterThan(many);
  expect(many).toBeLessThan(1);
});

test('what was calibrated is used again by the same reference, grid and projection', async () => {
  const calibrations = new CalibrationStore();
  await started(contextOf(reference, { calibrations }));
  await started(contextOf(reference, { calibrations, falseAlarms: { perSamples: 50_000 } }));
  expect(calibrations.scans).toHaveLength(1);
  await started(contextOf(reference, { calibrations, windowSize: 8 }));
  expect(calibrations.scans).toHaveLength(2);
});

test('with 400 rows features are looked at whitened, too, which has a fifth of the alarms', async () => {
  const many = rowsOf(5, 400, 0, 6);
  const rule = await started(contextOf(many));
  const stream = new Stream(rule);
  for (const row of rowsOf(6, 20, 0, 6)) stream.add(row);
  const { views } = stream.add(...rowsOf(7, 4, 2, 6)).scan!;
  expect(views.map(({ view }) => view)).toEqual(['raw', 'whitened']);
  // Rows along one axis cannot be whitened.
  const line = many.map((row) => Float32Array.of(row[0]!, row[0]!, row[0]!));
  const flat = new Stream(await started(contextOf(line)));
  expect(flat.add(line[0]!).scan!.views.map(({ view }) => view)).toEqual(['raw']);
});

test('a reference of few kinds of rows raises no alarm while those come', async () => {
  const kinds = rowsOf(8, 3);
  const same = Array.from({ length: 60 }, (_, at) => kinds[at % 3]!.slice());
  const stream = new Stream(await started(contextOf(same)));
  const random = rowsOf(9, 200).map((row) => kinds[Math.abs(Math.floor(row[0]! * 1e4)) % 3]!);
  const levels = random.map((row) => stream.add(row.slice()).level);
  expect(levels.filter((level) => level === 'drift').length).toBeLessThanOrEqual(1);
});

test('the budget of false alarms is counted in samples, and goes on in the next visit', async () => {
  const falseAlarms = { per: 'day', samplesPerSecond: 2 } as const;
  const rule = await started(contextOf(reference, { falseAlarms }));
  const decision = rule.decide({ timeMs: 0, newRows: [live[0]!], rows: [live[0]!] });
  expect(decision).toMatchObject({ expectedRunTime: 172_800, isExtrapolated: true });
  const saved = JSON.parse(JSON.stringify(rule.save()));
  const next = await started(contextOf(reference, { falseAlarms, saved }));
  expect(next.save()).toEqual(saved);
});
