import { InvalidOptionError } from '../../core/base/errors.js';
import type { TapOptions } from '../../core/model/tap.js';
import { guardedTap, type TappableKind, type TappableTfjsModel } from './featureTap.js';
import { isGraphModel, tappableGraphModel } from './graphModel.js';
import { isLayersModel, tappableLayersModel } from './layersTap.js';
import { isMobileNet, tappableMobileNet } from './mobileNet.js';

/**
 * Finds out what kind of model this is.
 *
 * @throws {@link InvalidOptionError} if it is none that can be watched, or has no such layer.
 */
export function tappable<Model extends object>(
  model: Model,
  options: TapOptions = {},
): TappableTfjsModel<Model> {
  const kind = tappableByKind(model, options) as unknown as TappableKind<Model>;
  return { ...kind, tap: (tap) => kind.tap(guardedTap(tap)) };
}

function tappableByKind(model: object, options: TapOptions): unknown {
  if (model) {
    if (isMobileNet(model)) return tappableMobileNet(model, options);
    if (isGraphModel(model)) return tappableGraphModel(model, options);
    if (isLayersModel(model)) return tappableLayersModel(model, options);
  }
  throw new InvalidOptionError(
    'model: a MobileNet, a tfjs GraphModel or a LayersModel was expected, ' +
      `${model?.constructor?.name ?? String(model)} came. For features of any other model, call ` +
      'monitor.observe(features).',
  );
}
