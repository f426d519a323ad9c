import type { GraphModel } from '@tensorflow/tfjs-converter';
import { graphOf } from './graphModel.js';

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
