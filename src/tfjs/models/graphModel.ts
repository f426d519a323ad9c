import type { GraphModel } from '@tensorflow/tfjs-converter';
import { InvalidOptionError } from '../../core/base/errors.js';

/** The part of tfjs-converter's graph nodes that is needed here. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly GraphNode[];
  readonly attrParams?: { readonly transposeB?: { readonly value?: unknown } };
}

/** A model's graph, from a field that is private by its type. */
export interface Graph {
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

/** @throws {@link InvalidOptionError} where the model is known to have no such node. */
export function requireNode(model: GraphModel, option: string, node: string): void {
  const nodes = graphOf(model)?.nodes;
  if (!nodes || node in nodes || model.outputNodes.includes(node)) return;
  throw new InvalidOptionError(
    `${option}: the model has no node '${node}'; its last ones are ` +
      `${Object.keys(nodes).slice(-8).join(', ')}.`,
  );
}
