import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { deliverFeatures, type FeatureTap } from './featureTap.js';
import type { LogitsNode } from './logitsNode.js';
import { Turns } from './turns.js';

type Inputs = Tensor | Tensor[] | NamedTensorMap;
type Outputs = string | string[] | undefined;

/** The nodes of a GraphModel that a tap is after. */
export interface TapNodes {
  readonly featureNode: string;
  /** Undefined where the model has none. */
  readonly logits: LogitsNode | undefined;
}

/**
 * A GraphModel that behaves as the original and sends the output of one more node of the same
 * forward pass, or of two, to a tap. `predict` and `predictAsync` run through `execute` and `executeAsync`,
 * so these two are all that is replaced; everything else is the original's own.
 */
export function tapGraphModel(model: GraphModel, nodes: TapNodes, tap: FeatureTap): GraphModel {
  const logits = tap.wantsLogits ? nodes.logits : undefined;
  const tapped = logits ? [nodes.featureNode, logits.node] : [nodes.featureNode];
  const withFeatures = (outputs: Outputs): string[] => [
    ...[outputs ?? model.outputNodes].flat(),
    ...tapped,
  ];
  const split = (results: Tensor | Tensor[], to: FeatureTap = tap): Tensor | Tensor[] => {
    const outputs = [results].flat();
    const [features, output] = outputs.splice(-tapped.length);
    const logitsOutput = logits && output && { ...logits, output, areProbabilities: false };
    // The app may know the same node by another name, so the tensors are compared.
    if (features) deliverFeatures(to, { features, logits: logitsOutput }, outputs);
    return outputs.length === 1 ? outputs[0]! : outputs;
  };

  const execute = (inputs: Inputs, outputs?: Outputs): Tensor | Tensor[] => {
    if (!tap.isOpen()) return model.execute(inputs, outputs);
    let results: Tensor | Tensor[];
    try {
      results = model.execute(inputs, withFeatures(outputs));
    } catch (error) {
      // Where the app's own call fails as well, its error is the one to see.
      const unwatched = model.execute(inputs, outputs);
      tap.onError(error);
      return unwatched;
    }
    return split(results);
  };

  // Of passes under way at once a later one may end first.
  const turns = new Turns();

  const executeAsync = async (inputs: Inputs, outputs?: Outputs): Promise<Tensor | Tensor[]> => {
    if (!tap.isOpen()) return model.executeAsync(inputs, outputs);
    const end = turns.begin();
    let handOver = (): void => {};
    try {
      const results = await model.executeAsync(inputs, withFeatures(outputs));
      return split(results, {
        ...tap,
        onFeatures: (features, logits) => {
          handOver = () => tap.onFeatures(features, logits);
        },
      });
    } catch (error) {
      const unwatched = await model.executeAsync(inputs, outputs);
      tap.onError(error);
      return unwatched;
    } finally {
      end(handOver);
    }
  };

  const replaced = new Map<PropertyKey, unknown>(Object.entries({ execute, executeAsync }));
  return new Proxy(model, {
    get: (target, property, receiver) =>
      replaced.get(property) ?? Reflect.get(target, property, receiver),
  });
}
