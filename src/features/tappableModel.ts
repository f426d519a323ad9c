import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.js';
import type { FeatureTap } from './featureTap.js';
import { requireNode } from './graphNodes.js';
import { defaultLogitsNode, type LogitsNode } from './logitsNode.js';
import { identifyModel, type ModelIdentity } from './modelIdentity.js';
import { tapGraphModel } from './tapGraphModel.js';

/** How a kind of model is watched. */
export interface TappableModel<Model extends object> {
  identify(): Promise<ModelIdentity>;
  /** A model with the same interface, answering the same, whose features go to the tap. */
  tap(tap: FeatureTap): Model;
  /** One forward pass of a model of this kind, with its own preprocessing. */
  infer(model: Model, input: Tensor): Tensor | Tensor[] | NamedTensorMap;
}

/** Which layer of a model to watch. */
export interface TapOptions {
  /**
   * Name of the node whose output is the feature, for a GraphModel; MobileNet's is known.
   */
  readonly featureNode?: string | undefined;
  /**
   * Name of the node whose output are the logits, before softmax, for a GraphModel; MobileNet's is
   * known. @defaultValue the model's only output, or what goes into the softmax there
   */
  readonly logitsNode?: string | undefined;
}

/** The parts of `@tensorflow-models/mobilenet`'s instance that are there at run time. */
interface MobileNetInstance {
  readonly version: string;
  readonly alpha: string;
  readonly model: GraphModel;
  infer(image: Tensor, embedding?: boolean): Tensor;
  classify(image: unknown, topK?: number): Promise<unknown>;
}

const MOBILENET_FEATURE_NODES: Record<string, string> = {
  '1.00': 'module_apply_default/MobilenetV1/Logits/global_pool',
  '2.00': 'module_apply_default/MobilenetV2/Logits/AvgPool',
};

/**
 * Finds out what kind of model this is.
 *
 * @throws {@link InvalidOptionError} if it is none that can be watched, or has no such node.
 */
export function tappable<Model extends object>(
  model: Model,
  options: TapOptions = {},
): TappableModel<Model> {
  if (isMobileNet(model)) return tappableMobileNet(model) as unknown as TappableModel<Model>;
  if (isGraphModel(model)) {
    return tappableGraphModel(model, options) as unknown as TappableModel<Model>;
  }
  throw new InvalidOptionError(
    'model: a MobileNet or a tfjs GraphModel was expected, ' +
      `${model?.constructor?.name ?? typeof model} came. For features of any other model, call ` +
      'monitor.observe(features).',
  );
}

function tappableMobileNet(model: MobileNetInstance): TappableModel<MobileNetInstance> {
  const featureNode = MOBILENET_FEATURE_NODES[model.version]!;
  return {
    identify: () =>
      identifyModel(
        `mobilenet_v${Number(model.version)}_${model.alpha}`,
        featureNode,
        singleWeights(model.model),
      ),
    tap(tap) {
      let inner: GraphModel | undefined;
      let tapped: GraphModel | undefined;
      const infer = function (this: MobileNetInstance, image: Tensor, embedding?: boolean): Tensor {
        if (tap.isOpen()) tap.onInput?.(image);
        return model.infer.call(this, image, embedding);
      };
      return new Proxy(model, {
        get(target, property, receiver) {
          if (property === 'infer') return infer;
          if (property !== 'model') return Reflect.get(target, property, receiver);
          if (!tapped || inner !== target.model) {
            inner = target.model;
            tapped = tapGraphModel(inner, { featureNode, logits: mobileNetLogits(inner) }, tap);
          }
          return tapped;
        },
      });
    },
    infer: (watched, input) => watched.infer(input),
  };
}

function tappableGraphModel(model: GraphModel, options: TapOptions): TappableModel<GraphModel> {
  const { featureNode } = options;
  if (!featureNode) {
    throw new InvalidOptionError(
      "featureNode: the name of the GraphModel's penultimate node was expected, none came.",
    );
  }
  requireNode(model, 'featureNode', featureNode);
  if (options.logitsNode !== undefined) requireNode(model, 'logitsNode', options.logitsNode);
  const node = options.logitsNode ?? defaultLogitsNode(model);
  const logits = node === undefined ? undefined : { node, firstClass: 0 };
  return {
    identify: () => identifyModel('graph-model', featureNode, singleWeights(model)),
    tap: (tap) => tapGraphModel(model, { featureNode, logits }, tap),
    infer: (watched, input) => watched.predict(input),
  };
}

/** Column 0 of its graphs is the background, which `classify` drops as well. */
function mobileNetLogits(model: GraphModel): LogitsNode | undefined {
  const node = defaultLogitsNode(model);
  return node === undefined ? undefined : { node, firstClass: 1 };
}

function singleWeights(model: GraphModel): NamedTensorMap {
  return Object.fromEntries(Object.entries(model.weights).map(([name, [first]]) => [name, first!]));
}

function isMobileNet(model: object): model is MobileNetInstance {
  const { infer, classify, version, model: inner } = model as Partial<MobileNetInstance>;
  return (
    typeof infer === 'function' &&
    typeof classify === 'function' &&
    version !== undefined &&
    version in MOBILENET_FEATURE_NODES &&
    inner !== undefined &&
    isGraphModel(inner)
  );
}

function isGraphModel(model: object): model is GraphModel {
  const { execute, predict, outputNodes } = model as Partial<GraphModel>;
  return (
    typeof execute === 'function' && typeof predict === 'function' && Array.isArray(outputNodes)
  );
}
