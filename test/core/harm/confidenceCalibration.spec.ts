import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import {
  calibrateConfidence,
  logOdds,
  probabilityRight,
} from '../../../src/core/harm/confidenceCalibration.js';

const options = { draws: 50, seed: 1 };

/** Confidences that are right as often as σ(slope · log-odds + offset). */
function rowsOf(count: number, slope: number, offset: number) {
  const random = seededRandom(3);
  const confidence = Float32Array.from({ length: count }, () => 0.3 + 0.69 * random());
  const correct = Float32Array.from(confidence, (value) =>
    random() < probabilityRight({ slope, offset }, logOdds(value)) ? 1 : 0,
  );
  return { confidence, correct };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

test('finds how confidences were made', () => {
  const { calibration, basis } = calibrateConfidence(rowsOf(4_000, 0.6, -0.4), options)!;
  expect(basis).toBe('labels');
  expect(calibration.slope).toBeCloseTo(0.6, 1);
  expect(calibration.offset).toBeCloseTo(-0.4, 1);
});

test('the mean of its own rows comes out right', () => {
  const { confidence, correct } = rowsOf(500, 2, -1);
  const { calibration, accuracy } = calibrateConfidence({ confidence, correct }, options)!;
  const found = mean(Array.from(confidence, (c) => probabilityRight(calibration, logOdds(c))));
  expect(accuracy).toBeCloseTo(mean(correct), 6);
  expect(Math.abs(found - mean(correct))).toBeLessThan(0.005);
});

test('rows that are all right, or all wrong, give a probability that is not 1 or 0', () => {
  const confidence = new Float32Array(30).fill(0.8);
  for (const [value, from, to] of [
    [1, 0.9, 0.999],
    [0, 0.001, 0.1],
  ] as const) {
    const correct = new Float32Array(30).fill(value);
    const { calibration } = calibrateConfidence({ confidence, correct }, options)!;
    const p = probabilityRight(calibration, logOdds(0.8));
    expect(p).toBeGreaterThan(from);
    expect(p).toBeLessThan(to);
  }
});

test('where surer answers are wrong more often, the confidence tells nothing, not the opposite', () => {
  const confidence = Float32Array.from({ length: 200 }, (_, row) => (row % 2 ? 0.95 : 0.4));
  const correct = Float32Array.from(confidence, (value) => (value < 0.5 ? 1 : 0));
  const { calibration } = calibrateConfidence({ confidence, correct }, options)!;
  expect(calibration.slope).toBe(0);
  expect(probabilityRight(calibration, logOdds(0.9))).toBeCloseTo(0.5, 2);
});

test('confidences of exactly 1 in float32, of 1,000 classes, and NaN', () => {
  const confidence = Float32Array.from(
    { length: 90 },
    (_, row) => [1, 0.002, Number.NaN][row % 3]!,
  );
  const correct = Float32Array.from({ length: 90 }, (_, row) => [1, 0, 1][row % 3]!);
  const { calibration, rows, draws } = calibrateConfidence({ confidence, correct }, options)!;
  expect(rows).toBe(60);
  expect(probabilityRight(calibration, logOdds(1))).toBeGreaterThan(0.9);
  expect(probabilityRight(calibration, logOdds(0.002))).toBeLessThan(0.1);
  for (const { slope, offset } of draws) {
    expect(Number.isFinite(slope + offset)).toBe(true);
  }
});

test('few labels do not count, and an accuracy that was told fixes the offset', () => {
  const { confidence, correct } = rowsOf(300, 1, 0);
  const few = correct.map((value, row) => (row < 19 ? value : Number.NaN));
  const told = calibrateConfidence({ confidence, correct: few, accuracy: 0.4 }, options)!;
  expect(told.basis).toBe('accuracy');
  expect(told.calibration.slope).toBe(1);
  const found = Array.from(confidence, (c) => probabilityRight(told.calibration, logOdds(c)));
  expect(mean(found)).toBeCloseTo(0.4, 6);
  for (const accuracy of [0, 1]) {
    const { calibration } = calibrateConfidence({ confidence, accuracy }, options)!;
    expect(Number.isFinite(calibration.offset)).toBe(true);
  }
});

test('without labels and accuracy the confidence is taken as it is', () => {
  const { confidence } = rowsOf(300, 1, 0);
  const { basis, calibration, accuracy } = calibrateConfidence({ confidence }, options)!;
  expect(basis).toBe('none');
  expect(calibration).toEqual({ slope: 1, offset: 0 });
  expect(accuracy).toBeCloseTo(mean(confidence), 5);
});

test('no row with a confidence: nothing', () => {
  expect(calibrateConfidence({ confidence: [Number.NaN, 0, 2] }, options)).toBeUndefined();
});

test('the same seed, the same draws', () => {
  const rows = rowsOf(100, 1, 0);
  expect(calibrateConfidence(rows, options)).toEqual(calibrateConfidence(rows, options));
  expect(calibrateConfidence(rows, { ...options, seed: 2 })!.draws).not.toEqual(
    calibrateConfidence(rows, options)!.draws,
  );
});
