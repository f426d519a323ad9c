import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import { type GuardedTap, roomy } from '../../core/model/guardedTap.js';
import type { TapOptions } from '../../core/model/tap.js';
import { Turns, watchedInTurn } from '../../core/model/turns.js';
import {
  hasTapped,
  type TappableKind,
  takeFeatures,
  tensorsIn,
  unwatchedPass,
} from './featureTap.js';
import type { ModelWeights } from './identifyWeights.later.js';
import { identifyModel } from './modelIdentity.js';
import { weightsLife } from './weightsLife.js';

/** The part of tfjs-converter's graph nodes that is needed here. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly GraphNode[];
  readonly attrParams?: { readonly transposeB?: { readonly value?: unknown } };
}

/** A model's graph, from a field that is private by its type. */
interface Graph {
  /** By name. */
  readonly nodes: Record<string, GraphNode>;
  /** What the model answers with; `model.outputNodes` has the signature's names for them. */
  readonly outputs: readonly GraphNode[];
}

/** Undefined where that field is gone. */
export function graphOf(model: GraphModel): Graph | undefined {
  const { executor } = model as unknown as { executor?: { graph?: Partial<Graph> } };
  const { nodes, outputs } = executor?.graph ?? {};
  return nodes && outputs && { nodes, outputs };
}

/** What a node computes from, besides constants. */
export function dataInputs({ inputs }: GraphNode): GraphNode[] {
  return inputs.filter(({ op }) => op !== 'Const');
}

/** @throws {@link InvalidOptionError} where the model is known to have no such node. */
export function requireNode(model: GraphModel, option: string, node: string): void {
  const nodes = graphOf(model)?.nodes;
  if (!nodes || node in nodes || model.outputNodes.includes(node)) return;
  throw new InvalidOptionError(
    `${option}: the model has no node '${node}'; its last ones are ` +
      `${Object.keys(nodes).slice(-8).join(', ')}. candidateLayers(model) of tfjs-drift/layers lists ` +
      'what to name.',
  );
}

/** Where a model's logits are. */
export interface LogitsNode {
  readonly node: string;
  /** Column of the first class, after those that stand for none. */
  readonly firstClass: number;
}

/**
 * The logits behind a GraphModel's only output: that output, or what goes into its softmax.
 * Undefined for a model with several outputs, or with a sigmoid at its end.
 */
export function defaultLogitsNode(model: GraphModel): string | undefined {
  const [output, ...others] = model.outputNodes;
  if (!output || others.length > 0) return undefined;
  let node = graphOf(model)?.outputs[0];
  while (node?.op === 'Identity' && node.inputs[0]) node = node.inputs[0];
  if (node?.op === 'Sigmoid') return undefined;
  if (node?.op === 'Softmax') node = node.inputs[0];
  return node?.name ?? output;
}

type Inputs = Tensor | Tensor[] | NamedTensorMap;
type Outputs = string | string[] | undefined;

/** The nodes of a GraphModel that a tap is after. */
interface TapNodes {
  readonly featureNode: string;
  /** Undefined where the model has none. */
  readonly logits: LogitsNode | undefined;
}

/**
 * A GraphModel that behaves as the original and sends the output of one more node of the same
 * forward pass, or of two, to a tap. `predict` and `predictAsync` run through `execute` and `executeAsync`,
 * so these two are all that is replaced; everything else is the original's own.
 */
export function tapGraphModel(model: GraphModel, nodes: TapNodes, tap: GuardedTap): GraphModel {
  const logits = tap.wantsLogits ? nodes.logits : undefined;
  const tapped = logits ? [nodes.featureNode, logits.node] : [nodes.featureNode];
  const appsNodes = (outputs: Outputs): string[] => [outputs || model.outputNodes].flat();
  const withFeatures = (outputs: Outputs): string[] => [...appsNodes(outputs), ...tapped];

  /** The app's own outputs of a pass, and what was tapped. */
  const split = (results: Tensor | Tensor[], inputs: Inputs, outputs: Outputs) => {
    const all = [results].flat();
    const count = appsNodes(outputs).length;
    const isWatched = hasTapped(tap, all, count, count + tapped.length);
    const apps = all.slice(0, count);
    const answer = apps.length > 1 ? apps : apps[0]!;
    if (!isWatched) return { answer };
    const [features, output] = all.slice(count);
    const logitsOutput = logits && output && { ...logits, output, areProbabilities: false };
    // The app may know the same node by another name, so the tensors are compared.
    const theirs = [...apps, ...tensorsIn(inputs), ...weightsOf(model)];
    return {
      answer,
      delivery: takeFeatures(tap, { features: features!, logits: logitsOutput }, theirs),
    };
  };

  const execute = (inputs: Inputs, outputs?: Outputs): Tensor | Tensor[] => {
    const unwatched = () => model.execute(inputs, outputs);
    if (!tap.isOpen()) return unwatched();
    let pass: ReturnType<typeof split>;
    try {
      pass = split(model.execute(inputs, withFeatures(outputs)), inputs, outputs);
    } catch (error) {
      return unwatchedPass(tap, error, unwatched);
    }
    pass.delivery?.handOver();
    return pass.answer;
  };

  // Of passes under way at once a later one may end first.
  const turns = new Turns(tap.isOpen);

  const executeAsync = roomy(tap, (inputs: Inputs, outputs?: Outputs) => {
    const asAsked = () => model.executeAsync(inputs, outputs);
    if (!tap.isOpen()) return asAsked();
    const watched = async () =>
      split(await model.executeAsync(inputs, withFeatures(outputs)), inputs, outputs);
    return watchedInTurn(tap, turns, watched, asAsked);
  });

  const replaced = new Map<PropertyKey, unknown>(Object.entries({ execute, executeAsync }));
  return new Proxy(model, {
    get: (target, property, receiver) =>
      replaced.get(property) ?? Reflect.get(target, property, receiver),
  });
}

export function isGraphModel(model: object): model is GraphModel {
  const { execute, predict, outputNodes } = model as Partial<GraphModel>;
  return (
    typeof execute === 'function' && typeof predict === 'function' && Array.isArray(outputNodes)
  );
}

/** @throws {@link InvalidOptionError} if no node is named, or the model has none of that name. */
export function tappableGraphModel(
  model: GraphModel,
  options: TapOptions,
): TappableKind<GraphModel> {
  const { featureNode, preprocessing } = options;
  if (!featureNode) {
    throw new InvalidOptionError(
      "featureNode: the name of the GraphModel's penultimate node was expected, none came. " +
        'candidateLayers(model) of tfjs-drift/layers lists those that would do.',
    );
  }
  requireNode(model, 'featureNode', featureNode);
  if (options.logitsNode !== undefined) requireNode(model, 'logitsNode', options.logitsNode);
  const logitsNode = options.logitsNode ?? defaultLogitsNode(model);
  const logits = logitsNode === undefined ? undefined : { node: logitsNode, firstClass: 0 };
  return {
    preprocessing,
    identify: (signal) =>
      identifyModel({ name: 'graph-model', featureNode, logitsNode }, graphWeights(model), signal),
    isAlive: weightsLife(() => weightsOf(model)),
    tap: (tap) => tapGraphModel(model, { featureNode, logits }, tap),
    infer: (watched, input) => watched.predict(input),
  };
}

/** All of them. */
export function weightsOf(model: GraphModel): Tensor[] {
  return Object.values(model.weights ?? {}).flat();
}

/** Its weights, by their names. */
export function graphWeights(model: GraphModel): ModelWeights {
  const weights = Object.entries(model.weights);
  return {
    model,
    weights: weights.map(([name, [tensor]]) => ({ name, tensor: tensor! })),
  };
}
