import { expect, test } from 'playwright/test';
import { meanRow, packedRows, subsampleRows } from '../../../src/core/base/derivedRows.js';
import {
  copyRows,
  type FeatureRowsLike,
  pickRows,
  type TensorLike,
} from '../../../src/core/base/rows.js';

const FAR = 1e8 + 1;

const copies: [string, Exclude<FeatureRowsLike, TensorLike>, Float32Array | Float64Array][] = [
  ['number[][]', [[FAR], [0.1]], Float64Array.of(FAR, 0.1)],
  ['one number[]', [FAR, 0.1], Float64Array.of(FAR, 0.1)],
  ['float32 rows', [Float32Array.of(1), Float32Array.of(2)], Float32Array.of(1, 2)],
  ['one float32 row', Float32Array.of(1, 2), Float32Array.of(1, 2)],
  ['rows of both', [Float32Array.of(1), Float64Array.of(FAR)], Float64Array.of(1, FAR)],
  ['flat float32', { values: Float32Array.of(1, 2), width: 1 }, Float32Array.of(1, 2)],
  ['flat float64', { values: Float64Array.of(FAR, 2), width: 1 }, Float64Array.of(FAR, 2)],
];

for (const [what, rows, values] of copies) {
  test(`${what} are copied in the precision they come in`, () => {
    expect(copyRows(rows, 'live').values).toEqual(values);
  });
}

test('a copy of flat rows is not the original', () => {
  const values = Float64Array.of(FAR, 2);
  const copy = copyRows({ values, width: 1 }, 'live');
  values[0] = 0;
  expect(copy.values[0]).toBe(FAR);
});

test('rows are packed in float32 where all are, else in float64', () => {
  const [a, b] = [Float32Array.of(1, 2), Float64Array.of(FAR, 3)];
  expect(packedRows([a, a])).toEqual({ values: Float32Array.of(1, 2, 1, 2), count: 2, width: 2 });
  expect(packedRows([a, b]).values).toEqual(Float64Array.of(1, 2, FAR, 3));
});

test('picked and sampled rows, and their mean, keep the precision', () => {
  for (const Values of [Float32Array, Float64Array]) {
    const rows = { values: Values.of(1, FAR, 0.1, 3, FAR, 0.2), count: 3, width: 2 };
    const [, far, tenth, three] = rows.values;
    expect(pickRows(rows, Int32Array.of(1, 0)).values).toEqual(Values.of(tenth!, three!, 1, far!));
    expect(subsampleRows(rows, 2, 0).values).toBeInstanceOf(Values);
    expect(meanRow({ ...rows, count: 1, values: rows.values.subarray(0, 2) })).toEqual(
      Values.of(1, FAR),
    );
  }
});
