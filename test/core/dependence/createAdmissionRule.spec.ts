import { expect, test } from 'playwright/test';
import { createAdmissionRule, StrideRule } from '../../../src/core/dependence/sampling.js';

test('independent inputs and the first ones of a video are all admitted', () => {
  for (const sampling of ['independent', 'video'] as const) {
    const rule = createAdmissionRule(sampling);
    expect(admittedOf(5, (frame) => rule.offer(frame))).toEqual([0, 1, 2, 3, 4]);
    expect(rule.stride).toBe(1);
  }
});

test('every third input is admitted, from the first on, whatever the clock says', () => {
  const rule = createAdmissionRule({ every: 3 });
  expect(admittedOf(8, () => rule.offer(0))).toEqual([0, 3, 6]);
  expect(rule.stride).toBe(3);
});

test('a stride that grows leaves that many inputs in between, counted from then on', () => {
  const rule = new StrideRule(2);
  expect(admittedOf(4, () => rule.offer())).toEqual([0, 2]);
  rule.stride = 5;
  expect(admittedOf(10, () => rule.offer())).toEqual([4, 9]);
});

test('a stride that shrinks never makes the wait longer', () => {
  const rule = new StrideRule(9);
  expect(admittedOf(8, () => rule.offer())).toEqual([0]);
  rule.stride = 6;
  expect(admittedOf(8, () => rule.offer())).toEqual([1, 7]);
  rule.stride = 2;
  expect(admittedOf(4, () => rule.offer())).toEqual([1, 3]);
});

test('inputs closer than the interval are not admitted; the stride tells how many came', () => {
  const rule = createAdmissionRule({ minIntervalMs: 100 });
  const times = [5, 50, 104, 105, 180, 260, 300, 400];
  expect(times.filter((time) => rule.offer(time))).toEqual([5, 105, 260, 400]);
  expect(rule.stride).toBe(2);
});

test('a clock that goes backwards starts the interval anew from its new time', () => {
  const rule = createAdmissionRule({ minIntervalMs: 100 });
  const times = [10_000, 10_050, 20, 60, 119, 120, 150, 220];
  expect(times.map((time) => rule.offer(time))).toEqual([
    true,
    false,
    false,
    false,
    false,
    true,
    false,
    true,
  ]);
});

function admittedOf(count: number, offer: (frame: number) => boolean): number[] {
  return Array.from({ length: count }, (_, frame) => frame).filter(offer);
}
