import { writeFileSync } from 'node:fs';
import { fitInLab, inLab } from './browser/lab.js';

/**
 * Fits the reference that ships beside the model:
 *
 *     npm run reference
 */

const FILE = 'public/models/mobilenet_v1_1.0_224/reference.safetensors';

/** The first 60 of each of the 10 classes; the other half of the photos is the demo's live stream. */
const PHOTOS = { from: 0, to: 600 };

await inLab(async (page) => {
  const bytes = await fitInLab(page, PHOTOS);
  writeFileSync(FILE, bytes);
  console.log(`${FILE}: ${bytes.length} bytes`);
});
