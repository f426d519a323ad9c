/** An operation in a model's file, with its tensors by what the file calls them. */
export interface GraphNode<Tensor> {
  readonly kind: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

export interface TensorGraph<Tensor> {
  /** In an order in which they can be computed. */
  readonly nodes: readonly GraphNode<Tensor>[];
  /** What the model answers with. */
  readonly outputs: readonly Tensor[];
  /** Whether its values are in the file. */
  readonly isGiven: (tensor: Tensor) => boolean;
}

/** Which kinds of operations are which. */
export interface Kinds {
  /** With weights that mix all features of a row. */
  readonly layers: RegExp;
  readonly pools: RegExp;
  /** What leaves weights weights. */
  readonly ofWeights: RegExp;
}

export interface CandidateTensor<Tensor> {
  readonly tensor: Tensor;
  readonly role: 'penultimate' | 'pooled';
  /** Of what computes it. */
  readonly kind: string;
  /** The layer that it goes into, where it is penultimate. */
  readonly layer: GraphNode<Tensor> | undefined;
}

/** What can be watched as the feature: what goes into the last layer before each output, then pools from the end back. */
export function candidateTensors<Tensor>(
  { nodes, outputs, isGiven }: TensorGraph<Tensor>,
  { layers, pools, ofWeights }: Kinds,
): CandidateTensor<Tensor>[] {
  const weights = new Set<Tensor>();
  const isWeight = (tensor: Tensor): boolean => isGiven(tensor) || weights.has(tensor);
  for (const { kind, inputs, outputs: made } of nodes) {
    if (ofWeights.test(kind) && isWeight(inputs[0]!))
      for (const tensor of made) weights.add(tensor);
  }
  const found: CandidateTensor<Tensor>[] = [];
  const add = (tensor: Tensor, layer?: GraphNode<Tensor>): void => {
    const maker = nodes.find((node) => node.outputs.includes(tensor));
    if (!maker || found.some((other) => other.tensor === tensor)) return;
    found.push({ tensor, role: layer ? 'penultimate' : 'pooled', kind: maker.kind, layer });
  };
  const backwards = nodes.toReversed();
  for (const output of outputs) {
    let wanted = output;
    for (const node of backwards) {
      if (!node.outputs.includes(wanted)) continue;
      wanted = node.inputs.find((tensor) => !isWeight(tensor))!;
      if (!layers.test(node.kind) || !node.inputs.some(isWeight)) continue;
      add(wanted, node);
      break;
    }
  }
  for (const { kind, outputs: made } of backwards) if (pools.test(kind)) add(made[0]!);
  return found;
}
