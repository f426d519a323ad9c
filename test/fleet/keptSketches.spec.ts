import { expect, test } from 'playwright/test';
import {
  type KeepRequest,
  type KeptSketches,
  keep,
  spentBy,
} from '../../src/fleet/keptSketches.js';
import type { OpenSketch } from '../../src/fleet/openSketch.js';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-27T12:00:00Z');
const nothing: KeptSketches = { open: [], periods: [] };

/** A sketch of as many rows, each of which is 1 at one landmark and 0.5 at the other. */
function sketchOf(
  id: string,
  count: number,
  changes: Partial<OpenSketch['header']> = {},
): OpenSketch {
  return {
    id,
    sequence: 0,
    header: {
      sketchId: '0123456789abcdef',
      referenceId: 'ref-1',
      device: 'tablet',
      period: new Date(NOON).toISOString(),
      periodMs: HOUR,
      app: null,
      release: null,
      labels: {},
      privacy: null,
      ...changes,
    },
    place: 'https://example.com/',
    minSamples: 20,
    count,
    sums: [count, count / 2],
    states: { ok: 1_000 * count },
    state: 'ok',
    evidence: null,
    noise: changes.privacy ? [0, 0] : null,
  };
}

/** Of one page, whose sketches are told by their ids. */
function pageOf(
  run: string,
  minutes: number,
  own: KeepRequest['own'],
  changes: Partial<KeepRequest> = {},
): KeepRequest {
  let ids = 0;
  return {
    run,
    nowMs: NOON + 60_000 * minutes,
    own,
    isLast: false,
    newId: () => `${run}-new-${++ids}`,
    sequenceBefore: 0,
    ...changes,
  };
}

const begun = (now: OpenSketch) => ({ now, kept: undefined, isEnded: false });
const shown = ({ sketch }: ReturnType<typeof keep>['result']['closed'][number]) => [
  sketch.id,
  sketch.sequence,
  sketch.count,
  sketch.sums[1],
];

test('a sketch is kept as it grows, and closed when its period is over', () => {
  const first = keep(nothing, pageOf('a', 1, [begun(sketchOf('x', 5))]));
  const kept = first.result.own[0]!;
  expect(kept).toMatchObject({ id: 'x', sequence: 1, count: 5 });
  const grown = { now: { ...sketchOf('x', 30), sequence: 1 }, kept, isEnded: false };
  const second = keep(first.kept, pageOf('a', 59.9, [grown]));
  expect(second.result).toMatchObject({ closed: [], dropped: 0, hasOthers: false });
  const third = keep(second.kept, pageOf('a', 60, [{ ...grown, kept: second.result.own[0]! }]));
  expect(third.result.closed.map(shown)).toEqual([['x', 1, 30, 15]]);
  expect(third.result.own).toEqual([undefined]);
  expect(third.kept.open).toEqual([]);
});

test('sequences of a device and period are all different, whichever page asks', () => {
  let kept = nothing;
  const given: unknown[] = [];
  for (const [run, header] of [
    ['a', {}],
    ['b', {}],
    ['c', { release: '2' }],
    ['d', { device: 'other' }],
    ['e', { period: new Date(NOON + HOUR).toISOString() }],
    ['f', { periodMs: HOUR / 2 }],
  ] as const) {
    const asked = keep(kept, pageOf(run, 1, [begun(sketchOf(run, 1, header))]));
    kept = asked.kept;
    given.push(asked.result.own[0]!.sequence);
  }
  expect(given).toEqual([1, 2, 3, 1, 1, 1]);
});

test('too few rows are dropped and counted, unless they add up with those of another page', () => {
  const few = keep(nothing, pageOf('a', 1, [begun(sketchOf('x', 19))]));
  const over = { now: few.result.own[0]!, kept: few.result.own[0], isEnded: false };
  const alone = keep(few.kept, pageOf('a', 61, [over]));
  expect(alone.result).toMatchObject({ closed: [], dropped: 19 });
  const other = keep(few.kept, pageOf('b', 2, [begun(sketchOf('y', 3))]));
  const joint = keep(other.kept, pageOf('a', 61, [over]));
  expect(joint.result.closed.map(shown)).toEqual([['x', 1, 22, 11]]);
  expect(joint.kept.open).toEqual([]);
  const labelled = keep(
    few.kept,
    pageOf('b', 2, [begun(sketchOf('y', 3, { labels: { at: 'b' } }))]),
  );
  expect(keep(labelled.kept, pageOf('a', 61, [over])).result).toMatchObject({
    closed: [],
    dropped: 19 + 3,
  });
});

test('a page goes on with what one that is gone has left in the same period', () => {
  const left = keep(nothing, pageOf('a', 1, [begun(sketchOf('x', 12))])).kept;
  const early = keep(left, pageOf('b', 10, [begun(sketchOf('y', 4))]));
  expect(early.result).toMatchObject({ own: [{ count: 4 }], hasOthers: true });
  const own = { now: early.result.own[0]!, kept: early.result.own[0], isEnded: false };
  const later = keep(early.kept, pageOf('b', 17, [own]));
  expect(later.result).toMatchObject({
    own: [{ id: 'y', count: 16, sums: [16, 8] }],
    hasOthers: false,
  });
  expect(later.result.own[0]!.states).toEqual({ ok: 16_000 });
  const stopped = keep(nothing, pageOf('a', 1, [begun(sketchOf('x', 12))], { isLast: true })).kept;
  const next = keep(stopped, pageOf('b', 2, [begun(sketchOf('y', 4))]));
  expect(next.result.own[0]).toMatchObject({ id: 'y', count: 16 });
});

test('what a page that is gone may have sent is sent as it was, by the same id and sequence', () => {
  const left = keep(nothing, pageOf('a', 1, [begun(sketchOf('x', 25))])).kept;
  const next = keep(left, pageOf('b', 20, [begun(sketchOf('y', 4))]));
  expect(next.result.closed.map(shown)).toEqual([['x', 1, 25, 12.5]]);
  expect(next.result.own[0]).toMatchObject({ id: 'y', sequence: 2, count: 4 });
  const small = keep(next.kept, pageOf('c', 21, [begun(sketchOf('z', 3))])).kept;
  const over = keep(small, pageOf('d', 90, []));
  // Two that are too little by themselves.
  expect(over.result).toMatchObject({ closed: [], dropped: 7 });
});

test('a page that slept while its sketch was taken goes on with what came since', () => {
  const first = keep(nothing, pageOf('a', 1, [begun(sketchOf('x', 25))]));
  const taken = keep(first.kept, pageOf('b', 30, [])).kept;
  expect(taken.open).toEqual([]);
  const slept = {
    now: { ...sketchOf('x', 46), sequence: 1 },
    kept: first.result.own[0],
    isEnded: false,
  };
  const awake = keep(taken, pageOf('a', 31, [slept]));
  expect(awake.result.own).toMatchObject([
    { id: 'a-new-1', sequence: 2, count: 21, sums: [21, 10.5] },
  ]);
  const own = { now: awake.result.own[0]!, kept: awake.result.own[0], isEnded: false };
  const over = keep(awake.kept, pageOf('a', 61, [own]));
  expect(over.result.closed.map(shown)).toEqual([['a-new-1', 2, 21, 10.5]]);
});

test('a sketch that is ended before its period is over is closed as it is', () => {
  const small = keep(nothing, pageOf('b', 1, [begun(sketchOf('y', 5))])).kept;
  const ended = keep(small, pageOf('a', 2, [{ ...begun(sketchOf('x', 40)), isEnded: true }]));
  expect(ended.result.closed.map(shown)).toEqual([['x', 2, 40, 20]]);
  expect(ended.kept.open.map(({ id }) => id)).toEqual(['y']);
});

test('with noise a device has one sketch a period, of all its pages', () => {
  const privacy = { epsilon: 1, delta: 1e-6 };
  const own = (run: string, count: number) => begun(sketchOf(run, count, { privacy }));
  const one = keep(nothing, pageOf('a', 1, [own('x', 31)])).kept;
  const two = keep(one, pageOf('b', 2, [own('y', 40)]));
  const mine = { now: two.result.own[0]!, kept: two.result.own[0], isEnded: false };
  const over = keep(two.kept, pageOf('b', 60, [mine]));
  const [sent] = over.result.closed;
  // 71 rows, of which one digit is told.
  expect(sent!.sketch).toMatchObject({
    id: 'y',
    count: 70,
    sums: [70, 35],
    states: {},
    state: 'withheld',
  });
  expect(over.kept.open).toEqual([]);
  expect(spentBy(over.kept, 'tablet', NOON + HOUR)).toEqual([privacy]);
  expect(spentBy(over.kept, 'other', NOON + HOUR)).toEqual([]);
  expect(spentBy(over.kept, 'tablet', NOON + 25 * HOUR)).toEqual([]);
  const late = keep(over.kept, pageOf('c', 61, [own('z', 50)]));
  expect(late.result).toMatchObject({ closed: [], dropped: 50 });
});

test('a clock that was wrong for a while holds nothing up, and periods are forgotten at last', () => {
  const ahead = { period: new Date(NOON + 48 * HOUR).toISOString() };
  const wrong = keep(nothing, pageOf('a', 48 * 60 + 1, [begun(sketchOf('x', 30, ahead))]));
  const right = keep(wrong.kept, pageOf('b', 1, [begun(sketchOf('y', 30))]));
  expect(right.result.closed.map(shown)).toEqual([['x', 1, 30, 15]]);
  expect(right.kept.periods).toHaveLength(2);
  const weeks = keep(right.kept, pageOf('c', 21 * 24 * 60, []));
  expect(weeks.result.closed.map(shown)).toEqual([['y', 1, 30, 15]]);
  expect(weeks.kept).toEqual({ open: [], periods: [] });
});
