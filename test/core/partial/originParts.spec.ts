import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { labelledParts, timedParts } from '../../../src/core/partial/originParts.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const march = Date.UTC(2026, 2, 1);

/** Rows of one column about a level for each label, so many of each. */
function labelled(...conditions: readonly (readonly [string | undefined, number, number])[]) {
  const gaussian = normal(seededRandom(3));
  const values = conditions.flatMap(([, count, level]) =>
    Array.from({ length: count }, () => level + 0.1 * gaussian()),
  );
  return {
    rows: { values: Float64Array.from(values), count: values.length, width: 1 },
    labels: conditions.flatMap(([label, count]) => Array<typeof label>(count).fill(label)),
  };
}

/** How many rows of each label are in each part. */
function table(labels: readonly unknown[], of: Int32Array): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = {};
  for (const [row, part] of of.entries()) {
    const counts = found[part] ?? {};
    found[part] = { ...counts, [`${labels[row]}`]: (counts[`${labels[row]}`] ?? 0) + 1 };
  }
  return found;
}

test('each label is a part, in the order that they come in, and rows without are one', () => {
  const { rows, labels } = labelled(['b', 40, 0], [undefined, 30, 5], ['a', 50, 0]);
  const { of, sizes } = labelledParts(rows, labels, 20)!;
  expect(sizes).toEqual([40, 30, 50]);
  expect(table(labels, of)).toEqual({ 0: { b: 40 }, 1: { undefined: 30 }, 2: { a: 50 } });
});

test('labels of too few rows join the part that is nearest, the smallest first', () => {
  const { rows, labels } = labelled(
    ['day', 60, 0],
    ['dawn', 3, 8],
    ['night', 40, 10],
    ['dusk', 15, 6.5],
    ['noon', 19, -1],
  );
  const { of, sizes } = labelledParts(rows, labels, 20)!;
  expect(sizes).toEqual([79, 58]);
  expect(table(labels, of)).toEqual({
    0: { day: 60, noon: 19 },
    1: { night: 40, dawn: 3, dusk: 15 },
  });
  // Two that are too small are large enough together.
  const pair = labelled(['day', 60, 0], ['dawn', 12, 9], ['dusk', 12, 10]);
  expect(labelledParts(pair.rows, pair.labels, 20)!.sizes).toEqual([60, 24]);
});

test('more than ten labels make ten parts', () => {
  const many = Array.from({ length: 14 }, (_, at) => [`c${at}`, 30 + at, at] as const);
  const { rows, labels } = labelled(...many);
  const { sizes } = labelledParts(rows, labels, 20)!;
  expect(sizes).toHaveLength(10);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(rows.count);
});

test('one label, or one and too few rows of others, is no parts', () => {
  for (const conditions of [
    [['day', 60, 0]],
    [
      ['day', 60, 0],
      ['night', 3, 9],
    ],
  ] as const) {
    const { rows, labels } = labelled(...conditions);
    expect(labelledParts(rows, labels, 20)).toBeUndefined();
  }
});

/** One row a minute. @param hours When each session begins, and how long it is, in hours. */
const sessions = (...hours: readonly (readonly [from: number, length: number])[]) =>
  Float64Array.from(
    hours.flatMap(([from, length]) =>
      Array.from({ length: 60 * length }, (_, at) => march + from * HOUR + at * MINUTE),
    ),
  );

test('within two days rows are parted at pauses, and long blocks are halved', () => {
  const times = sessions([6, 2], [14, 2], [22, 1]);
  const { sizes, names, of } = timedParts(times, 30)!;
  // 300 rows: no block of more than 75.
  expect(sizes).toEqual([60, 60, 60, 60, 60]);
  expect(names).toEqual([
    '2026-03-01 06:00 to 06:59 UTC',
    '2026-03-01 07:00 to 07:59 UTC',
    '2026-03-01 14:00 to 14:59 UTC',
    '2026-03-01 15:00 to 15:59 UTC',
    '2026-03-01 22:00 to 22:59 UTC',
  ]);
  expect([...of]).toEqual([...of].sort((a, b) => a - b));
});

test('a session without pauses is four parts of as many rows', () => {
  const { sizes } = timedParts(sessions([6, 8]), 30)!;
  expect(sizes).toEqual([120, 120, 120, 120]);
});

test('a pause that would leave too few rows parts nothing', () => {
  const { sizes } = timedParts(sessions([6, 4], [20, 1 / 6]), 30)!;
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(250);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(30);
  expect(timedParts(sessions([6, 0.5], [20, 0.25]), 30)).toBeUndefined();
});

test('over more days rows of one time of the day are one part, also those around midnight', () => {
  const times = sessions(
    ...[0, 24, 48, 72].flatMap((day) =>
      [9, 15, 21.75, 23.75].map((hour) => [day + hour, 0.5] as const),
    ),
  );
  const { sizes, names, of } = timedParts(times, 25)!;
  expect(sizes).toEqual([120, 120, 120, 120]);
  expect(names).toEqual([
    '09:00 to 09:29 UTC',
    '15:00 to 15:29 UTC',
    '21:45 to 22:14 UTC',
    '23:45 to 00:14 UTC',
  ]);
  for (const [row, part] of of.entries()) {
    const hour = new Date(times[row]! + HOUR).getUTCHours();
    expect(part).toBe({ 10: 0, 16: 1, 22: 2, 23: 2, 0: 3, 1: 3 }[hour]);
  }
});

test('the day begins after its longest pause, whatever the hour', () => {
  const nights = [0, 24, 48].map((day) => [day + 20, 8] as const);
  const { names } = timedParts(sessions(...nights), 30)!;
  expect(names).toEqual([
    '20:00 to 21:59 UTC',
    '22:00 to 23:59 UTC',
    '00:00 to 01:59 UTC',
    '02:00 to 03:59 UTC',
  ]);
});

test('rows in any order are parted by their times; equal times, or a missing one, are no parts', () => {
  const times = sessions([6, 2], [14, 2]);
  const backwards = times.toReversed();
  expect(timedParts(backwards, 30)!.sizes).toEqual(timedParts(times, 30)!.sizes);
  expect([...timedParts(backwards, 30)!.of]).toEqual([...timedParts(times, 30)!.of].reverse());
  expect(timedParts(new Float64Array(200).fill(march), 30)).toBeUndefined();
  expect(timedParts(Float64Array.from([...times, Number.NaN]), 30)).toBeUndefined();
  // Before 1970, too.
  expect(
    timedParts(
      times.map((time) => time - 60 * 365 * DAY),
      30,
    )!.sizes,
  ).toHaveLength(4);
});
