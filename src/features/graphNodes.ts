import type { GraphModel } from '@tensorflow/tfjs-converter';
import { InvalidOptionError } from '../errors.js';

/** The part of tfjs-converter's graph nodes that is needed here. */
interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly GraphNode[];
}

/** A model's nodes by name, from a field that is private by its type; undefined where it is gone. */
export function graphNodes(model: GraphModel): Record<string, GraphNode> | undefined {
  const { executor } = model as unknown as {
    executor?: { graph?: { nodes?: Record<string, GraphNode> } };
  };
  return executor?.graph?.nodes;
}

/** @throws {@link InvalidOptionError} where the model is known to have no such node. */
export function requireNode(model: GraphModel, option: string, node: string): void {
  const nodes = graphNodes(model);
  if (!nodes || node in nodes) return;
  throw new InvalidOptionError(
    `${option}: the model has no node '${node}'; its last ones are ` +
      `${Object.keys(nodes).slice(-8).join(', ')}.`,
  );
}
