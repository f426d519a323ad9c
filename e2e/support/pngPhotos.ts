import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { cifarPhoto } from './cifarPhoto.js';

/** Writes the demo's photos from `first` on as PNG files into a folder. */
export function writePhotos(folder: string, first: number, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const { width, height, values } = cifarPhoto(first + i);
    const data = Uint8Array.from(values, (value) => Math.round(255 * value));
    writeFileSync(join(folder, `${i}.png`), encode({ width, height, data, channels: 3 }));
  }
}

/** Writes PNG files of one colour each, all different, into a folder. */
export function writePlainImages(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const [width, height, channels] = [8, 8, 3];
  for (let i = 0; i < count; i++) {
    const colour = [(i * 97) % 256, (i * 57) % 256, (i * 31) % 256];
    const data = Uint8Array.from({ length: width * height * channels }, (_, at) => colour[at % 3]!);
    writeFileSync(join(folder, `${i}.png`), encode({ width, height, data, channels }));
  }
}
