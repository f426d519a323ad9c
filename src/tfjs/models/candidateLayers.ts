import { InvalidOptionError } from '../../core/base/errors.js';
import { graphCandidates } from './graphCandidates.js';
import { layersCandidates } from './layersCandidates.js';
import { isLayersModel } from './layersModel.js';
import { isGraphModel } from './tappableGraphModel.js';

/** A layer whose output can be the feature. */
export interface CandidateLayer {
  /** What to give as `featureNode` (GraphModel) or `featureLayer` (LayersModel). */
  readonly name: string;
  /** Operation of the node, or class of the layer, e.g. `'Mean'` or `'Dense'`. */
  readonly kind: string;
  /** Values per feature row, where the model tells before it has run. */
  readonly width: number | undefined;
}

/**
 * The layers whose output can be watched as the feature, from the one before the logits back to the
 * inputs. The first is the penultimate layer, which is what to watch unless you know better. A help
 * for choosing; an app in service needs the name only.
 *
 * @param model A tfjs GraphModel or LayersModel; it is not run.
 * @throws InvalidOptionError for another kind of model.
 *
 * @example
 * console.table(candidateLayers(model));
 */
export function candidateLayers(model: object): CandidateLayer[] {
  if (isGraphModel(model)) return graphCandidates(model);
  if (isLayersModel(model)) return layersCandidates(model);
  throw new InvalidOptionError(
    `model: a tfjs GraphModel or LayersModel was expected, ${model?.constructor?.name ?? typeof model} came.`,
  );
}
