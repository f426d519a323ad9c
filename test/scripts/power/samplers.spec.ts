import { expect, test } from 'playwright/test';
import {
  gaussianMixture,
  type PerturbedUniform,
  perturbedDensity,
  perturbedUniform,
  randomSigns,
  sampleRows,
} from '../../../scripts/power/samplers.js';
import { seededRandom } from '../../../src/core/base/random.js';

const line: PerturbedUniform = { width: 1, perturbations: 3, amplitude: 0.8, signs: [1, -1, 1] };
const square: PerturbedUniform = {
  width: 2,
  perturbations: 2,
  amplitude: 1,
  signs: [1, -1, -1, 1],
};

/** Midpoints of an even grid on the cube. */
function* gridOf(width: number, steps: number): Generator<Float64Array> {
  for (let at = 0; at < steps ** width; at++) {
    yield Float64Array.from(
      { length: width },
      (_, axis) => ((Math.floor(at / steps ** axis) % steps) + 0.5) / steps,
    );
  }
}

for (const of of [line, square]) {
  test(`the perturbed density of width ${of.width} integrates to 1 and reaches 1 ± a`, () => {
    const steps = 1_200 / of.width;
    let [sum, least, most] = [0, Infinity, -Infinity];
    for (const x of gridOf(of.width, steps)) {
      const density = perturbedDensity(of, x);
      sum += density;
      least = Math.min(least, density);
      most = Math.max(most, density);
    }
    expect(sum / steps ** of.width).toBeCloseTo(1, 9);
    expect(least).toBeCloseTo(1 - of.amplitude, 3);
    expect(most).toBeCloseTo(1 + of.amplitude, 3);
  });
}

test('a bump goes up and then down in a cell of sign +1, and not in one of -1', () => {
  const at = (x: number): number => perturbedDensity(line, [x]);
  expect(at(0.25 / 3)).toBeCloseTo(1.8, 12);
  expect(at(0.75 / 3)).toBeCloseTo(0.2, 12);
  expect(at(1.25 / 3)).toBeCloseTo(0.2, 12);
  expect(at(1.75 / 3)).toBeCloseTo(1.8, 12);
  expect(at(0.5 / 3)).toBe(1);
});

for (const of of [line, square]) {
  test(`rows of width ${of.width} are as frequent as their density says`, () => {
    const [steps, count] = [12, 60_000];
    const expected = new Float64Array(steps ** of.width);
    const fine = 10;
    for (const x of gridOf(of.width, steps * fine)) {
      expected[boxOf(x, steps)]! += (count * perturbedDensity(of, x)) / (steps * fine) ** of.width;
    }
    const found = new Float64Array(expected.length);
    const { values } = sampleRows(perturbedUniform(of), count, seededRandom(5));
    for (let row = 0; row < count; row++) {
      found[boxOf(values.subarray(row * of.width, (row + 1) * of.width), steps)]!++;
    }
    let chiSquared = 0;
    for (const [at, rows] of expected.entries()) chiSquared += (found[at]! - rows) ** 2 / rows;
    const freedom = expected.length - 1;
    // Within four deviations of its mean; uniform rows are hundreds off.
    expect(Math.abs(chiSquared - freedom)).toBeLessThan(4 * Math.sqrt(2 * freedom));
  });
}

function boxOf(x: ArrayLike<number>, steps: number): number {
  let box = 0;
  for (let axis = x.length - 1; axis >= 0; axis--) box = box * steps + Math.floor(x[axis]! * steps);
  return box;
}

test('signs are +1 and -1, about as often', () => {
  const signs = randomSigns(10_000, seededRandom(1));
  expect(signs.every((sign) => Math.abs(sign) === 1)).toBe(true);
  expect(Math.abs(signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(400);
});

test('one of four gaussians has another deviation, and all are equally likely', () => {
  const count = 40_000;
  const { values } = sampleRows(gaussianMixture(1.6), count, seededRandom(2));
  const counts = [0, 0, 0, 0];
  const squares = [0, 0, 0, 0];
  for (let row = 0; row < count; row++) {
    const [x, y] = [values[2 * row]!, values[2 * row + 1]!];
    const of = (x > 0 ? 1 : 0) + (y > 0 ? 2 : 0);
    counts[of]!++;
    squares[of]! += (Math.abs(x) - 20) ** 2 + (Math.abs(y) - 20) ** 2;
  }
  for (const [of, rows] of counts.entries()) {
    expect(Math.abs(rows - count / 4)).toBeLessThan(400);
    expect(Math.sqrt(squares[of]! / (2 * rows))).toBeCloseTo(of === 0 ? 1.6 : 1, 1);
  }
});
