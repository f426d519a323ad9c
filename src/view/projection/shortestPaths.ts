import { MinHeap } from './minHeap.js';
import type { NeighborGraph } from './neighborGraph.js';

/**
 * Lengths of the shortest paths between all pairs of points of a connected graph, shape [n, n]:
 * one run of Dijkstra's algorithm (Numerische Mathematik 1, 1959) per point, O(n² k log n) in all.
 *
 * @param distances Shape [n, n], the edges' lengths.
 */
export function shortestPaths(graph: NeighborGraph, distances: Float64Array): Float64Array {
  const n = graph.length;
  const edges = graph.map((neighbors) => Int32Array.from(neighbors));
  const lengths = new Float64Array(n * n).fill(Infinity);
  const heap = new MinHeap();
  for (let source = 0; source < n; source++) {
    const reached = lengths.subarray(source * n, (source + 1) * n);
    reached[source] = 0;
    heap.push(0, source);
    while (heap.size > 0) {
      const key = heap.minKey!;
      const point = heap.pop();
      // A point is pushed anew for each shorter path; only its last entry counts.
      if (key > reached[point]!) continue;
      const neighbors = edges[point]!;
      for (let e = 0; e < neighbors.length; e++) {
        const next = neighbors[e]!;
        const length = key + distances[point * n + next]!;
        if (length < reached[next]!) {
          reached[next] = length;
          heap.push(length, next);
        }
      }
    }
  }
  return lengths;
}
