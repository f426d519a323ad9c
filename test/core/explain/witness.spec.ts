import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../../e2e/support/gaussianRows.js';
import { type WitnessOf, witnessAt, witnessGradient } from '../../../src/core/explain/witness.js';
import { kernels } from '../../../src/core/mmd/kernel.js';

const width = 6;
const reference = gaussianRows(40, width, 1);
const live = gaussianRows(12, width, 2);
const row = Float64Array.from({ length: width }, (_, t) => 0.3 * t - 0.4);

/** Central differences, by each feature. */
function numericalGradient(of: WitnessOf, at: Float64Array): Float64Array {
  const step = 1e-5;
  return at.map((_, t) => {
    const [above, below] = [at.slice(), at.slice()];
    above[t]! += step;
    below[t]! -= step;
    return (witnessAt(of, above) - witnessAt(of, below)) / (2 * step);
  });
}

for (const kernel of kernels) {
  test(`the gradient of ${kernel} is that of numerical differences`, () => {
    const of = { reference, live, kernel, bandwidth: kernel === 'laplace' ? 6 : 2.5 };
    const gradient = witnessGradient(of, row);
    const numerical = numericalGradient(of, row);
    for (const [t, value] of gradient.entries()) {
      expect(Math.abs(value - numerical[t]!)).toBeLessThan(1e-8);
    }
    expect(Math.hypot(...gradient)).toBeGreaterThan(0.01);
  });
}

test('a live row is left out of its own mean, as in the test', () => {
  const of = { reference, live, kernel: 'gaussian', bandwidth: 2 } as const;
  const own = live.values.slice(3 * width, 4 * width);
  const others = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11];
  const without = {
    ...of,
    live: {
      values: Float64Array.from(
        others.flatMap((i) => [...live.values.subarray(i * width, (i + 1) * width)]),
      ),
      count: 11,
      width,
    },
  };
  expect(witnessAt(of, own)).toBeCloseTo(witnessAt(without, own), 12);
  expect([...witnessGradient(of, own)]).toEqual([...witnessGradient(without, own)]);
  // A row apart from all of them is compared with every one.
  expect(witnessAt(of, row)).not.toBeCloseTo(witnessAt(without, row), 6);
});

test('a row of another width is refused', () => {
  const of = { reference, live, kernel: 'gaussian', bandwidth: 2 } as const;
  expect(() => witnessGradient(of, row.slice(1))).toThrow(
    "A row of 5 features came, the reference's have 6",
  );
});
