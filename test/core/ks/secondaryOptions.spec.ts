import { expect, test } from 'playwright/test';
import { DriftMonitor, Reference, type SecondaryOptions } from 'tfjs-drift';
import { resolveSecondaryOptions } from '../../../src/core/ks/secondary.js';

test('nothing asked for is off; the rest has defaults', () => {
  expect(resolveSecondaryOptions(undefined)).toBeUndefined();
  expect(resolveSecondaryOptions({ features: false, outputs: false })).toBeUndefined();
  const all = { features: 'bonferroni', outputs: true, level: 0.01, every: 1 };
  expect(resolveSecondaryOptions({})).toEqual(all);
  expect(resolveSecondaryOptions({ features: 'fdr', every: 5 })).toEqual({
    ...all,
    features: 'fdr',
    every: 5,
  });
});

const mistakes: [unknown, RegExp][] = [
  [true, /^secondary: an object .*true came/],
  [null, /^secondary: an object .*null came/],
  [{ features: 'holm' }, /^secondary\.features: 'bonferroni' or 'fdr'.*holm came/],
  [{ features: true }, /^secondary\.features: /],
  [{ outputs: 1 }, /^secondary\.outputs: true or false .*1 came/],
  [{ level: 1.5 }, /^secondary\.level: .*1.5 came/],
  [{ every: 0 }, /^secondary\.every: a whole number .*0 came/],
];

for (const [secondary, message] of mistakes) {
  test(`refused when the monitor is made: ${JSON.stringify(secondary)}`, async () => {
    const reference = await Reference.fromFeatures([[1], [2], [4]]);
    const make = () =>
      new DriftMonitor({
        sampling: 'independent',
        reference,
        secondary: secondary as SecondaryOptions,
      });
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ name: 'InvalidOptionError' }));
  });
}
