import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import { gaussianBlur } from '../../../src/demo/corruption/blur.js';
import {
  type CorruptionName,
  corrupt,
  type Severity,
} from '../../../src/demo/corruption/corrupt.js';
import {
  gaussianNoise,
  impulseNoise,
  shotNoise,
  speckleNoise,
} from '../../../src/demo/corruption/noise.js';
import { filledImage } from '../../support/filledImage.js';

const severities = [1, 2, 3, 4, 5] as const;

/** ImageNet-C's own values, written down again, to check the library's. */
const imageNetC = {
  gaussianNoise: { apply: gaussianNoise, strengths: [0.08, 0.12, 0.18, 0.26, 0.38] },
  shotNoise: { apply: shotNoise, strengths: [60, 25, 12, 5, 3] },
  impulseNoise: { apply: impulseNoise, strengths: [0.03, 0.06, 0.09, 0.17, 0.27] },
  speckleNoise: { apply: speckleNoise, strengths: [0.15, 0.2, 0.35, 0.45, 0.6] },
  gaussianBlur: { apply: gaussianBlur, strengths: [1, 2, 3, 4, 6] },
};
const names = Object.keys(imageNetC) as (keyof typeof imageNetC)[];
const noises = names.filter((name) => name !== 'gaussianBlur');

const GREY = 0.5;
const grey = filledImage(224, 224, () => GREY);
const picture = filledImage(48, 36, (x, y, channel) =>
  (x >> 3) % 2 === (y >> 2) % 2 ? (x + y + 20 * channel) / 124 : 0.9,
);

for (const name of names) {
  test(`${name}: each severity has ImageNet-C's strength, and is clamped`, () => {
    const { apply, strengths } = imageNetC[name];
    for (const severity of severities) {
      const raw = apply(picture, strengths[severity - 1]!, seededRandom(1));
      const clamped = raw.map((x) => Math.max(0, Math.min(x, 1)));
      const { width, height, values } = corrupt(picture, name, severity, seededRandom(1));
      expect({ width, height }).toEqual({ width: 48, height: 36 });
      expect(values).toEqual(clamped);
    }
  });

  test(`${name}: the change grows with the severity`, () => {
    const changes = severities.map((severity) => {
      const { values } = corrupt(picture, name, severity, seededRandom(2));
      return mean(values.map((x, i) => (x - picture.values[i]!) ** 2));
    });
    changes.forEach((change, i) => {
      expect(change).toBeGreaterThan(changes[i - 1] ?? 0);
    });
  });

  test(`${name}: severity 0 gives an equal copy, and no severity changes its input`, () => {
    const before = picture.values.slice();
    for (const severity of severities) corrupt(picture, name, severity, seededRandom(3));
    const copy = corrupt(picture, name, 0, seededRandom(3));
    expect(picture.values).toEqual(before);
    expect(copy).toEqual(picture);
    expect(copy.values).not.toBe(picture.values);
  });
}

for (const name of noises) {
  test(`${name}: the same seed gives the same image, another seed another`, () => {
    const image = (seed: number) => corrupt(picture, name, 3, seededRandom(seed));
    expect(image(4)).toEqual(image(4));
    expect(image(5)).not.toEqual(image(4));
  });

  test(`${name}: neighbouring values and channels get noise of their own`, () => {
    const { values } = corrupt(grey, name, 3, seededRandom(6));
    const noise = values.map((x) => x - GREY);
    for (const lag of [1, 2, 3, 3 * 224]) {
      const product = mean(noise.slice(lag).map((x, i) => x * noise[i]!));
      const error = variance(values) / Math.sqrt(values.length);
      expect(Math.abs(product)).toBeLessThan(5 * error);
    }
  });
}

test('gaussian noise on grey has variance σ², speckle (xσ)², shot x / r', () => {
  for (const i of [0, 1, 2, 3, 4]) {
    const random = seededRandom(7 + i);
    const sigma = imageNetC.gaussianNoise.strengths[i]!;
    expectMoments(gaussianNoise(grey, sigma, random), GREY, sigma ** 2);
    const speckle = imageNetC.speckleNoise.strengths[i]!;
    expectMoments(speckleNoise(grey, speckle, random), GREY, (GREY * speckle) ** 2);
    const rate = imageNetC.shotNoise.strengths[i]!;
    expectMoments(shotNoise(grey, rate, random), GREY, GREY / rate);
  }
});

test('impulse noise makes half of its share black, half white, and leaves the others alone', () => {
  imageNetC.impulseNoise.strengths.forEach((amount, i) => {
    const { values } = corrupt(grey, 'impulseNoise', severities[i]!, seededRandom(12 + i));
    const share = (value: number) => mean(values.map((x) => Number(x === value)));
    const tolerance = 5 * Math.sqrt(amount / 2 / values.length);
    expect(Math.abs(share(0) - amount / 2)).toBeLessThan(tolerance);
    expect(Math.abs(share(1) - amount / 2)).toBeLessThan(tolerance);
    expect(share(0) + share(1) + share(GREY)).toBeCloseTo(1, 12);
  });
});

test('shot and speckle noise leave black as it is', () => {
  const black = filledImage(20, 20, () => 0);
  for (const name of ['shotNoise', 'speckleNoise'] as const) {
    const { values } = corrupt(black, name, 5, seededRandom(17));
    expect(values.every((x) => x === 0)).toBe(true);
  }
});

test('values beyond [0, 1] are clamped, and reach both ends', () => {
  const { values } = corrupt(picture, 'gaussianNoise', 5, seededRandom(18));
  expect(Math.min(...values)).toBe(0);
  expect(Math.max(...values)).toBe(1);
});

test('unknown corruptions and severities give named errors that say what came', () => {
  const attempt = (name: string, severity: number) => () =>
    corrupt(picture, name as CorruptionName, severity as Severity, seededRandom(0));
  for (const name of ['fog', 'toString', '']) {
    expect(attempt(name, 1)).toThrow(RangeError);
    expect(attempt(name, 0)).toThrow(`'occlusion' was expected, '${name}' came`);
  }
  for (const severity of [-1, 6, 1.5, Number.NaN]) {
    expect(attempt('shotNoise', severity)).toThrow(RangeError);
    expect(attempt('shotNoise', severity)).toThrow(`from 0 to 5 was expected, ${severity} came`);
  }
});

/** The mean within 5 standard errors, the variance within 3 %, some 5 standard errors too. */
function expectMoments(values: Float32Array, center: number, spread: number): void {
  const error = Math.sqrt(spread / values.length);
  expect(Math.abs(mean(values) - center)).toBeLessThan(5 * error);
  expect(Math.abs(variance(values) / spread - 1)).toBeLessThan(0.03);
}

function mean(values: Float32Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function variance(values: Float32Array): number {
  const center = mean(values);
  return mean(values.map((x) => (x - center) ** 2));
}
