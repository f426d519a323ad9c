import { writeFileSync } from 'node:fs';
import { fitInLab, fitMuseumInLab, inLab } from './browser/lab.js';

/**
 * Fits the references that ship beside the model:
 *
 *     npm run reference
 *     npm run reference -- cifar10
 *     npm run reference -- museum
 */

const FOLDER = 'public/models/mobilenet_v1_1.0_224';

/** The first 60 of each of the 10 classes; the other half of the photos is the demo's live stream. */
const PHOTOS = { from: 0, to: 600 };

function write(file: string, bytes: Uint8Array): void {
  writeFileSync(`${FOLDER}/${file}`, bytes);
  console.log(`${FOLDER}/${file}: ${bytes.length} bytes`);
}

const [only] = process.argv.slice(2);
await inLab(async (page) => {
  if (only !== 'museum') write('reference.safetensors', await fitInLab(page, PHOTOS));
  if (only !== 'cifar10') write('museum.safetensors', await fitMuseumInLab(page));
});
