import { clone, keep, mean, reshape, Tensor, tidy, transpose, zeros } from '@tensorflow/tfjs-core';
import { came } from '../../core/base/checks.js';
import { InvalidFeaturesError, InvalidOptionError } from '../../core/base/errors.js';
import { PATIENCE_MS } from '../../core/base/patience.js';
import type { FeatureMap } from '../../core/explain/featureMap.js';
import type { TapOptions } from '../../core/model/tap.js';
import { readTensor } from '../readTensor.later.js';
import { isGraphModel, requireNode } from './graphModel.js';
import { type ImageInput, toModelTensor } from './imageInput.js';
import { isLayersModel, type LayersModel, viewOf } from './layersModel.js';
import { nodeBeforePooling, placeBeforePooling } from './mapBeforePooling.js';
import { FEATURE_NODES, isMobileNet, type MobileNetInstance } from './mobileNet.js';
import { openGraph, outputOfLayer } from './nestedModels.js';

/** Options of `featureMaps`. */
export interface FeatureMapOptions extends Pick<TapOptions, 'featureNode' | 'featureLayer'> {
  /**
   * Of a GraphModel or MobileNet, the node whose mean over places is the feature.
   * @defaultValue what the feature node averages, or else that node itself
   */
  readonly mapNode?: string;
  /**
   * Of a LayersModel, the layer whose mean over places is the feature.
   * @defaultValue what the feature layer averages, or else that layer itself
   */
  readonly mapLayer?: string;
  /**
   * Makes of a picture, [height, width, 3] in 0 to 255, what the model takes, as for `Reference.fit`. Called in a
   * `tf.tidy`. Not needed for a MobileNet.
   * @defaultValue pictures go to the model as they are
   */
  readonly preprocess?: (input: Tensor) => Tensor;
}

/** One pass for a batch of one, within a tidy. */
type MapPass = (input: Tensor) => { readonly map: Tensor; readonly features: Tensor };

/**
 * See `featureMaps`.
 *
 * @throws As it says, where the model is none, or has no such node or layer.
 */
export function mapReader(
  model: object,
  { preprocess, ...names }: FeatureMapOptions,
): (picture: ImageInput) => Promise<FeatureMap> {
  const pass = passOf(model, names);
  return async (picture) => {
    const given = await toModelTensor(picture, { ms: PATIENCE_MS });
    let read: readonly Tensor[];
    try {
      read = tidy(() => {
        const { map, features } = pass(preprocess ? requireTensor(preprocess(given)) : given);
        return placesOf(map, rowOf(features));
      });
    } finally {
      given.dispose();
    }
    return readMap(read);
  };
}

function requireTensor(prepared: unknown): Tensor {
  if (prepared instanceof Tensor) return prepared;
  throw new InvalidOptionError(
    `preprocess: a tensor was expected from it, ${came(prepared)} came.`,
  );
}

/** @param names As far as they are given. */
function passOf(model: object, names: Omit<FeatureMapOptions, 'preprocess'>): MapPass {
  if (typeof model !== 'object' || model === null) throw noModel(model);
  if (isMobileNet(model)) return mobileNetPass(model, names);
  if (isGraphModel(model)) {
    const { featureNode, mapNode } = names;
    if (!featureNode) throw nameMissing('featureNode', 'node', 'GraphModel');
    requireNode(model, 'featureNode', featureNode);
    if (mapNode !== undefined) requireNode(model, 'mapNode', mapNode);
    const nodes = [mapNode ?? nodeBeforePooling(model, featureNode) ?? featureNode, featureNode];
    return (input) => {
      const [map, features] = [model.execute(input, nodes)].flat();
      return { map: map!, features: features! };
    };
  }
  if (isLayersModel(model)) return layersPass(model, names);
  throw noModel(model);
}

/** By its own `infer`, so that pictures are prepared as it does itself; that asks its graph for one node. */
function mobileNetPass(
  model: MobileNetInstance,
  { featureNode = FEATURE_NODES[model.version]!, mapNode }: FeatureMapOptions,
): MapPass {
  const graph = model.model;
  const ofGraph = passOf(graph, { featureNode, ...(mapNode !== undefined && { mapNode }) });
  return (input) => {
    let taken: ReturnType<MapPass> | undefined;
    const inner = {
      execute: (batch: Tensor) => {
        const { map, features } = ofGraph(batch);
        // `infer` has a tidy of its own.
        taken = { map: keep(clone(map)), features: keep(clone(features)) };
        return zeros([1, 1, 1, 1]);
      },
    };
    const view: MobileNetInstance = Object.assign(Object.create(model), { model: inner });
    try {
      view.infer(input, true);
      const { map, features } = taken!;
      return { map: clone(map), features: clone(features) };
    } finally {
      taken?.map.dispose();
      taken?.features.dispose();
    }
  };
}

function layersPass(model: LayersModel, { featureLayer, mapLayer }: FeatureMapOptions): MapPass {
  if (!featureLayer) throw nameMissing('featureLayer', 'layer', 'LayersModel');
  const features = outputOfLayer(model, 'featureLayer', featureLayer);
  const map =
    mapLayer === undefined
      ? (placeBeforePooling(features) ?? features)
      : outputOfLayer(model, 'mapLayer', mapLayer);
  const { tensors } = openGraph(map === features ? [features] : [map, features]);
  return (input) => {
    const results = [viewOf(model, tensors).predict(input) as Tensor | Tensor[]].flat();
    return { map: results[0]!, features: results.at(-1)! };
  };
}

/** As `featureTap.ts` makes a row of a node's output: averaged over what lies between. */
function rowOf(features: Tensor): Tensor {
  const between = features.shape.slice(1, -1).map((_, axis) => axis + 1);
  const axes = between.filter((axis) => features.shape[axis] !== 1);
  return reshape(axes.length > 0 ? mean(features, axes) : features, [-1]);
}

/** The map as [height, width, channels], and the row that should be its mean. */
function placesOf(map: Tensor, row: Tensor): [map: Tensor, row: Tensor] {
  const { shape } = map;
  const channels = row.size;
  const side = Math.sqrt(shape[1] ?? 0);
  if (shape[0] === 1 && shape.length === 4 && shape[3] === channels) {
    return [reshape(map, [shape[1]!, shape[2]!, channels]), clone(row)];
  }
  if (shape[0] === 1 && shape.length === 4 && shape[1] === channels) {
    return [transpose(reshape(map, shape.slice(1)), [1, 2, 0]), clone(row)];
  }
  // Tokens of a square of patches.
  if (shape[0] === 1 && shape.length === 3 && shape[2] === channels && Number.isInteger(side)) {
    return [reshape(map, [side, side, channels]), clone(row)];
  }
  throw new InvalidFeaturesError(
    `feature map: a tensor of shape [${shape}] came for ${channels} features of one picture; ` +
      `[1, height, width, ${channels}] was expected. Name the layer before the pooling as \`mapNode\` or ` +
      '`mapLayer`; candidateLayers(model) lists them. Features that are no mean over places have no shares.',
  );
}

/** Rounding, of backends with half precision too, is less than this part of the largest feature. */
const LARGEST_DIFFERENCE = 0.02;

/** Takes over the tensors. @throws {@link InvalidFeaturesError} where the row is not the map's mean. */
async function readMap([map, row]: readonly Tensor[]): Promise<FeatureMap> {
  const [height, width, channels] = map!.shape as [number, number, number];
  let values: Float32Array;
  let features: Float32Array;
  try {
    [values, features] = await Promise.all([readTensor(map!), readTensor(row!)]);
  } finally {
    map!.dispose();
    row!.dispose();
  }
  const means = new Float64Array(channels);
  for (const [at, value] of values.entries()) means[at % channels]! += value / (height * width);
  const largest = features.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const apart = means.reduce((most, at, c) => Math.max(most, Math.abs(at - features[c]!)), 0);
  if (apart > LARGEST_DIFFERENCE * largest) {
    throw new InvalidFeaturesError(
      `feature map: the features are not the mean over its ${height} × ${width} places: they differ by ` +
        `${(apart / largest).toFixed(2)} of the largest one. Only features behind an average pooling have shares ` +
        'by place; name what is averaged as `mapNode` or `mapLayer`, and watch that mean.',
    );
  }
  return { values, height, width, channels };
}

function nameMissing(option: string, what: string, kind: string): InvalidOptionError {
  return new InvalidOptionError(
    `${option}: the name of the ${kind}'s penultimate ${what} was expected, as the reference was made with, none ` +
      'came. candidateLayers(model) lists those that would do.',
  );
}

function noModel(model: unknown): InvalidOptionError {
  return new InvalidOptionError(
    `model: a MobileNet, a tfjs GraphModel or a LayersModel was expected, ${came(model)} came. For another ` +
      'runtime give driftPlaces a function of your own.',
  );
}
