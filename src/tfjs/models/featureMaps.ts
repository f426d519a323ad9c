import { requireType } from '../../core/base/checks.js';
import { loadPart } from '../../core/base/loadPart.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import type { FeatureMap } from '../../core/explain/featureMap.js';
import type { FeatureMapOptions } from './featureMaps.later.js';
import type { ImageInput } from './imageInput.js';

const OPTIONS: NamesOf<FeatureMapOptions> = {
  featureNode: true,
  featureLayer: true,
  mapNode: true,
  mapLayer: true,
  preprocess: true,
};

/**
 * How to read the features of a picture before they are averaged over its places, for `driftPlaces` of
 * `tfjs-drift/places`. Each call is a forward pass of its own.
 *
 * @param model A MobileNet, a tfjs GraphModel with `featureNode` or a LayersModel with `featureLayer`, as the
 *   reference was made with. Give the model itself, not what `wrap` has made of it: these passes are no inputs.
 * @throws InvalidOptionError for an unknown option, or one of another kind.
 * @returns A function of one picture. It rejects with an InvalidOptionError for another kind of model, or a name that it
 *   does not have, with an InvalidImageError for what is no picture, with an InvalidFeaturesError where the features
 *   are not the mean of a map, and as the model's backend does.
 *
 * @example
 * const mapOf = featureMaps(model);
 * const { height, width, channels } = await mapOf(photo);  // 7, 7 and 1024 of MobileNet
 */
export function featureMaps(
  model: object,
  options: FeatureMapOptions = {},
): (picture: ImageInput) => Promise<FeatureMap> {
  requireKnownNames('featureMaps', options, OPTIONS);
  const { preprocess, ...names } = options;
  requireType('preprocess', preprocess, 'function');
  for (const [name, value] of Object.entries(names)) requireType(name, value, 'string');
  let read: ((picture: ImageInput) => Promise<FeatureMap>) | undefined;
  return async (picture) => {
    read ??= (await loadPart(() => import('./featureMaps.later.js'))).mapReader(model, options);
    return read(picture);
  };
}
