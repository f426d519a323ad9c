import { expect, test } from 'playwright/test';
import { cifarPhoto } from '../../../e2e/support/cifarPhoto.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { jpegArtefacts, jpegTables, quantizeBlock } from '../../../src/demo/corruption/jpeg.js';
import { filledImage } from '../../support/filledImage.js';

test('quality 50 has the standard tables, 25 twice and 75 half their steps, 100 ones', () => {
  const [luminance, blue, red] = jpegTables(50);
  expect(luminance.slice(0, 8)).toEqual([16, 11, 10, 16, 24, 40, 51, 61]);
  expect(blue.slice(0, 8)).toEqual([17, 18, 24, 47, 99, 99, 99, 99]);
  expect([luminance.length, blue.length]).toEqual([64, 64]);
  expect(red).toEqual(blue);
  expect(jpegTables(25)[0].slice(0, 4)).toEqual([32, 22, 20, 32]);
  expect(jpegTables(75)[0].slice(0, 4)).toEqual([8, 6, 5, 8]);
  expect(new Set(jpegTables(100).flat())).toEqual(new Set([1]));
  expect(Math.max(...jpegTables(1).flat())).toBe(255);
});

test('a block of even value v has the single coefficient 8v', () => {
  const block = new Float64Array(64).fill(3);
  // 24 is rounded to 32.
  quantizeBlock(block, [16, ...new Array<number>(63).fill(1)]);
  for (const value of block) expect(value).toBeCloseTo(4, 12);
});

test('coefficients are those of the definition, rounded', () => {
  const random = seededRandom(1);
  const steps = Array.from({ length: 64 }, () => 1 + Math.floor(30 * random()));
  const before = Float64Array.from({ length: 64 }, () => 200 * random() - 100);
  const after = before.slice();
  quantizeBlock(after, steps);
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      const step = steps[8 * v + u]!;
      const expected = Math.round(coefficient(before, u, v) / step) * step;
      expect(coefficient(after, u, v)).toBeCloseTo(expected, 9);
    }
  }
});

test('at quality 100 a photo differs by about the rounding of its coefficients', () => {
  const photo = cifarPhoto(7);
  const values = jpegArtefacts(photo, 100);
  const largest = values.reduce((most, x, i) => Math.max(most, Math.abs(x - photo.values[i]!)), 0);
  expect(largest).toBeLessThan(6 / 255);
  expect(largest).toBeGreaterThan(0);
});

test('blocks do not touch each other: a change of one stays within its 8 × 8 pixels', () => {
  const image = (corner: number) =>
    filledImage(20, 20, (x, y) => (x < 8 && y < 8 ? corner : ((3 * x + 5 * y) % 17) / 16));
  const before = jpegArtefacts(image(0.1), 10);
  jpegArtefacts(image(0.9), 10).forEach((value, at) => {
    const pixel = Math.floor(at / 3);
    if (pixel % 20 >= 8 || pixel >= 8 * 20) expect(value).toBe(before[at]);
  });
});

/** ITU-T T.81, A.3.3, as it stands there. */
function coefficient(block: Float64Array, u: number, v: number): number {
  const factor = (frequency: number) => (frequency === 0 ? Math.SQRT1_2 : 1);
  let sum = 0;
  block.forEach((value, at) => {
    const [x, y] = [at % 8, Math.floor(at / 8)];
    sum +=
      value *
      Math.cos(((2 * x + 1) * u * Math.PI) / 16) *
      Math.cos(((2 * y + 1) * v * Math.PI) / 16);
  });
  return (factor(u) * factor(v) * sum) / 4;
}
