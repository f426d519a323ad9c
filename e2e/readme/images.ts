import { seededRandom } from '../../src/core/base/random.js';
import { corrupt } from '../../src/demo/corruption/corrupt.js';
import { toImageData, toRgbImage } from '../../src/demo/corruption/image.js';
import { loadPhotoSet } from '../../src/demo/photos/photoSet.js';

/** The page's images: known good photos, then undrifted live ones, then blurred ones. */

const KNOWN_GOOD = 40;
const UNDRIFTED = 20;
const BLURRED = 10;

const photos = await loadPhotoSet('/photos/cifar10');
const canvas = document.createElement('canvas');

function addImage(className: string, photo: ImageData): void {
  Object.assign(canvas, { width: photo.width, height: photo.height });
  canvas.getContext('2d')!.putImageData(photo, 0, 0);
  const image = document.createElement('img');
  image.className = className;
  image.alt = '';
  image.src = canvas.toDataURL();
  document.body.append(image);
}

for (let i = 0; i < KNOWN_GOOD; i++) addImage('known-good', photos.photo(i));
for (let i = 0; i < UNDRIFTED; i++) addImage('live', photos.photo(600 + i));
for (let i = 0; i < BLURRED; i++) {
  const blurred = corrupt(toRgbImage(photos.photo(700 + i)), 'gaussianBlur', 5, seededRandom(i));
  addImage('live', toImageData(blurred));
}
