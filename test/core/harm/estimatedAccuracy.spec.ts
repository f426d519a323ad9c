import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import {
  calibrateConfidence,
  logOdds,
  probabilityRight,
} from '../../../src/core/harm/confidenceCalibration.js';
import { estimateAccuracy } from '../../../src/core/harm/estimatedAccuracy.js';

const TRUE = { slope: 0.7, offset: 0.2 };

function draw(count: number, from: number, to: number, random: () => number) {
  const confidence = Float32Array.from({ length: count }, () => from + (to - from) * random());
  const correct = Float32Array.from(confidence, (value) =>
    random() < probabilityRight(TRUE, logOdds(value)) ? 1 : 0,
  );
  return { confidence, correct };
}

test('the accuracy is in its band in 19 of 20 windows, also of surer and less sure inputs', () => {
  const random = seededRandom(8);
  const inBand = { found: 0, drop: 0 };
  const runs = 300;
  for (let run = 0; run < runs; run++) {
    const reference = draw(300, 0.3, 0.99, random);
    const calibrated = calibrateConfidence(reference, { draws: 200, seed: run })!;
    const [from, to] = run % 2 ? [0.3, 0.6] : [0.8, 0.99];
    const window = draw(64, from, to, random);
    const estimate = estimateAccuracy(window.confidence, calibrated, { seed: run })!;
    const right = window.correct.reduce((sum, value) => sum + value, 0) / 64;
    if (right >= estimate.low && right <= estimate.high) inBand.found++;
    const drop = expected(0.3, 0.99) - expected(from, to);
    if (drop >= estimate.dropLow && drop <= estimate.dropHigh) inBand.drop++;
  }
  expect(inBand.found / runs).toBeGreaterThan(0.92);
  expect(inBand.drop / runs).toBeGreaterThan(0.9);
});

test('a window that depends on itself has a wider band', () => {
  const random = seededRandom(9);
  const calibrated = calibrateConfidence(draw(300, 0.3, 0.99, random), { draws: 200, seed: 1 })!;
  const { confidence } = draw(64, 0.3, 0.99, random);
  const [all, few] = [Infinity, 8].map(
    (independent) => estimateAccuracy(confidence, calibrated, { seed: 1, independent })!,
  );
  expect(few!.high - few!.low).toBeGreaterThan(2 * (all!.high - all!.low));
  expect(few!.accuracy).toBe(all!.accuracy);
});

test('inputs without a confidence are left out', () => {
  const random = seededRandom(9);
  const calibrated = calibrateConfidence(draw(50, 0.3, 0.99, random), { draws: 50, seed: 1 })!;
  expect(estimateAccuracy([Number.NaN], calibrated, { seed: 1 })).toBeUndefined();
  expect(estimateAccuracy([Number.NaN, 0.9], calibrated, { seed: 1 })!.inputs).toBe(1);
});

/** Accuracy of confidences that are uniform between these. */
function expected(from: number, to: number): number {
  let sum = 0;
  const steps = 1_000;
  for (let step = 0; step < steps; step++) {
    sum += probabilityRight(TRUE, logOdds(from + ((step + 0.5) / steps) * (to - from))) / steps;
  }
  return sum;
}
