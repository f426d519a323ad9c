/** A reference and live rows as their distances: what all tests of one look share. */

import { pooledRows } from '../../src/core/base/derivedRows.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import { pooledDistances } from '../../src/core/math/distanceMatrix.js';
import { type DistanceMeasure, selectKth } from '../../src/core/math/distances.js';

export class Pool {
  readonly n: number;
  readonly m: number;
  readonly size: number;
  /** By measure, shape [n + m, n + m]. */
  readonly distances: Readonly<Record<DistanceMeasure, Float64Array>>;
  readonly #quantiles = new Map<string, number>();

  /**
   * @param n Rows of the reference, which come first.
   * @param m Live rows.
   */
  constructor(n: number, m: number, distances: Pool['distances']) {
    this.n = n;
    this.m = m;
    this.size = n + m;
    this.distances = distances;
  }

  static of(reference: FeatureRows, live: FeatureRows): Pool {
    const rows = pooledRows(reference, live);
    return new Pool(reference.count, live.count, {
      squared: pooledDistances(rows, 'squared'),
      absolute: pooledDistances(rows, 'absolute'),
    });
  }

  /** Of the distances of all pairs i < j of the first rows, the one with this share below it. */
  quantile(measure: DistanceMeasure, rows: number, share: number): number {
    const key = `${measure} ${rows} ${share}`;
    const found = this.#quantiles.get(key) ?? this.#select(measure, rows, share);
    this.#quantiles.set(key, found);
    return found;
  }

  #select(measure: DistanceMeasure, rows: number, share: number): number {
    const all = this.distances[measure];
    const pairs = new Float64Array((rows * (rows - 1)) / 2);
    let pair = 0;
    for (let i = 1; i < rows; i++) {
      for (let j = 0; j < i; j++) pairs[pair++] = all[i * this.size + j]!;
    }
    const value = selectKth(pairs, Math.floor(share * (pairs.length - 1)));
    return measure === 'squared' ? Math.sqrt(value) : value;
  }
}
