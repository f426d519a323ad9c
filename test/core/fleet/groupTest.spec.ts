import { expect, test } from 'playwright/test';
import { testGroups } from '../../../src/core/fleet/groupTest.js';
import { benjaminiHochberg } from '../../../src/core/ks/multipleTesting.js';
import { gaussianBuckets, identity, ones } from './smallFleet.js';

const named = (name: string, seed: number, shift = 0, devices = 40) => ({
  name,
  buckets: gaussianBuckets(ones(devices), { seed, shift }),
});

test('the group that changed is found among those that did not', () => {
  const groups = [
    ...Array.from({ length: 19 }, (_, at) => named(`calm ${at}`, at)),
    named('blurred', 50, 0.6),
  ];
  const { groups: tests, tooFew } = testGroups(groups, identity(3), { seed: 0 });
  expect(tests.filter(({ isChanged }) => isChanged).map(({ name }) => name)).toEqual(['blurred']);
  expect(tests.map(({ name }) => name)).toEqual(groups.map(({ name }) => name));
  expect(tooFew).toEqual([]);
  const pValues = tests.map(({ pValue }) => pValue);
  const { adjusted } = benjaminiHochberg(pValues, 0.05);
  expect(tests.map(({ adjustedPValue }) => adjustedPValue)).toEqual([...adjusted]);
  // What is calm costs few flips.
  const calm = tests.slice(0, 19).map(({ flips }) => flips);
  expect(calm.reduce((a, b) => a + b, 0) / 19).toBeLessThan(1_000);
  expect(tests[19]!.flips).toBe(9_999);
});

test('groups with too few devices to say anything are named, and count for none of the others', () => {
  const groups = [named('a', 1), named('b', 2, 5, 5), named('c', 3, 5, 6), named('d', 3, 5, 1)];
  const { groups: tests, tooFew } = testGroups(groups, identity(3), { seed: 0 });
  expect(tooFew).toEqual(['b', 'd']);
  expect(tests.map(({ name }) => name)).toEqual(['a', 'c']);
  expect(testGroups([], identity(3), { seed: 0 })).toEqual({ groups: [], tooFew: [] });
});

test('groups are gone through once, and one that comes twice is named', () => {
  function* groups() {
    yield named('a', 1);
    yield named('a', 2);
  }
  expect(() => testGroups(groups(), identity(3), { seed: 0 })).toThrow(
    "groups: each once was expected, 'a' came twice.",
  );
  expect(() => testGroups([], identity(3), { seed: 0, level: 1 })).toThrow(/level: .* 1 came/);
});
