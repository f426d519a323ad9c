import { expect, test } from 'playwright/test';
import { toImageData, toRgbImage } from '../../../src/demo/corruption/image.js';

/** What Node lacks. */
class FakeImageData {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;

  constructor(...given: [width: number, height: number] | ConstructorParameters<typeof ImageData>) {
    const [first, second, third] = given;
    this.data = typeof first === 'number' ? new Uint8ClampedArray(4 * first * second) : first;
    this.width = typeof first === 'number' ? first : second;
    this.height = this.data.length / 4 / this.width;
    if (typeof third === 'number') expect(this.height).toBe(third);
  }
}

const original = globalThis.ImageData;
test.beforeAll(() => {
  globalThis.ImageData = FakeImageData as unknown as typeof ImageData;
});
test.afterAll(() => {
  globalThis.ImageData = original;
});

test('every colour survives the way there and back; alpha becomes opaque', () => {
  const image = new ImageData(64, 4);
  image.data.set(Array.from({ length: 256 * 4 }, (_, i) => (i % 4 < 3 ? (i * 7) % 256 : 9)));
  const back = toImageData(toRgbImage(image));
  expect(back).toMatchObject({ width: 64, height: 4 });
  expect(back.data).toEqual(image.data.map((x, i) => (i % 4 === 3 ? 255 : x)));
});

test('colours become values from 0 to 1, in their order', () => {
  const image = new ImageData(2, 1);
  image.data.set([0, 51, 255, 9, 102, 153, 204, 9]);
  expect(toRgbImage(image)).toEqual({
    width: 2,
    height: 1,
    values: Float32Array.of(0, 0.2, 1, 0.4, 0.6, 0.8),
  });
});

test('values become the nearest colours, clamped', () => {
  const values = Float32Array.of(-0.1, 1.2, 0.4 / 255, 0.6 / 255, 0.5, 1);
  const { data } = toImageData({ width: 2, height: 1, values });
  expect([...data]).toEqual([0, 255, 0, 255, 1, 128, 255, 255]);
});
