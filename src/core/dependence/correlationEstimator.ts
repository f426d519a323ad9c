import type { FeatureRows } from '../base/rows.js';
import { projectRows } from '../math/pca.js';
import { type LagOneCorrelation, lagOneCorrelation } from './correlation.js';
import { BLOCK_ROWS, type Dependence, dependenceOf } from './dependence.js';
import type { PrincipalAxes } from './principalAxes.js';

/** Blocks remembered. */
const MAX_BLOCKS = 8;

/** Less than a thousandth of the reference's standard deviation is no more than noise. */
const STILL_VARIANCE = 1e-6;

/**
 * Measures the correlation of successive rows along a reference's principal axes: over the latest
 * 32 rows after each row, and over up to 8 blocks of 32 rows.
 */
export class CorrelationEstimator {
  readonly #axes: PrincipalAxes;
  /** Shape [32, axes], oldest first. */
  readonly #rows: Float64Array;
  #looked = 0;
  #latest: LagOneCorrelation | undefined;
  #blocks: LagOneCorrelation[] = [];

  constructor(axes: PrincipalAxes) {
    this.#axes = axes;
    this.#rows = new Float64Array(BLOCK_ROWS * axes.projection.components.count);
  }

  /** Rows since the last {@link restart}. */
  get looked(): number {
    return this.#looked;
  }

  /** Blocks remembered since the last {@link restart}, 0 to 8. */
  get blocks(): number {
    return this.#blocks.length;
  }

  /** Whether the latest 32 rows hardly vary, but for one change of level. */
  get isStill(): boolean {
    return this.#looked >= BLOCK_ROWS && !this.#latest;
  }

  /** Undefined until 32 rows were looked at, and of rows that hardly vary. */
  get dependence(): Dependence | undefined {
    if (!this.#latest || this.#blocks.length === 0) return undefined;
    return dependenceOf(this.#latest, this.#blocks);
  }

  /** @param row Shape [width], finite. */
  add(row: Float32Array): void {
    const { projection, variance } = this.#axes;
    const { values, width } = projectRows(projection, rowOf(row));
    this.#rows.copyWithin(0, width);
    this.#rows.set(values, this.#rows.length - width);
    this.#looked++;
    if (this.#looked < BLOCK_ROWS) return;
    const latest = lagOneCorrelation(this.#rows, width);
    this.#latest = latest && latest.variance > STILL_VARIANCE * variance ? latest : undefined;
    if (this.#latest && this.#looked % BLOCK_ROWS === 0) {
      this.#blocks = [...this.#blocks, this.#latest].slice(-MAX_BLOCKS);
    }
  }

  /** Forgets all rows, the next ones being another distance apart. */
  restart(): void {
    this.#looked = 0;
    this.#latest = undefined;
    this.#blocks = [];
  }
}

function rowOf(values: Float32Array): FeatureRows {
  return { values, count: 1, width: values.length };
}
