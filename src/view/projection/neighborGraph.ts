/**
 * The graph that Isomap measures along: each point and its nearest neighbours, made connected, and the
 * shortest paths through it.
 */

/**
 * For each point the points it shares an edge with. Edges have no direction and no weight of their
 * own: their length is the distance matrix's entry.
 */
type NeighborGraph = readonly Set<number>[];

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

/** A binary heap of (key, item) pairs of numbers that gives back the smallest key first. */
class MinHeap {
  readonly #keys: number[] = [];
  readonly #items: number[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** The smallest key; `undefined` if the heap is empty. */
  get minKey(): number | undefined {
    return this.#keys[0];
  }

  push(key: number, item: number): void {
    const keys = this.#keys;
    const items = this.#items;
    let slot = keys.length;
    keys.push(key);
    items.push(item);
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[slot] = keys[parent]!;
      items[slot] = items[parent]!;
      slot = parent;
    }
    keys[slot] = key;
    items[slot] = item;
  }

  /** Takes out the pair with the smallest key and returns its item; -1 if the heap is empty. */
  pop(): number {
    const keys = this.#keys;
    const items = this.#items;
    const first = items[0] ?? -1;
    const key = keys.pop();
    const item = items.pop();
    const size = keys.length;
    if (key === undefined || item === undefined || size === 0) return first;
    let slot = 0;
    for (let child = 1; child < size; child = 2 * slot + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[slot] = keys[child]!;
      items[slot] = items[child]!;
      slot = child;
    }
    keys[slot] = key;
    items[slot] = item;
    return first;
  }
}

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
