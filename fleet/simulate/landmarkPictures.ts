import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from 'fast-png';
import type { SketchSpace } from '../../src/core/fleet/sketch.js';

const PHOTOS = fileURLToPath(new URL('../../public/photos/cifar10', import.meta.url));

/** The pictures of a space's landmarks as `ROW.png`: row i of the shipped reference is photo i of the sprite. */
export async function writeLandmarkPictures(
  folder: string,
  { landmarks }: SketchSpace,
): Promise<void> {
  if (landmarks.every((row) => existsSync(join(folder, `${row}.png`)))) return;
  await mkdir(folder, { recursive: true });
  const { photoSize, columns } = JSON.parse(await readFile(join(PHOTOS, 'photos.json'), 'utf8'));
  const sprite = decode(await readFile(join(PHOTOS, 'sprite.png')));
  const { channels } = sprite;
  for (const row of landmarks) {
    const left = (row % columns) * photoSize;
    const top = Math.floor(row / columns) * photoSize;
    const data = new Uint8Array(photoSize * photoSize * channels);
    for (let y = 0; y < photoSize; y++) {
      const start = ((top + y) * sprite.width + left) * channels;
      data.set(
        sprite.data.subarray(start, start + photoSize * channels) as Uint8Array,
        y * photoSize * channels,
      );
    }
    const png = encode({ width: photoSize, height: photoSize, data, channels, depth: 8 });
    await writeFile(join(folder, `${row}.png`), png);
  }
}
