import { requireCount } from '../../core/base/checks.js';
import { InvalidFeaturesError } from '../../core/base/errors.js';
import { topEigenpairs } from '../../core/math/eigenLanczos.js';
import { type PackedRows, packRows, requireSpread } from './packRows.js';

/** Options of {@link Pca.fit}. */
export interface PcaOptions {
  /** Coordinates of each projected point, 1 to the smaller of rows and width. @defaultValue `2` */
  readonly components?: number;
}

/**
 * Principal components: the projection of rows, less their mean, on the axes along which they vary
 * most (Pearson, "On Lines and Planes of Closest Fit to Systems of Points in Space", Phil. Mag. 2,
 * 1901). The axes are the top eigenvectors of XᵀX, X the rows less their mean; XᵀX is never made,
 * only multiplied with vectors as Xᵀ(Xv). Axes point where their largest entry is positive.
 */
export class Pca {
  /** Coordinates of each projected point. */
  readonly components: number;
  /** The fitted rows projected, shape [rows, components], in units of the features. */
  readonly embedding: number[][];
  readonly #mean: Float64Array;
  readonly #axes: Float64Array[];

  private constructor(rows: PackedRows, components: number) {
    requireSpread(rows);
    const { values, count, width } = rows;
    this.components = components;
    this.#mean = new Float64Array(width);
    for (let i = 0; i < values.length; i++) this.#mean[i % width]! += values[i]! / count;
    const centered = this.#center(rows);
    const covary = (v: Float64Array, product: Float64Array): void => {
      product.fill(0);
      for (let start = 0; start < centered.length; start += width) {
        let along = 0;
        for (let t = 0; t < width; t++) along += centered[start + t]! * v[t]!;
        for (let t = 0; t < width; t++) product[t]! += along * centered[start + t]!;
      }
    };
    this.#axes = topEigenpairs(width, covary, components).vectors;
    this.embedding = this.#project(centered, width);
  }

  /**
   * @param rows At least 2 finite rows of the same width; only their mean and axes are kept.
   * @throws {@link InvalidOptionError} for `components` out of range.
   * @throws {@link InvalidFeaturesError} for too few rows, rows of different widths, all equal, or
   *   with a NaN or infinity.
   */
  static fit(rows: readonly ArrayLike<number>[], options: PcaOptions = {}): Pca {
    const { components = 2 } = options;
    if (rows.length < 2) {
      throw new InvalidFeaturesError(`rows: at least 2 were expected, ${rows.length} came.`);
    }
    const packed = packRows(rows);
    requireCount('components', components, Math.min(packed.count, packed.width));
    return new Pca(packed, components);
  }

  /**
   * @param rows Any number of finite rows of the fitted width.
   * @returns Shape [rows, components], in units of the features.
   * @throws {@link InvalidFeaturesError} for rows of another width, or with a NaN or infinity.
   */
  transform(rows: readonly ArrayLike<number>[]): number[][] {
    const width = this.#mean.length;
    return this.#project(this.#center(packRows(rows, width)), width);
  }

  #center({ values, width }: PackedRows): Float64Array {
    return values.map((x, i) => x - this.#mean[i % width]!);
  }

  #project(centered: Float64Array, width: number): number[][] {
    return Array.from({ length: centered.length / width }, (_, i) => {
      const row = centered.subarray(i * width, (i + 1) * width);
      return this.#axes.map((axis) => axis.reduce((sum, x, t) => sum + x * row[t]!, 0));
    });
  }
}
