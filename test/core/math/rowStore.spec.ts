import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { wasmModuleSource } from '../../../scripts/wasm/wasmModuleSource.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { distance } from '../../../src/core/math/distances.js';
import { createRowStore } from '../../../src/core/math/rowStore.js';

const COUNT = 9;
const noPause = () => undefined;

test('the module that is shipped is the one of the source', async () => {
  expect(readFileSync('src/core/math/wasmModule.ts', 'utf8')).toBe(await wasmModuleSource());
});

for (const place of ['wasm', 'typescript'] as const) {
  for (const width of [1, 3, 5, 16, 17, 256, 257, 1_023, 8_192]) {
    test(`distances are those of float64, whatever the width: ${place}, ${width}`, async () => {
      const draw = normal(seededRandom(width));
      const values = Float64Array.from({ length: COUNT * width }, () => 1e8 + draw());
      const rows = { values, count: COUNT, width };
      const store = await createRowStore(rows, COUNT + 1, noPause, place);
      expect(store.place).toBe(place);
      store.set(COUNT, rows, 3);
      const out = new Float64Array(COUNT + 1);
      for (const measure of ['squared', 'absolute'] as const) {
        const unit = measure === 'squared' ? store.scale ** 2 : store.scale;
        for (let i = 0; i < COUNT; i++) {
          store.distances(measure, i, 0, COUNT + 1, out);
          for (let j = 0; j < COUNT; j++) {
            const exact = distance(measure, rows, i, rows, j);
            expect(Math.abs(out[j]! / unit - exact)).toBeLessThanOrEqual(1e-6 * Math.max(1, exact));
          }
          expect(out[COUNT], 'equal rows').toBe(out[3]);
          const [one] = out.subarray(4);
          store.distances(measure, 4, i, i + 1, out);
          expect(out[i], 'both ways round').toBe(one);
        }
      }
    });
  }

  test(`a part of the distances leaves the others as they were: ${place}`, async () => {
    const values = Float32Array.from([0, 1, 3, 6, 10]);
    const store = await createRowStore({ values, count: 5, width: 1 }, 5, noPause, place);
    const out = new Float64Array(5).fill(-1);
    store.distances('absolute', 0, 2, 4, out);
    expect([...out].map((x) => (x < 0 ? x : x / store.scale))).toEqual([-1, -1, 3, 6, -1]);
    store.distances('absolute', 0, 3, 3, out);
    expect(out[3]! / store.scale).toBe(6);
  });
}

test('rows of any scale keep their digits', async () => {
  const base = Float64Array.from({ length: 40 }, normal(seededRandom(2)));
  const plain = await createRowStore({ values: base, count: 8, width: 5 }, 8, noPause);
  const expected = new Float64Array(8);
  plain.distances('squared', 0, 0, 8, expected);
  for (const factor of [1e-38, 1e-20, 1e20, 1e37]) {
    const scaled = await createRowStore(
      { values: base.map((x) => x * factor), count: 8, width: 5 },
      8,
      noPause,
    );
    const found = new Float64Array(8);
    scaled.distances('squared', 0, 0, 8, found);
    const unit = (scaled.scale * factor) / plain.scale;
    for (let j = 0; j < 8; j++) expect(found[j]! / unit ** 2).toBeCloseTo(expected[j]!, 5);
  }
});
