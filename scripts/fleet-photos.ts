import {
  CONDITIONS,
  type Condition,
  type PhotoColumns,
  writePhotoColumns,
} from '../fleet/simulate/photoColumns.js';
import { shippedReference } from '../fleet/simulate/shippedReference.js';
import { landmarkColumns } from '../src/core/fleet/sketchSpace.js';
import type { PhotoRange } from './browser/lab.js';
import { photoFeatures } from './streams/photoFeatures.js';

/**
 * Measures what the devices of the simulated fleet see, of photos that the shipped reference does not have:
 *
 *     npm run fleet-photos
 */

const PHOTOS = { from: 600, to: 900 };

/** Blur of 2 pixels of 224; 2 and 4 stops of light are missing. */
const RANGES: Readonly<Record<Condition, PhotoRange>> = {
  clean: PHOTOS,
  blurred: { ...PHOTOS, corruption: ['gaussianBlur', 2] },
  dusk: { ...PHOTOS, corruption: ['brightness', 2] },
  dark: { ...PHOTOS, corruption: ['brightness', 4] },
};

const { kernel, space } = await shippedReference();
const columnOf = landmarkColumns(kernel);
const features = await photoFeatures(CONDITIONS.map((condition) => RANGES[condition]));
const landmarks = space.landmarks.length;
const photos = PHOTOS.to - PHOTOS.from;
const columns = CONDITIONS.map((condition, at): [Condition, Float64Array] => {
  const values = new Float64Array(photos * landmarks);
  for (let photo = 0; photo < photos; photo++) {
    values.set(columnOf(features[at]!, photo), photo * landmarks);
  }
  return [condition, values];
});
await writePhotoColumns(space, {
  photos,
  landmarks,
  columns: Object.fromEntries(columns) as PhotoColumns['columns'],
});
console.log(`Kernel columns of ${photos} photos in ${CONDITIONS.length} conditions.`);
