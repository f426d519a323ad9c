import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { Tensor } from '@tensorflow/tfjs-core';
import { roomy } from '../../core/model/guardedTap.js';
import type { TapOptions } from '../../core/model/tap.js';
import type { TappableKind } from './featureTap.js';
import {
  defaultLogitsNode,
  graphWeights,
  isGraphModel,
  type LogitsNode,
  requireNode,
  tapGraphModel,
  weightsOf,
} from './graphModel.js';
import { identifyModel } from './modelIdentity.js';
import { weightsLife } from './weightsLife.js';

/** The parts of `@tensorflow-models/mobilenet`'s instance that are there at run time. */
export interface MobileNetInstance {
  readonly version: string;
  readonly alpha: string;
  readonly model: GraphModel;
  readonly inputMin: number;
  readonly inputMax: number;
  infer(image: Tensor, embedding?: boolean): Tensor;
  classify(image: unknown, topK?: number): Promise<unknown>;
}

export const FEATURE_NODES: Record<string, string> = {
  '1.00': 'module_apply_default/MobilenetV1/Logits/global_pool',
  '2.00': 'module_apply_default/MobilenetV2/Logits/AvgPool',
};

export function isMobileNet(model: object): model is MobileNetInstance {
  const { infer, classify, version, model: inner } = model as Partial<MobileNetInstance>;
  return (
    typeof infer === 'function' &&
    typeof classify === 'function' &&
    version !== undefined &&
    version in FEATURE_NODES &&
    inner !== undefined &&
    isGraphModel(inner)
  );
}

/**
 * @throws InvalidOptionError where its graph has no such node, as one that is not TensorFlow's own, e.g. a
 *   conversion of Keras's, which has other names.
 */
export function tappableMobileNet(
  model: MobileNetInstance,
  options: TapOptions,
): TappableKind<MobileNetInstance> {
  const { featureNode = FEATURE_NODES[model.version]!, logitsNode } = options;
  requireNode(model.model, 'featureNode', featureNode);
  if (logitsNode !== undefined) requireNode(model.model, 'logitsNode', logitsNode);
  const logitsOf = (inner: GraphModel): LogitsNode | undefined => {
    const node = logitsNode ?? defaultLogitsNode(inner);
    // Column 0 of its graphs is the background, which `classify` drops as well.
    return node === undefined ? undefined : { node, firstClass: 1 };
  };
  return {
    preprocessing: `resize 224, [${model.inputMin}, ${model.inputMax}]`,
    identify: (signal) =>
      identifyModel(
        {
          name: `mobilenet_v${Number(model.version)}_${model.alpha}`,
          featureNode,
          logitsNode: logitsOf(model.model)?.node,
        },
        graphWeights(model.model),
        signal,
      ),
    isAlive: weightsLife(() => weightsOf(model.model)),
    tap(tap) {
      let inner: GraphModel | undefined;
      let tapped: GraphModel | undefined;
      let told: unknown;
      const onPassFailed = (error: unknown): void => {
        if (error !== told) tap.onPassFailed(error);
        told = error;
      };
      const tapOf = (graph: GraphModel): GraphModel => {
        try {
          const nodes = { featureNode, logits: logitsOf(graph) };
          return tapGraphModel(graph, nodes, { ...tap, onPassFailed });
        } catch (error) {
          tap.onError(error);
          return graph;
        }
      };
      const infer = function (this: MobileNetInstance, image: Tensor, embedding?: boolean): Tensor {
        const isOpen = tap.isOpen();
        if (isOpen) tap.onInput(image);
        try {
          return model.infer.call(this, image, embedding);
        } catch (error) {
          // It may fail before the pass itself, e.g. at an image without pixels.
          if (isOpen) onPassFailed(error);
          throw error;
        }
      };
      const classify = roomy(
        tap,
        function (this: MobileNetInstance, image: unknown, topK?: number) {
          return model.classify.call(this, image, topK);
        },
      );
      return new Proxy(model, {
        get(target, property, receiver) {
          if (property === 'infer') return infer;
          if (property === 'classify') return classify;
          if (property !== 'model') return Reflect.get(target, property, receiver);
          if (!tapped || inner !== target.model) {
            inner = target.model;
            tapped = tapOf(inner);
          }
          return tapped;
        },
      });
    },
    infer: (watched, input) => watched.infer(input),
  };
}
