/** How to go through a model's graph, from its outputs back. */
export interface GraphWalk<Node> {
  readonly outputs: readonly Node[];
  readonly inputsOf: (node: Node) => readonly Node[];
  /** Whether a node has weights. */
  readonly isTrained: (node: Node) => boolean;
}

/**
 * Of nodes in order from the outputs back, those from the penultimate layer on: what the logits are
 * made of, by the last node with weights.
 */
export function fromPenultimate<Node>(nodes: readonly Node[], walk: GraphWalk<Node>): Node[] {
  const ends = new Set<Node>();
  for (const output of walk.outputs) {
    let node: Node | undefined = output;
    while (node !== undefined) {
      ends.add(node);
      if (walk.isTrained(node)) break;
      node = walk.inputsOf(node)[0];
    }
  }
  return nodes.filter((node) => !ends.has(node));
}
