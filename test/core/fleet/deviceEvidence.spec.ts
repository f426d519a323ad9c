import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { testEvidence } from '../../../src/core/fleet/deviceEvidence.js';

const devices = (...values: number[]) =>
  values.map((value, at) => ({ device: `${at}`, evidence: { value, samples: 10 } }));

test('the k largest are found, with k as large as they allow', () => {
  // Five devices at .1: one needs 50, two 25 each, three 16.7, four 12.5, five 10.
  const found = (...eValues: number[]) =>
    testEvidence(devices(...eValues.map((e) => 10 * e)))
      .filter(({ isChanged }) => isChanged)
      .map(({ device }) => device)
      .join(' ');
  expect(found(49, 0, 1, 2, 3)).toBe('');
  expect(found(50, 0, 1, 2, 3)).toBe('0');
  expect(found(1, 26, 0, 25, 3)).toBe('1 3');
  // The second largest alone is too small for two, the third enough for three.
  expect(found(18, 0, 17, 17, 3)).toBe('0 2 3');
  expect(found(10, 10, 10, 10, 10)).toBe('0 1 2 3 4');
  expect(testEvidence([])).toEqual([]);
});

test('of evidence without drift, the share of looks that find anything is below the level', () => {
  // Shiryaev-Roberts on likelihood ratios of a shift that never came.
  let looks = 0;
  for (let run = 0; run < 1_000; run++) {
    const draw = normal(seededRandom(run));
    const fleet = Array.from({ length: 20 }, (_, at) => {
      let value = 0;
      for (let sample = 0; sample < 30; sample++) value = (1 + value) * Math.exp(draw() - 0.5);
      return { device: `${at}`, evidence: { value, samples: 30 } };
    });
    if (testEvidence(fleet, { level: 0.1 }).some(({ isChanged }) => isChanged)) looks++;
  }
  expect(looks / 1_000).toBeLessThanOrEqual(0.1);
});

test('evidence that is none is named', () => {
  const refusal = (value: number, samples: number) => () =>
    testEvidence([{ device: 'a', evidence: { value, samples } }]);
  expect(refusal(1, 0)).toThrow(
    "evidence of 'a': a value of at least 0 after 1 sample or more was expected, 1 after 0 came.",
  );
  expect(refusal(Number.NaN, 5)).toThrow(/NaN after 5 came/);
  expect(refusal(-1, 5)).toThrow(/-1 after 5 came/);
  expect(() => testEvidence([], { level: 0 })).toThrow(/level: .* 0 came/);
});
