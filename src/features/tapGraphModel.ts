import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { deliverFeatures, type FeatureTap } from './featureTap.js';

type Inputs = Tensor | Tensor[] | NamedTensorMap;
type Outputs = string | string[] | undefined;

/**
 * A GraphModel that behaves as the original and sends the output of one more node of the same
 * forward pass to a tap. `predict` and `predictAsync` run through `execute` and `executeAsync`,
 * so these two are all that is replaced; everything else is the original's own.
 */
export function tapGraphModel(model: GraphModel, featureNode: string, tap: FeatureTap): GraphModel {
  const split = (results: Tensor | Tensor[], wanted: string[]): Tensor | Tensor[] => {
    const outputs = [results].flat();
    const features = outputs.pop();
    if (features) deliverFeatures(tap, features, wanted.includes(featureNode));
    return outputs.length === 1 ? outputs[0]! : outputs;
  };
  const wantedNodes = (outputs: Outputs): string[] => [outputs ?? model.outputNodes].flat();

  const execute = (inputs: Inputs, outputs?: Outputs): Tensor | Tensor[] => {
    if (!tap.isOpen()) return model.execute(inputs, outputs);
    const wanted = wantedNodes(outputs);
    let results: Tensor | Tensor[];
    try {
      results = model.execute(inputs, [...wanted, featureNode]);
    } catch (error) {
      // Where the app's own call fails as well, its error is the one to see.
      const unwatched = model.execute(inputs, outputs);
      tap.onError(error);
      return unwatched;
    }
    return split(results, wanted);
  };

  const executeAsync = async (inputs: Inputs, outputs?: Outputs): Promise<Tensor | Tensor[]> => {
    if (!tap.isOpen()) return model.executeAsync(inputs, outputs);
    const wanted = wantedNodes(outputs);
    let results: Tensor | Tensor[];
    try {
      results = await model.executeAsync(inputs, [...wanted, featureNode]);
    } catch (error) {
      const unwatched = await model.executeAsync(inputs, outputs);
      tap.onError(error);
      return unwatched;
    }
    return split(results, wanted);
  };

  const replaced: Record<PropertyKey, unknown> = { execute, executeAsync };
  return new Proxy(model, {
    get: (target, property, receiver) =>
      replaced[property] ?? Reflect.get(target, property, receiver),
  });
}
