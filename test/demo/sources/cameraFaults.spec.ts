import { expect, test } from 'playwright/test';
import { cifarPhoto } from '../../../e2e/support/cifarPhoto.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { defocusBlur, pixelate } from '../../../src/demo/corruption/blur.js';
import { type CorruptionName, corrupt, corruptions } from '../../../src/demo/corruption/corrupt.js';
import { brightness, colorCast, contrast } from '../../../src/demo/corruption/light.js';
import { occlusion } from '../../../src/demo/corruption/occlusion.js';
import { filledImage } from '../../support/filledImage.js';

const names = Object.keys(corruptions) as CorruptionName[];
const faults = names.filter((name) => !/Noise|gaussian/.test(name));
const severities = [1, 2, 3, 4, 5] as const;
const photos = [7, 11, 604, 915].map(cifarPhoto);
const plain = filledImage(40, 30, (_x, _y, channel) => [0.2, 0.6, 1][channel]!);

for (const name of names) {
  test(`${name}: the mean absolute change of each photo grows with the severity`, () => {
    for (const photo of photos) {
      let last = 0;
      for (const severity of severities) {
        const { values } = corrupt(photo, name, severity, seededRandom(1));
        const change = meanDifference(values, photo.values);
        expect(change).toBeGreaterThan(last);
        last = change;
      }
    }
  });

  test(`${name}: odd sizes stay, values stay in [0, 1], severity 0 changes nothing`, () => {
    for (const [width, height] of [
      [19, 13],
      [3, 40],
      [1, 1],
    ] as const) {
      const image = filledImage(width, height, (x, y, c) => ((7 * x + 5 * y + c) % 11) / 10);
      expect(corrupt(image, name, 0, seededRandom(2)).values).toEqual(image.values);
      for (const severity of severities) {
        const result = corrupt(image, name, severity, seededRandom(2));
        expect(result).toMatchObject({ width, height });
        expect(result.values).toHaveLength(3 * width * height);
        expect(result.values.every((x) => x >= 0 && x <= 1)).toBe(true);
      }
    }
  });
}

for (const name of faults) {
  test(`${name}: no chance is in it`, () => {
    const image = (seed: number) => corrupt(photos[1]!, name, 3, seededRandom(seed));
    expect(image(3)).toEqual(image(4));
  });
}

test('defocus and pixelation leave one colour as it is, borders included', () => {
  for (const result of [defocusBlur(plain, 3.4), defocusBlur(plain, 10), pixelate(plain, 7)]) {
    expect(largestDifference(result, plain.values)).toBeLessThan(1e-6);
  }
});

test('defocus spreads a point evenly over a disk of its radius', () => {
  const [size, center, radius] = [41, 20, 8];
  const point = filledImage(size, size, (x, y) => Number(x === center && y === center));
  const area = Math.PI * radius ** 2;
  let mass = 0;
  defocusBlur(point, radius).forEach((value, at) => {
    if (at % 3 !== 1) return;
    mass += value;
    const pixel = Math.floor(at / 3);
    const distance = Math.hypot((pixel % size) - center, Math.floor(pixel / size) - center);
    if (distance < radius - 1) expect(Math.abs(value * area - 1)).toBeLessThan(0.03);
    if (distance > radius + 1) expect(Math.abs(value)).toBeLessThan(1e-9);
  });
  expect(mass).toBeCloseTo(1, 5);
});

test('pixelation gives each square its mean', () => {
  const image = filledImage(5, 3, (x, y, channel) => (x + 10 * y + 100 * channel) / 1000);
  const values = pixelate(image, 2);
  const at = (x: number, y: number, channel: number) => values[3 * (y * 5 + x) + channel];
  expect(at(0, 0, 0)).toBeCloseTo(0.0055, 7);
  expect(at(1, 1, 2)).toBeCloseTo(0.2055, 7);
  expect(at(4, 0, 1)).toBeCloseTo(0.109, 7);
  expect(at(4, 2, 0)).toBeCloseTo(0.024, 7);
});

test('contrast keeps the mean of each channel and shrinks the deviations from it', () => {
  const image = filledImage(2, 1, (x, _y, channel) => 0.1 * channel + (x === 0 ? 0.2 : 0.4));
  const expected = [0.28, 0.38, 0.48, 0.32, 0.42, 0.52];
  expect(largestDifference(contrast(image, 0.2), Float32Array.from(expected))).toBeLessThan(1e-6);
});

test('2.2 stops less halve the gamma-encoded values', () => {
  const half = plain.values.map((x) => x / 2);
  expect(largestDifference(brightness(plain, 2.2), half)).toBeLessThan(1e-6);
});

test('warm light raises red and lowers blue at the same luminance; daylight changes nothing', () => {
  const white = filledImage(1, 1, () => 1);
  expect(largestDifference(colorCast(white, 6500), white.values)).toBeLessThan(1e-6);
  const [red, green, blue] = colorCast(white, 2700);
  const luminance = 0.2126 * red! ** 2.2 + 0.7152 * green! ** 2.2 + 0.0722 * blue! ** 2.2;
  expect(luminance).toBeCloseTo(1, 5);
  expect(red).toBeGreaterThan(1.1);
  expect(blue).toBeLessThan(0.6);
});

test('dirt stays where it is, and covers more and more', () => {
  const passing = (photo: { readonly values: Float32Array }, count: number) =>
    occlusion({ width: 224, height: 224, values: photo.values }, count);
  const white = filledImage(224, 224, () => 1);
  const dirt = passing(white, 6);
  const stained = photos[2]!.values.map((x, i) => x * dirt[i]!);
  expect(largestDifference(passing(photos[2]!, 6), stained)).toBeLessThan(1e-6);
  expect(passing(white, 9).every((x, i) => x <= dirt[i]!)).toBe(true);
  expect(dirt.reduce((a, b) => Math.min(a, b))).toBeLessThan(0.1);
  expect(dirt.reduce((a, b) => Math.max(a, b))).toBeGreaterThan(0.99);
});

function meanDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + Math.abs(x - b[i]!), 0) / a.length;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);
}
