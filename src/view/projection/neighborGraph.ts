/**
 * Indices of the `k` smallest distances, nearest first; of equal ones the lower index comes first.
 *
 * @param self Index that is never a neighbour, the point's own; none if left out. Only the index
 *   is left out: another point at distance 0 is a neighbour like any other.
 */
export function nearestNeighbors(distances: Float64Array, k: number, self = -1): Int32Array {
  const nearest = new Int32Array(k);
  let found = 0;
  for (let j = 0; j < distances.length; j++) {
    if (j === self) continue;
    const distance = distances[j]!;
    if (found === k && distance >= distances[nearest[k - 1]!]!) continue;
    let slot = found < k ? found++ : k - 1;
    for (; slot > 0 && distances[nearest[slot - 1]!]! > distance; slot--) {
      nearest[slot] = nearest[slot - 1]!;
    }
    nearest[slot] = j;
  }
  return nearest;
}

/**
 * For each point the points it shares an edge with. Edges have no direction and no weight of their
 * own: their length is the distance matrix's entry.
 */
export type NeighborGraph = readonly Set<number>[];

/**
 * The graph with an edge between two points wherever one is among the other's `k` nearest.
 *
 * @param distances Shape [n, n], symmetric.
 */
export function neighborGraph(distances: Float64Array, n: number, k: number): NeighborGraph {
  const graph = Array.from({ length: n }, () => new Set<number>());
  for (let i = 0; i < n; i++) {
    for (const j of nearestNeighbors(distances.subarray(i * n, (i + 1) * n), k, i)) {
      graph[i]!.add(j);
      graph[j]!.add(i);
    }
  }
  return graph;
}
