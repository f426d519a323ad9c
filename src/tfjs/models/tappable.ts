import { requireType } from '../../core/base/checks.js';
import { InvalidOptionError } from '../../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { guardedTap } from '../../core/model/guardedTap.js';
import type { TapOptions } from '../../core/model/tap.js';
import type { TappableKind, TappableTfjsModel } from './featureTap.js';
import { isGraphModel, tappableGraphModel } from './graphModel.js';
import { isLayersModel, tappableLayersModel } from './layersTap.js';
import { isMobileNet, tappableMobileNet } from './mobileNet.js';

export const tapOptionNames: NamesOf<TapOptions> = {
  featureNode: true,
  featureLayer: true,
  logitsNode: true,
  logitsLayer: true,
  preprocessing: true,
  image: true,
};

/**
 * Finds out what kind of model this is.
 *
 * @throws {@link InvalidOptionError} if it is none that can be watched, or has no such layer, and
 *   for an option that is not known.
 */
export function tappable<Model extends object>(
  model: Model,
  options: TapOptions = {},
): TappableTfjsModel<Model> {
  requireKnownNames('model', options, tapOptionNames);
  const { image, ...names } = options;
  requireType('image', image, 'function');
  for (const [name, value] of Object.entries(names)) requireType(name, value, 'string');
  const kind = tappableByKind(model, names) as unknown as TappableKind<Model>;
  return {
    ...kind,
    tap: (tap) =>
      kind.tap(
        guardedTap({
          ...tap,
          onFeatures: (...rows) => {
            if (image) tap.onInput?.(image());
            tap.onFeatures(...rows);
          },
        }),
      ),
  };
}

function tappableByKind(model: object, options: TapOptions): unknown {
  if (typeof model !== 'object' || model === null) throw noModel(model);
  if (isMobileNet(model)) return tappableMobileNet(model, options);
  if (isGraphModel(model)) return tappableGraphModel(model, options);
  if (isLayersModel(model)) return tappableLayersModel(model, options);
  throw noModel(model);
}

function noModel(came: object): InvalidOptionError {
  const whatToDo =
    came instanceof Promise
      ? 'Await it first.'
      : 'For features of any other model, call monitor.observe(features).';
  return new InvalidOptionError(
    'model: a MobileNet, a tfjs GraphModel or a LayersModel was expected, ' +
      `${came?.constructor?.name ?? String(came)} came. ${whatToDo}`,
  );
}
