import { expect, test } from 'playwright/test';
import { baselinePeriods } from '../../../src/core/fleet/baselinePeriods.js';

const HOUR = 3_600_000;
const wednesday = '2026-11-25T14:00:00.000Z';
const days = (periods: readonly string[]) => periods.map((iso) => iso.slice(5, 13)).join(' ');

test('a period is compared with the same hour of the same weekday', () => {
  const periods = baselinePeriods(wednesday, { periodMs: HOUR });
  expect(periods[0]).toBe('2026-11-18T14:00:00.000Z');
  expect(days(periods)).toBe('11-18T14 11-11T14 11-04T14 10-28T14');
  expect(new Set(periods.map((iso) => new Date(iso).getUTCDay()))).toEqual(new Set([3]));
});

test('or with the days before, or the periods just before', () => {
  const by = (season: 'day' | 'none') =>
    days(baselinePeriods(wednesday, { periodMs: HOUR, season, count: 3 }));
  expect(by('day')).toBe('11-24T14 11-23T14 11-22T14');
  expect(by('none')).toBe('11-25T13 11-25T12 11-25T11');
});

test('a baseline ends before a release, begins with the reference, and leaves alarms out', () => {
  const options = { periodMs: HOUR, season: 'day' } as const;
  const until = '2026-11-22T14:30:00Z';
  expect(days(baselinePeriods(wednesday, { ...options, until }))).toBe(
    '11-21T14 11-20T14 11-19T14 11-18T14',
  );
  // One that ends just then counts.
  const at = '2026-11-22T15:00:00Z';
  expect(days(baselinePeriods(wednesday, { ...options, until: at, count: 1 }))).toBe('11-22T14');
  const from = '2026-11-23T14:00:00Z';
  expect(days(baselinePeriods(wednesday, { ...options, from }))).toBe('11-24T14 11-23T14');
  const without = new Set(['2026-11-24T14:00:00.000Z', '2026-11-22T14:00:00.000Z']);
  expect(days(baselinePeriods(wednesday, { ...options, without, count: 2 }))).toBe(
    '11-23T14 11-21T14',
  );
  expect(baselinePeriods(wednesday, { ...options, from: wednesday })).toEqual([]);
  // A release to come is no reason to look ahead.
  const later = '2027-01-01T00:00:00Z';
  expect(days(baselinePeriods(wednesday, { ...options, until: later, count: 1 }))).toBe('11-24T14');
});

test('days of a day, and periods of ten minutes', () => {
  const day = baselinePeriods('2026-11-25T00:00:00.000Z', { periodMs: 24 * HOUR, count: 2 });
  expect(day).toEqual(['2026-11-18T00:00:00.000Z', '2026-11-11T00:00:00.000Z']);
  const ten = baselinePeriods('2026-11-25T14:10:00.000Z', {
    periodMs: HOUR / 6,
    season: 'none',
    count: 2,
  });
  expect(ten).toEqual(['2026-11-25T14:00:00.000Z', '2026-11-25T13:50:00.000Z']);
});

test('what is no period is named', () => {
  expect(() => baselinePeriods('now', { periodMs: HOUR })).toThrow(
    "period: a time in ISO 8601 was expected, 'now' came.",
  );
  expect(() => baselinePeriods('2026-11-25T14:10:00.000Z', { periodMs: HOUR })).toThrow(
    'period: a multiple of 3600000 ms since 1970 was expected, 2026-11-25T14:10:00.000Z came.',
  );
  expect(() => baselinePeriods(wednesday, { periodMs: 7 * 60_000 })).toThrow(
    /periodMs: a divisor of a day/,
  );
  expect(() => baselinePeriods(wednesday, { periodMs: HOUR, count: 0 })).toThrow(
    /count: .* 0 came/,
  );
  const season = 'month' as 'week';
  expect(() => baselinePeriods(wednesday, { periodMs: HOUR, season })).toThrow(
    /season: .* 'month' came/,
  );
});
