import { expect, test } from 'playwright/test';
import { requireKnownNames, requireOneOf } from '../../../src/core/base/names.js';

const known = { windowSize: true, testEvery: true, seed: true } as const;

test('names that are known pass, also where their value is undefined', () => {
  expect(() => requireKnownNames('it', {}, known)).not.toThrow();
  expect(() => requireKnownNames('it', { seed: undefined }, known)).not.toThrow();
});

for (const [given, said] of [
  ['windowsize', "it: there is no option 'windowsize'; did you mean 'windowSize'?"],
  ['widowSize', "it: there is no option 'widowSize'; did you mean 'windowSize'?"],
  ['sed', "it: there is no option 'sed'; did you mean 'seed'?"],
  ['__proto', "it: there is no option '__proto'. Known are windowSize, testEvery, seed."],
  ['toString', "it: there is no option 'toString'. Known are windowSize, testEvery, seed."],
] as const) {
  test(`'${given}' is refused by name`, () => {
    expect(() => requireKnownNames('it', { [given]: 1 }, known)).toThrow(said);
  });
}

test('what is no object of options is refused', () => {
  expect(() => requireKnownNames('it', null as unknown as object, {})).toThrow('null came');
  expect(() => requireKnownNames('it', 3 as unknown as object, {})).toThrow('3 came');
});

test('a value that is not known is refused with the nearest one that is', () => {
  const kernels = ['gaussian', 'laplace'] as const;
  expect(() => requireOneOf('kernel', 'laplace', kernels)).not.toThrow();
  expect(() => requireOneOf('kernel', 'gausian', kernels)).toThrow(
    "kernel: one of 'gaussian', 'laplace' was expected, 'gausian' came; did you mean 'gaussian'?",
  );
  expect(() => requireOneOf('kernel', null, kernels)).toThrow("'null' came. Known are");
});
