import { requireSignal, requireType } from '../core/base/checks.js';
import { InvalidFeaturesError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import { type Abortable, patiently } from '../core/base/patience.js';
import { checkedMap, type FeatureMap } from '../core/explain/featureMap.js';
import { MeanMap, type PlacesReference } from '../core/explain/placeShares.js';
import { eachInput, type InputList, requireInputList } from '../core/model/inputList.js';
import { idleTime } from './idleTime.js';

/** The features of a picture before they are averaged over its places. */
export type MapOf<Picture> = (picture: Picture) => FeatureMap | Promise<FeatureMap>;

/** Options of {@link placesReference}. */
export interface PlacesReferenceOptions extends Abortable {
  /** Told after each picture how many are done. */
  readonly onProgress?: (done: number) => void;
}

const OPTIONS: NamesOf<PlacesReferenceOptions> = { signal: true, onProgress: true };

/**
 * The mean feature map of pictures that the reference was made from, for `driftPlaces`: what is normal at each
 * place. One pass for each picture, in idle time. Twenty are enough for most: its error is that of one picture's map
 * over the root of their number. Keep what comes (of MobileNet 7 × 7 × 1024 values, 200 kB) in a file or IndexedDB, as
 * it is or by parts.
 *
 * @param mapOf As of `driftPlaces`.
 * @param pictures At least one, from an array, iterable or async iterable, prepared as the inputs' pictures are:
 *   thumbnails of 64 pixels are blurred, and so these should be.
 * @throws InvalidFeaturesError for no picture, and for maps of different sizes, or with a NaN.
 * @throws InvalidOptionError for what is no list, or an option that is not known.
 * @throws TimeoutError where `mapOf` has not answered for a minute; and what it throws.
 * @throws The signal's reason, when aborted.
 *
 * @example
 * const normal = await placesReference(featureMaps(model), photos.slice(0, 40));
 */
export async function placesReference<Picture>(
  mapOf: MapOf<Picture>,
  pictures: InputList<Picture>,
  options: PlacesReferenceOptions = {},
): Promise<PlacesReference> {
  requireKnownNames('placesReference', options, OPTIONS);
  const { signal, onProgress } = options;
  requireSignal(signal);
  requireType('onProgress', onProgress, 'function');
  requireInputList(pictures);
  const mean = new MeanMap();
  let done = 0;
  let channels: number | undefined;
  for await (const picture of eachInput(pictures, signal)) {
    await idleTime(signal);
    const map = await patiently(Promise.resolve(mapOf(picture)), 'The feature map', { signal });
    channels ??= map?.channels;
    mean.add(checkedMap(map, channels));
    onProgress?.(++done);
  }
  const found = mean.mean();
  if (found) return found;
  throw new InvalidFeaturesError(
    'placesReference: no pictures came; give some that the reference was made from.',
  );
}
