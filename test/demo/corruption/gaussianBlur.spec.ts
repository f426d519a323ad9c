import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import { gaussianBlur } from '../../../src/demo/corruption/blur.js';
import { filledImage } from '../../support/filledImage.js';

const sigmas = [1, 2, 3, 4, 6];

for (const [width, height] of [
  [40, 30],
  [5, 3],
  [1, 1],
] as const) {
  test(`${width} × ${height} pixels of one colour stay as they are, borders included`, () => {
    const plain = filledImage(width, height, (_x, _y, channel) => [0.2, 0.6, 1][channel]!);
    for (const sigma of sigmas) {
      expect(largestDifference(gaussianBlur(plain, sigma), plain.values)).toBeLessThan(1e-6);
    }
  });
}

for (const sigma of sigmas) {
  test(`σ = ${sigma} spreads a point into mass 1 and variance σ² in both directions`, () => {
    const [width, height, centerX, centerY] = [81, 71, 38, 36];
    const point = filledImage(width, height, (x, y, channel) =>
      Number(x === centerX && y === centerY && channel === 1),
    );
    let [mass, otherChannels, varianceX, varianceY] = [0, 0, 0, 0];
    gaussianBlur(point, sigma).forEach((value, at) => {
      const pixel = Math.floor(at / 3);
      if (at % 3 !== 1) {
        otherChannels += Math.abs(value);
        return;
      }
      mass += value;
      varianceX += value * ((pixel % width) - centerX) ** 2;
      varianceY += value * (Math.floor(pixel / width) - centerY) ** 2;
    });
    expect(mass).toBeCloseTo(1, 5);
    expect(otherChannels).toBe(0);
    expect(Math.abs(varianceX / sigma ** 2 - 1)).toBeLessThan(0.02);
    expect(Math.abs(varianceY / sigma ** 2 - 1)).toBeLessThan(0.02);
  });
}

test('both passes give the weighted sum over the plane, borders repeated', () => {
  const [width, height, sigma, radius] = [11, 7, 2, 8];
  const image = filledImage(width, height, seededRandom(19));
  const inside = (i: number, size: number) => Math.min(Math.max(i, 0), size - 1);
  const direct = filledImage(width, height, (x, y, channel) => {
    let [sum, total] = [0, 0];
    for (let j = -radius; j <= radius; j++) {
      for (let i = -radius; i <= radius; i++) {
        const weight = Math.exp(-(i * i + j * j) / (2 * sigma * sigma));
        const pixel = inside(y + j, height) * width + inside(x + i, width);
        sum += weight * image.values[3 * pixel + channel]!;
        total += weight;
      }
    }
    return sum / total;
  });
  expect(largestDifference(gaussianBlur(image, sigma), direct.values)).toBeLessThan(1e-6);
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
}
