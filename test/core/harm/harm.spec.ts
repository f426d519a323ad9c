import { expect, test } from 'playwright/test';
import { binomialBounds } from '../../../src/core/harm/binomialBounds.js';
import type { AccuracyEstimate } from '../../../src/core/harm/estimatedAccuracy.js';
import { type HarmFacts, harmOf, type LabelFinding } from '../../../src/core/harm/harm.js';

const estimate = (dropLow: number, dropHigh: number): AccuracyEstimate => ({
  accuracy: 0.9 - (dropLow + dropHigh) / 2,
  low: 0.6,
  high: 0.95,
  referenceAccuracy: 0.9,
  drop: (dropLow + dropHigh) / 2,
  dropLow,
  dropHigh,
  inputs: 64,
  basis: 'labels',
});

const labels = (harm: number, safety: number): LabelFinding => ({
  drawn: 40,
  open: 0,
  tested: 40,
  wrong: 12,
  others: 0,
  othersWrong: 0,
  unused: 0,
  test: { limit: 0.15, safeLimit: 0.15, harm, safety, threshold: 20, isShown: harm >= 20 },
});

const relevant = { size: 'small', mmd2: 0.01, low: 0, high: 0.02, relevantFrom: 0.1, inputs: 64 };

const cases: readonly [Partial<HarmFacts>, string, string][] = [
  [{ drift: 'ok' }, 'unlikely', 'The latest inputs look like the reference.'],
  [
    { labels: labels(20, 0) },
    'shown',
    '12 of 40 labelled answers are wrong: more than the 15 % allowed.',
  ],
  [{ drift: 'ok', labels: labels(20, 0) }, 'shown', 'more than the 15 %'],
  [{ kind: 'new', labels: labels(0, 20) }, 'unlikely', 'no more than 15 % are wrong.'],
  [{ labels: labels(20, 20) }, 'shown', 'more than the 15 %'],
  [{ relevant: relevant as never, kind: 'new' }, 'unlikely', 'smaller than what was set'],
  [{ kind: 'new', estimate: estimate(0.2, 0.3) }, 'unknown', 'unlike all of the reference'],
  [
    { kind: 'new', labels: labels(3, 1) },
    'unknown',
    '12 of 40 labelled answers are wrong: too few',
  ],
  [{ noEstimate: 'The reference has no confidences.' }, 'unknown', 'no confidences. Label some'],
  [{ kind: 'mix', estimate: estimate(0.1, 0.2) }, 'likely', '75 % of answers are right, 90 % on'],
  [{ kind: 'mix', estimate: estimate(-0.02, 0.04) }, 'unlikely', '89 % of answers are right'],
  [{ kind: 'mix', estimate: estimate(0.01, 0.12) }, 'unknown', 'may be 1.0 % to 12 % lower'],
  [{ estimate: estimate(-0.02, 0.12) }, 'unknown', 'up to 12 % lower, or not at all'],
];

test('what is said of what is known', () => {
  for (const [facts, state, reason] of cases) {
    const harm = harmOf({ drift: 'drift', tolerance: 0.05, ...facts });
    expect.soft(harm).toMatchObject({ state, reason: expect.stringContaining(reason) });
    expect.soft(JSON.parse(JSON.stringify(harm))).toEqual(harm);
  }
});

test('bounds of a share, as tables have them', () => {
  // Two-sided 95 % of 8 of 10, and of none of 20.
  const [low, high] = binomialBounds(8, 10, 0.025);
  expect(low).toBeCloseTo(0.4439, 4);
  expect(high).toBeCloseTo(0.9748, 4);
  expect(binomialBounds(0, 20, 0.025)[0]).toBe(0);
  expect(binomialBounds(0, 20, 0.025)[1]).toBeCloseTo(0.1684, 4);
  expect(binomialBounds(4_000, 4_096, 0.01)[0]).toBeGreaterThan(0.97);
});
