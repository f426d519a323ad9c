import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { type CorruptionName, corrupt, type Severity } from '../../src/demo/corruption/corrupt.js';
import { toPixels, toRgbImage } from '../../src/demo/corruption/image.js';
import { PHOTO_SIZE } from '../../src/demo/photos/photoSet.js';
import { type Pixels, resizeBilinear } from '../../src/demo/photos/resizeBilinear.js';
import { seededRandom } from '../../src/demo/random.js';

const FOLDER = 'public/photos/cifar10';

/** Photos, 224 × 224 pixels, as the demo's page has them, without one. @param folder @defaultValue the demo's */
export function decodedPhotos(folder = FOLDER): (index: number) => Pixels {
  const { photoSize, columns } = JSON.parse(readFileSync(join(folder, 'photos.json'), 'utf8'));
  const sprite = decode(readFileSync(join(folder, 'sprite.png')));
  return (index) => {
    const data = new Uint8ClampedArray(4 * photoSize * photoSize).fill(255);
    const corner =
      Math.floor(index / columns) * photoSize * sprite.width + (index % columns) * photoSize;
    for (let pixel = 0; pixel < photoSize * photoSize; pixel++) {
      const from = corner + Math.floor(pixel / photoSize) * sprite.width + (pixel % photoSize);
      for (let channel = 0; channel < 3; channel++) {
        data[4 * pixel + channel] = sprite.data[3 * from + channel]!;
      }
    }
    return resizeBilinear({ width: photoSize, height: photoSize, data }, PHOTO_SIZE);
  };
}

/** A photo under a corruption of the demo. */
export function corruptedPixels(
  photo: Pixels,
  corruption: CorruptionName,
  severity: Severity,
  seed: number,
): Pixels {
  return toPixels(corrupt(toRgbImage(photo), corruption, severity, seededRandom(seed)));
}
