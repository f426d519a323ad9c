import type { NeighborGraph } from './neighborGraph.js';

/**
 * Makes a graph connected: every pair of its components is joined by one edge, between the two
 * points of theirs that lie closest. This is scikit-learn's remedy for `Isomap`; joining every
 * pair, and not only as many as connectedness takes, keeps distant parts from being reached by
 * detours through others.
 *
 * @param graph Changed in place where edges are added.
 * @param distances Shape [n, n], symmetric.
 * @returns The number of components before; edges were added if it is above 1.
 */
export function connectComponents(graph: NeighborGraph, distances: Float64Array): number {
  const n = graph.length;
  const components = findComponents(graph);
  components.forEach((component, index) => {
    for (const other of components.slice(0, index)) {
      let shortest = Infinity;
      let ends: [number, number] = [0, 0];
      for (const a of component) {
        for (const b of other) {
          const distance = distances[a * n + b]!;
          if (distance < shortest) {
            shortest = distance;
            ends = [a, b];
          }
        }
      }
      const [a, b] = ends;
      graph[a]!.add(b);
      graph[b]!.add(a);
    }
  });
  return components.length;
}

/** The members of each component, ascending; components in the order of their first members. */
function findComponents(graph: NeighborGraph): number[][] {
  const seen = new Uint8Array(graph.length);
  const components: number[][] = [];
  for (let start = 0; start < graph.length; start++) {
    if (seen[start]) continue;
    seen[start] = 1;
    const members = [start];
    for (const member of members) {
      for (const next of graph[member]!) {
        if (seen[next]) continue;
        seen[next] = 1;
        members.push(next);
      }
    }
    components.push(members.sort((a, b) => a - b));
  }
  return components;
}
