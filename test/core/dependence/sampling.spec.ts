import { expect, test } from 'playwright/test';
import { InvalidOptionError } from '../../../src/core/base/errors.js';
import { resolveSampling, type Sampling } from '../../../src/core/dependence/sampling.js';

const valid: Sampling[] = ['independent', 'video', { every: 1 }, { minIntervalMs: 0.5 }];

for (const sampling of valid) {
  test(`${JSON.stringify(sampling)} is taken as it is`, () => {
    expect(resolveSampling(sampling)).toEqual(sampling);
  });
}

const invalid: [unknown, RegExp][] = [
  ['film', /^sampling: 'independent', 'video', \{ every: 5 \} or .* was expected, 'film' came/],
  [undefined, /, undefined came/],
  [null, /, null came/],
  [5, /, 5 came/],
  [{}, /\{\} came/],
  [{ every: 2, minIntervalMs: 3 }, /\{"every":2,"minIntervalMs":3\} came/],
  [{ evry: 2 }, /\{"evry":2\} came/],
  [{ every: 0 }, /^sampling\.every: a whole number from 1 was expected, 0 came/],
  [{ every: 1.5 }, /sampling\.every: .* 1\.5 came/],
  [{ minIntervalMs: 0 }, /^sampling\.minIntervalMs: a number above 0 was expected, 0 came/],
  [{ minIntervalMs: Number.NaN }, /NaN came/],
  [{ minIntervalMs: Infinity }, /Infinity came/],
  [{ minIntervalMs: '9' }, /sampling\.minIntervalMs: a number above 0 was expected, 9 came/],
];

for (const [sampling, message] of invalid) {
  test(`${JSON.stringify(sampling)} is refused: ${message.source}`, () => {
    const resolve = () => resolveSampling(sampling as Sampling);
    expect(resolve).toThrow(InvalidOptionError);
    expect(resolve).toThrow(message);
  });
}
