import { expect, test } from 'playwright/test';
import { corruptedPixels, decodedPhotos } from '../../../scripts/streams/decodedPhotos.js';
import { covered } from '../../../scripts/streams/photoDisturbances.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import {
  PICTURE_PROPERTIES,
  pictureProperties,
} from '../../../src/core/explain/pictureProperties.js';

type Colour = readonly [red: number, green: number, blue: number, alpha?: number];

function drawn(width: number, height: number, colour: (x: number, y: number) => Colour) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red, green, blue, alpha = 255] = colour(pixel % width, Math.floor(pixel / width));
    data.set([red, green, blue, alpha], 4 * pixel);
  }
  return { width, height, data };
}

const grey = (value: number): Colour => [value, value, value];

function propertiesOf(width: number, height: number, colour: (x: number, y: number) => Colour) {
  return pictureProperties(drawn(width, height, colour))!;
}

test('light, contrast and cast are those of areas', () => {
  const halves = propertiesOf(128, 64, (x) => grey(x < 64 ? 50 : 150));
  expect(halves.brightness).toBeCloseTo(100 / 255, 6);
  expect(halves.contrast).toBeCloseTo(0.5, 6);
  expect([halves.redGreen, halves.yellowBlue, halves.saturation]).toEqual(
    [0, 0, 0].map((zero) => expect.closeTo(zero, 9)),
  );
  const orange = propertiesOf(64, 64, () => [200, 100, 50]);
  const luma = 0.299 * 200 + 0.587 * 100 + 0.114 * 50;
  expect(orange.redGreen).toBeCloseTo(100 / luma, 6);
  expect(orange.yellowBlue).toBeCloseTo(100 / luma, 6);
  expect(orange.saturation).toBeCloseTo(Math.hypot(100, 100) / luma, 6);
  expect(orange.contrast).toBeCloseTo(0, 9);
});

for (const sigma of [2, 5, 20]) {
  test(`noise of ${sigma} of 255 is found on a slope, and hardly moves the rest`, () => {
    const draw = normal(seededRandom(sigma));
    const slope = (x: number, y: number) => 80 + (x + y) / 3;
    const clean = propertiesOf(128, 128, (x, y) => grey(slope(x, y)));
    const noisy = propertiesOf(128, 128, (x, y) => grey(Math.round(slope(x, y) + sigma * draw())));
    // The smoothest quarter of cells of 16 pixels has less of it.
    expect(noisy.noise * 255).toBeGreaterThan(0.7 * sigma);
    expect(noisy.noise * 255).toBeLessThan(1.05 * sigma);
    expect(noisy.brightness).toBeCloseTo(clean.brightness, 2);
    expect(noisy.contrast / clean.contrast).toBeGreaterThan(0.98);
    expect(noisy.contrast / clean.contrast).toBeLessThan(1.05);
  });
}

test('an edge is the less sharp the wider it is, whatever its contrast', () => {
  const edge = (width: number, height: number) =>
    propertiesOf(128, 128, (x) => grey(128 + height / (1 + Math.exp((63.5 - x) / width))));
  const [sharp, softer, soft] = [0.01, 0.5, 1.5].map((width) => edge(width, 100).sharpness);
  expect(sharp).toBeGreaterThan(0.45);
  expect(softer).toBeLessThan(0.7 * sharp!);
  expect(soft).toBeLessThan(0.7 * softer!);
  expect(edge(0.5, 50).sharpness / softer!).toBeCloseTo(1, 1);
});

test('in noise that is stronger than detail there is no telling how sharp it is', () => {
  const draw = normal(seededRandom(1));
  expect(propertiesOf(128, 128, () => grey(128 + 20 * draw())).sharpness).toBeNaN();
});

test('plain and dark areas are shares of the picture', () => {
  const draw = seededRandom(3);
  const busy = Array.from({ length: 32 * 32 }, () => 60 + 140 * draw());
  const at = (x: number, y: number) => busy[32 * Math.floor(y / 4) + Math.floor(x / 4)]!;
  const scene = propertiesOf(128, 128, (x, y) => grey(at(x, y)));
  expect(scene.plainPart).toBeLessThan(0.01);
  expect(scene.darkPart).toBe(0);
  const finger = propertiesOf(128, 128, (x, y) =>
    x < 64 && y < 64 ? [170, 110, 90] : grey(at(x, y)),
  );
  expect(finger.plainPart).toBeGreaterThan(0.2);
  expect(finger.plainPart).toBeLessThan(0.26);
  expect(finger.darkPart).toBe(0);
  const dirt = propertiesOf(128, 128, (x, y) => grey(x < 40 && y > 88 ? 8 : at(x, y)));
  expect(dirt.darkPart).toBeCloseTo((39 * 39) / 128 ** 2, 1);
});

test('size and aspect are those of the source', () => {
  const pixels = drawn(64, 32, () => grey(90));
  expect(pictureProperties(pixels, { width: 640, height: 320 })).toMatchObject({
    size: expect.closeTo(Math.sqrt(640 * 320), 9),
    aspect: 2,
  });
});

test('what is transparent is left out, and a picture that hardly shows has no properties', () => {
  const left = (x: number, y: number): Colour => grey(40 + ((x * 7 + y * 13) % 50));
  const whole = propertiesOf(64, 128, left);
  const half = propertiesOf(128, 128, (x, y) => (x < 64 ? left(x, y) : [255, 0, 0, 0]));
  for (const name of ['brightness', 'contrast', 'noise', 'saturation'] as const) {
    expect(half[name], name).toBeCloseTo(whole[name], 2);
  }
  expect(pictureProperties(drawn(64, 64, (x) => (x < 4 ? grey(9) : [0, 0, 0, 0])))).toBeUndefined();
  expect(pictureProperties({ width: 0, height: 0, data: [] })).toBeUndefined();
});

test('a black picture, a flat one and a single pixel say what they can', () => {
  const black = propertiesOf(64, 64, () => grey(0));
  expect(black.brightness).toBe(0);
  expect([black.contrast, black.redGreen, black.saturation, black.sharpness]).toEqual(
    [0, 0, 0, 0].map(() => Number.NaN),
  );
  const flat = propertiesOf(64, 64, () => grey(128));
  expect([flat.contrast, flat.noise]).toEqual([expect.closeTo(0, 9), 0]);
  expect(flat.sharpness).toBeNaN();
  const dot = propertiesOf(1, 1, () => [255, 255, 255]);
  expect(dot).toMatchObject({ brightness: expect.closeTo(1, 6), size: 1, aspect: 1 });
  expect([dot.noise, dot.sharpness, dot.plainPart, dot.darkPart].every(Number.isNaN)).toBe(true);
  expect(Object.keys(dot)).toEqual(PICTURE_PROPERTIES);
});

test('of a photo each disturbance moves its own property, and leaves alone what it should', () => {
  const photo = decodedPhotos()(7);
  const clean = pictureProperties(photo)!;
  const under = (...[name, severity]: [Parameters<typeof corruptedPixels>[1], 3]) =>
    pictureProperties(corruptedPixels(photo, name, severity, 1))!;
  const dusk = under('brightness', 3);
  expect(dusk.brightness / clean.brightness).toBeCloseTo(2 ** (-3 / 2.2), 2);
  for (const name of ['contrast', 'saturation', 'redGreen', 'yellowBlue', 'sharpness'] as const) {
    expect(dusk[name], name).toBeCloseTo(clean[name], 1);
  }
  const haze = under('contrast', 3);
  expect(haze.contrast / clean.contrast).toBeCloseTo(0.2, 2);
  expect(haze.brightness).toBeCloseTo(clean.brightness, 2);
  const blurred = under('gaussianBlur', 3);
  expect(blurred.sharpness).toBeLessThan(0.8 * clean.sharpness);
  expect(blurred.brightness).toBeCloseTo(clean.brightness, 2);
  const noisy = under('gaussianNoise', 3);
  // Of three channels with a noise of .18 each.
  expect(noisy.noise).toBeGreaterThan(0.07);
  expect(noisy.noise).toBeLessThan(0.14);
  expect(under('colorCast', 3).yellowBlue).toBeGreaterThan(clean.yellowBlue + 0.2);
  expect(under('occlusion', 3).darkPart).toBeGreaterThan(clean.darkPart + 0.01);
  const finger = pictureProperties(covered(photo, 1 / 4, [190, 120, 100]))!;
  expect(finger.plainPart).toBeGreaterThan(clean.plainPart + 0.1);
});
