import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import { sortInSlices } from '../../../src/core/math/sortInSlices.js';

for (const count of [0, 1, 8_191, 8_192, 8_193, 30_000, 100_003]) {
  test(`${count} values come out in order, and pauses are asked for`, async () => {
    const random = seededRandom(count);
    // Whole numbers, so that many are equal.
    const values = Float64Array.from({ length: count }, () => Math.floor(1_000 * random()));
    const given = values.slice();
    let pauses = 0;
    const sorted = await sortInSlices(values, () => {
      pauses++;
      return undefined;
    });
    expect(sorted).toEqual(given.slice().sort());
    expect(values).toEqual(given);
    expect(pauses).toBeGreaterThanOrEqual(Math.ceil(count / 8_192));
  });
}
