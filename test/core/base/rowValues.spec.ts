import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  type FeatureRowsLike,
  InvalidFeaturesError,
  ksTest,
  mmdTest,
  Reference,
} from 'tfjs-drift';
import { copyRows } from '../../../src/core/base/rows.js';
import { finiteRows } from '../../../src/monitor/badRows.js';
import { packRows } from '../../../src/view/projection/packRows.js';

const good = [
  [0, 1],
  [2, 5],
  [3, 1],
  [9, 4],
];

const bad: readonly [string, unknown, RegExp][] = [
  [
    'null',
    [
      [1, 2],
      [null, 3],
    ],
    /row 1 holds null at position 0; .*JSON makes null/,
  ],
  ['null in one row', [null, 3], /row 0 holds null at position 0/],
  [
    'an empty text',
    [
      [1, ''],
      [2, 3],
    ],
    /row 0 holds '' at position 1/,
  ],
  ['a number as text', ['1', '2'], /row 0 holds '1' at position 0/],
  [
    'a boolean',
    [
      [1, 2],
      [3, false],
    ],
    /row 1 holds false at position 1/,
  ],
  [
    'a date',
    [
      [new Date(0), 2],
      [3, 4],
    ],
    /row 0 holds a value of type Date at position 0/,
  ],
  [
    'a nested array',
    [
      [[1], [2]],
      [[3], [4]],
    ],
    /row 0 holds a value of type Array at position 0/,
  ],
  ['a BigInt', [[1n, 2n]], /row 0 holds the BigInt 1 at position 0/],
  ['a BigInt64Array', [new BigInt64Array(2)], /row 0 holds the BigInt 0 at position 0/],
  // biome-ignore lint/suspicious/noSparseArray: it is what is refused.
  ['a hole', [[1, , 3]], /row 0 holds undefined at position 1/],
  ['a row null', [[1, 2], null], /row 1 is null; an array of numbers was expected/],
  ['a row of a number', [[1, 2], 3], /row 1 is 3; an array/],
  ['a DataView', [new DataView(new ArrayBuffer(8))], /row 0 is a value of type DataView/],
  ['a Set', new Set([1, 2]), /row 0 is a value of type Set; an array/],
  ['a promise', Promise.resolve([[1, 2]]), /row 0 is a Promise \(await it first\)/],
  [
    'flat values with null',
    { values: [1, 2, 3, null], width: 2 },
    /row 1 holds null at position 1/,
  ],
  ['flat values without any', { values: undefined, width: 2 }, /undefined values do not make rows/],
  ['a row that claims to be long', [{ length: 1e9 }], /row 0 holds undefined at position 0/],
  ['one that claims it alone', { length: 1e9 }, /row 0 holds undefined at position 0/],
  ['rows that claim to be many', { length: 1e9, 0: [1, 2] }, /row 1 is undefined/],
  ['flat ones that claim it', { values: { length: 1e9 }, width: 2 }, /row 0 holds undefined/],
  ['complex numbers', tensor({ dtype: 'complex64' }), /a tensor of dtype complex64 came/],
  ['words', tensor({ dtype: 'string' }), /a tensor of dtype string came/],
  ['a tensor of before', tensor({ isDisposed: true }), /a tensor that is disposed of came/],
];

for (const [what, rows, message] of bad) {
  test(`never a number: ${what}`, async () => {
    const given = rows as FeatureRowsLike;
    const start = performance.now();
    const reference = await Reference.fromFeatures(good);
    const logits = { logits: given };
    for (const use of [
      () => Reference.fromFeatures(given),
      () => Reference.fromFeatures(good, logits),
      () => reference.extend(given),
      () => reference.replaceFrom(given),
      () => mmdTest(given, good),
      () => mmdTest(good, given),
      () => ksTest(good, given),
    ]) {
      const error = await use().then(undefined, (reason) => reason);
      expect(error).toBeInstanceOf(InvalidFeaturesError);
      expect(error.message).toMatch(message);
    }
    expect(await errorsOf((monitor) => monitor.observe(given))).toEqual([
      expect.stringMatching(message),
    ]);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
}

test('what is a number is taken as it was', () => {
  const wide = copyRows([new Float32Array([1, 2]), new Float32Array([3, 4])], 'rows');
  expect(wide.values).toEqual(Float32Array.of(1, 2, 3, 4));
  expect(copyRows([Uint8Array.of(1, 2), [3, 4]], 'rows').values).toEqual(
    Float64Array.of(1, 2, 3, 4),
  );
  expect(copyRows({ length: 2, 0: 1, 1: 2 }, 'rows')).toMatchObject({ count: 1, width: 2 });
  expect(copyRows([1, Number.NaN], 'rows').values[1]).toBeNaN();
});

test('a map is not drawn of values that are no numbers, either', () => {
  expect(() => packRows([[1, null as never]])).toThrow('rows: row 0 holds null at position 1');
  expect(() => packRows([{ length: 1e9 } as never])).toThrow('row 0 holds undefined');
});

test('of 100,000 rows of which half are no numbers the others are found at once', () => {
  const count = 100_000;
  const values = Float32Array.from({ length: count }, (_, i) => (i % 2 ? Number.NaN : i));
  const start = performance.now();
  const { finite, rejected } = finiteRows({ values, count, width: 1 });
  expect(performance.now() - start).toBeLessThan(1_000);
  expect([finite.count, rejected.length, rejected[1]]).toEqual([count / 2, count / 2, 3]);
});

test('outputs of more rows than a call has arguments are joined', async () => {
  const count = 70_000;
  const logits = Array.from({ length: count }, (_, i) => [i % 7, 0]);
  const rows = { values: Float32Array.from({ length: count }, (_, i) => i), width: 1 };
  const reference = await Reference.fromFeatures(
    good.map(([x]) => [x!]),
    { logits: good },
  );
  const more = await reference.extend(rows, { logits });
  expect([more.size, more.outputs!.confidence.length]).toEqual([4_096, 4_096]);
});

async function errorsOf(use: (monitor: DriftMonitor) => void): Promise<string[]> {
  const reference = await Reference.fromFeatures(Array.from({ length: 10 }, (_, i) => [i, i * i]));
  const monitor = new DriftMonitor({ reference, windowSize: 2, sampling: 'independent' });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  use(monitor);
  await monitor.idle();
  expect(monitor.window.filled).toBe(0);
  await monitor.dispose();
  return errors;
}

/** What looks like a tensor of tfjs. */
function tensor(about: { dtype?: string; isDisposed?: boolean }) {
  const shape = [2, 2];
  return { dataId: {}, shape, rank: 2, size: 4, data: async () => new Float32Array(4), ...about };
}
