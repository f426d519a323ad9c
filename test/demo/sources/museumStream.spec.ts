import { expect, test } from 'playwright/test';
import type { MuseumPicture } from '../../../src/demo/photos/museumPictures.js';
import { museumPhotos, panOverMuseum } from '../../../src/demo/sources/museumStream.js';
import type { Picture, Source } from '../../../src/demo/sources/source.js';

/** What Node lacks. */
class FakeImageData {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8ClampedArray(4 * width * height);
  }
}

const clean = { corruption: 'gaussianBlur', severity: 0 } as const;
const COUNT = 8;
const SIZE = 300;

/** Pictures of which each pixel says where it lies, and which picture it is of. */
function pictures(): MuseumPicture[] {
  return Array.from({ length: COUNT }, (_, index) => {
    const image = new ImageData(SIZE, SIZE);
    for (let pixel = 0; pixel < SIZE * SIZE; pixel++) {
      const [x, y] = [pixel % SIZE, Math.floor(pixel / SIZE)];
      image.data.set([(255 * x) / SIZE, (255 * y) / SIZE, 20 * index, 255], 4 * pixel);
    }
    const from = { x: 0, y: 0, size: 200 };
    return {
      image,
      label: `Picture ${index}`,
      right: [`p${index}`],
      from,
      to: { ...from, x: 100 },
    };
  });
}

async function take(source: Source, count: number): Promise<Picture[]> {
  const taken: Picture[] = [];
  for (let i = 0; i < count; i++) taken.push((await source.next(clean))!);
  return taken;
}

const redOf = ({ image }: Picture): number => image.data[4 * (112 * image.width + 112)]!;

const original = globalThis.ImageData;
test.beforeAll(() => {
  globalThis.ImageData = FakeImageData as unknown as typeof ImageData;
});
test.afterAll(() => {
  globalThis.ImageData = original;
});

test('single shots are of any picture, the same by the same seed, and none of the reference', async () => {
  const photos = museumPhotos(pictures());
  const shots = await take(photos.stream(5), 80);
  expect(new Set(shots.map(({ label }) => label)).size).toBe(COUNT);
  expect(shots[0]).toMatchObject({ number: 1, caption: 'The photo shows' });
  expect(shots[0]!.right).toEqual([`p${shots[0]!.label.slice(-1)}`]);
  const again = await take(photos.stream(5), 80);
  expect(again.map(redOf)).toEqual(shots.map(redOf));
  const places = new Set(shots.map((shot) => `${shot.label} ${shot.image.data.slice(0, 3)}`));
  const row = photos.referencePicture(3);
  const { data } = row.picture as ImageData;
  expect(places.has(`${row.label} ${data.slice(0, 3)}`)).toBe(false);
  expect(photos.stream(5).sampling).toBe('independent');
});

test('a slow pan goes over one picture after the other, each frame a little further', async () => {
  const stream = panOverMuseum(pictures()).stream(1);
  expect([stream.sampling, stream.noun]).toEqual(['video', 'frame']);
  const frames = await take(stream, 24 * COUNT);
  const labels = frames.map(({ label }) => label);
  expect(new Set(labels).size).toBe(COUNT);
  const changes = labels.filter((label, at) => at > 0 && label !== labels[at - 1]).length;
  expect(changes).toBe(COUNT - 1);
  const reds = frames.slice(0, 24).map(redOf);
  expect(reds).toEqual([...reds].sort((a, b) => a - b));
  expect(reds.at(-1)! - reds[0]!).toBeGreaterThan(50);
  expect(Math.max(...reds.slice(1).map((red, at) => red - reds[at]!))).toBeLessThan(8);
});

test('a mix of one class shows one picture alone', async () => {
  const stream = museumPhotos(pictures()).stream(2);
  const labels = new Set<string>();
  for (let i = 0; i < 20; i++) {
    labels.add((await stream.next({ corruption: 'classMix', severity: 5 }))!.label);
  }
  expect(labels.size).toBe(1);
});
