import { expect, test } from 'playwright/test';
import type { Severity } from '../../../src/demo/corruption/corrupt.js';
import { PhotoHead } from '../../../src/demo/photos/photoHead.js';
import type { PhotoSet } from '../../../src/demo/photos/photoSet.js';
import { ClassMix, classShares, PhotoStream } from '../../../src/demo/sources/photos.js';
import type { Picture } from '../../../src/demo/sources/source.js';

const head = new PhotoHead([], new Float32Array(), new Float32Array());
const CLASSES = 10;
const FIRST = 600;
const severities = [0, 1, 2, 3, 4, 5] as const;

/** Photos that know their own index, in place of pixels; classes as in the demo's sprite. */
const photos: PhotoSet = {
  size: 1200,
  label: (index) => `Class ${index % CLASSES}`,
  photo: (index) => ({ width: index, height: 0 }) as ImageData,
};

async function frames(seed: number, severity: Severity, count: number): Promise<Picture[]> {
  const stream = new PhotoStream(photos, FIRST, seed, head);
  const next = () => stream.next({ corruption: 'classMix', severity });
  return Promise.all(Array.from({ length: count }, next));
}

const indices = (some: readonly Picture[]) => some.map(({ image }) => image.width);

for (const severity of severities) {
  test(`severity ${severity} draws its share from one class, and the rest from all`, async () => {
    const count = 6000;
    const drawn = await frames(3, severity, count);
    const label = photos.label(new ClassMix(photos, FIRST, 3).photos[0]!);
    const share = drawn.filter((frame) => frame.label === label).length / count;
    const expected = classShares[severity] + (1 - classShares[severity]) / CLASSES;
    expect(Math.abs(share - expected)).toBeLessThanOrEqual(5 * Math.sqrt(0.25 / count));
    if (severity === 5) expect(share).toBe(1);
    expect(Math.min(...indices(drawn))).toBeGreaterThanOrEqual(FIRST);
  });
}

test('severity 0 is the usual stream', async () => {
  const stream = new PhotoStream(photos, FIRST, 5, head);
  const next = () => stream.next({ corruption: 'gaussianBlur', severity: 0 });
  const usual = await Promise.all(Array.from({ length: 700 }, next));
  expect(await frames(5, 0, 700)).toEqual(usual);
});

test('the more severe, the fewer frames are the usual ones, and those stay where they are', async () => {
  const usual = indices(await frames(7, 0, 600));
  let before = new Set(usual.keys());
  for (const severity of severities.slice(1)) {
    const mixed = indices(await frames(7, severity, 600));
    const same = new Set([...usual.keys()].filter((i) => mixed[i] === usual[i]));
    expect(same.size).toBeLessThan(before.size);
    expect([...same].every((i) => before.has(i))).toBe(true);
    before = same;
  }
});

test('a frame depends on seed, number and severity, not on what came before', async () => {
  const stream = new PhotoStream(photos, FIRST, 9, head);
  for (let i = 0; i < 40; i++) await stream.next({ corruption: 'classMix', severity: 5 });
  const next = await stream.next({ corruption: 'classMix', severity: 2 });
  expect(next).toEqual((await frames(9, 2, 41))[40]);
  expect(indices(await frames(9, 2, 50))).toEqual(indices(await frames(9, 2, 50)));
  expect(indices(await frames(10, 2, 50))).not.toEqual(indices(await frames(9, 2, 50)));
});

test('photos of the class come back only when all of them were shown', async () => {
  const shown = indices(await frames(11, 5, 120));
  expect(new Set(shown.slice(0, 60)).size).toBe(60);
  expect(shown.slice(60)).toEqual(shown.slice(0, 60));
});

test('other seeds choose other classes', async () => {
  const classOf = (seed: number) => photos.label(new ClassMix(photos, FIRST, seed).photos[0]!);
  expect(new Set(Array.from({ length: 80 }, (_, seed) => classOf(seed))).size).toBe(CLASSES);
});
