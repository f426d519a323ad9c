import { requireCount } from '../../core/base/checks.js';
import { InvalidFeaturesError, InvalidOptionError } from '../../core/base/errors.js';
import { distanceMatrix, distancesFrom } from '../../core/math/distanceMatrix.js';
import { type Eigenpairs, topEigenpairs } from '../../core/math/eigenLanczos.js';
import {
  connectComponents,
  nearestNeighbors,
  neighborGraph,
  shortestPaths,
} from './neighborGraph.js';
import { type PackedRows, packRows, requireSpread } from './packRows.js';

/** Options of {@link Isomap.fit}. */
export interface IsomapOptions {
  /** Neighbours of each point in the graph, 1 to rows - 1. @defaultValue `5` */
  readonly neighbors?: number;
  /** Coordinates of each projected point, 1 to the number of rows. @defaultValue `2` */
  readonly components?: number;
}

/** Eigenvalues within this share of the largest are zero: the axis has no extent. */
const ZERO_SHARE = 1e-12;

/** An eigenvalue below minus this share of the largest is no rounding: the axis is imaginary. */
const NEGATIVE_SHARE = 1e-5;

/**
 * Isomap: a map of the rows on which straight distances come close to distances along the data
 * (Tenenbaum, de Silva & Langford, "A Global Geometric Framework for Nonlinear Dimensionality
 * Reduction", Science 290, 2000). Results are scikit-learn's `sklearn.manifold.Isomap`, up to the
 * sign of each axis.
 *
 * Fit: G holds the shortest paths through the graph of `neighbors` nearest neighbours; the kernel
 * -½ G², centred over rows and columns, has the eigenpairs (λ, v); coordinate c of point i is
 * √λ_c · v_c[i].
 *
 * A new point x reaches fitted point j over its nearest fitted points p, g_j = min_p (|x - p| +
 * G_pj), and its coordinate c is Σ_j κ_j v_c[j] / √λ_c, with κ_j = -½ g_j² less its mean over j and
 * less the fitted column mean of j, plus the fitted grand mean (Bengio et al., "Out-of-Sample
 * Extensions for LLE, Isomap, MDS, Eigenmaps, and Spectral Clustering", NIPS 2003). A fitted row
 * comes out where it was.
 */
export class Isomap {
  /** Neighbours of each point in the graph. */
  readonly neighbors: number;
  /** Coordinates of each projected point. */
  readonly components: number;
  /**
   * Components of the neighbour graph before they were linked. Above 1 the rows fall into groups
   * without neighbours in each other; each two were then joined by their shortest link, and
   * distances between groups on the map hang on those few links.
   */
  readonly connectedComponents: number;
  /**
   * What the map leaves out: the Frobenius norm of the part of the centred kernel that its axes do
   * not hold, divided by the number of rows. At least 0, in squared units of the features.
   */
  readonly reconstructionError: number;
  /** The fitted rows on the map, shape [rows, components], in units of the features. */
  readonly embedding: number[][];
  readonly #rows: PackedRows;
  readonly #geodesics: Float64Array;
  readonly #means: KernelMeans;
  readonly #axes: Float64Array[];

  private constructor(rows: PackedRows, neighbors: number, components: number) {
    requireSpread(rows);
    const { count } = rows;
    const distances = distanceMatrix(rows);
    const graph = neighborGraph(distances, count, neighbors);
    this.neighbors = neighbors;
    this.components = components;
    this.connectedComponents = connectComponents(graph, distances);
    this.#rows = rows;
    this.#geodesics = shortestPaths(graph, distances);
    const { kernel, means } = centeredKernel(this.#geodesics, count);
    this.#means = means;
    const pairs = kernelEigenpairs(kernel, count, components);
    this.#axes = pairs.vectors.map((v, c) =>
      v.map((x) => x * inverse(Math.sqrt(pairs.values[c]!))),
    );
    this.embedding = Array.from({ length: count }, (_, i) =>
      pairs.vectors.map((v, c) => v[i]! * Math.sqrt(pairs.values[c]!)),
    );
    const held = pairs.values.reduce((sum, value) => sum + value * value, 0);
    const whole = kernel.reduce((sum, value) => sum + value * value, 0);
    this.reconstructionError = Math.sqrt(Math.max(0, whole - held)) / count;
  }

  /**
   * Fits the map, synchronously: about n² · width / 2 steps for n rows. The map keeps the rows and
   * n² numbers of 8 bytes; while fitting there are 3 n².
   *
   * @param rows At least `neighbors` + 1 finite rows of the same width; copied.
   * @throws {@link InvalidOptionError} for `neighbors` or `components` out of range.
   * @throws {@link InvalidFeaturesError} for too few rows, rows of different widths, all equal, or
   *   with a NaN or infinity.
   */
  static fit(rows: readonly ArrayLike<number>[], options: IsomapOptions = {}): Isomap {
    const { neighbors = 5, components = 2 } = options;
    requireCount('neighbors', neighbors);
    if (rows.length <= neighbors) {
      throw new InvalidFeaturesError(
        `rows: at least ${neighbors + 1} were expected, one more than \`neighbors\`, ` +
          `${rows.length} came. Give more rows or lower \`neighbors\`.`,
      );
    }
    requireCount('components', components, rows.length);
    return new Isomap(packRows(rows), neighbors, components);
  }

  /**
   * Places new rows on the fitted map, each on its own: neither the map nor other rows change.
   *
   * @param rows Any number of finite rows of the fitted width.
   * @returns Shape [rows, components], in units of the features.
   * @throws {@link InvalidFeaturesError} for rows of another width, or with a NaN or infinity.
   */
  transform(rows: readonly ArrayLike<number>[]): number[][] {
    const { width } = this.#rows;
    const { values } = packRows(rows, width);
    return rows.map((_, index) => {
      const row = values.subarray(index * width, (index + 1) * width);
      const distances = distancesFrom(row, this.#rows);
      const kernelRow = this.#geodesicsFrom(distances).map((length) => -0.5 * length * length);
      centerNewRow(kernelRow, this.#means);
      return this.#axes.map((axis) => axis.reduce((sum, x, j) => sum + x * kernelRow[j]!, 0));
    });
  }

  /** Shortest paths to every fitted point of a point outside, given its straight distances. */
  #geodesicsFrom(distances: Float64Array): Float64Array {
    const { count } = this.#rows;
    const shortest = new Float64Array(count).fill(Infinity);
    for (const p of nearestNeighbors(distances, this.neighbors)) {
      for (let j = 0; j < count; j++) {
        shortest[j] = Math.min(shortest[j]!, distances[p]! + this.#geodesics[p * count + j]!);
      }
    }
    return shortest;
  }
}

/**
 * The kernel's top eigenpairs, values that are rounding set to 0.
 *
 * Geodesics are no Euclidean distances, so the kernel has negative eigenvalues too. Asking for so
 * many axes that one of those is due is an error, as in scikit-learn: it has no real coordinates.
 */
function kernelEigenpairs(kernel: Float64Array, count: number, components: number): Eigenpairs {
  const multiply = (v: Float64Array, product: Float64Array): void => {
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0; j < count; j++) sum += kernel[i * count + j]! * v[j]!;
      product[i] = sum;
    }
  };
  const { values, vectors } = topEigenpairs(count, multiply, components);
  const largest = values[0]!;
  const real = values.filter((value) => value >= -NEGATIVE_SHARE * largest).length;
  if (real < components) {
    throw new InvalidOptionError(
      `components: the geodesic distances of these rows have coordinates on ${real} axes only, ` +
        `${components} came. Ask for at most ${real}.`,
    );
  }
  return { values: values.map((value) => (value > ZERO_SHARE * largest ? value : 0)), vectors };
}

function inverse(x: number): number {
  return x > 0 ? 1 / x : 0;
}

/** What centring took off the kernel of the fitted points: enough to centre that of a new one. */
interface KernelMeans {
  /** Shape [n]: the means of the columns of -½ G². */
  readonly columns: Float64Array;
  /** The mean of all entries of -½ G². */
  readonly grand: number;
}

/**
 * Classical scaling's double centring, -½ (I - 11ᵀ/n) G² (I - 11ᵀ/n), which turns squared
 * Euclidean distances into inner products about the mean (Torgerson, Psychometrika 17, 1952).
 *
 * @param geodesics Shape [n, n], symmetric.
 * @returns The kernel, shape [n, n], every row and column of which sums to 0, and its means before.
 */
function centeredKernel(
  geodesics: Float64Array,
  n: number,
): { kernel: Float64Array; means: KernelMeans } {
  const kernel = geodesics.map((length) => -0.5 * length * length);
  const columns = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) columns[j]! += kernel[i * n + j]! / n;
  }
  const grand = columns.reduce((sum, mean) => sum + mean / n, 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) kernel[i * n + j]! += grand - columns[i]! - columns[j]!;
  }
  return { kernel, means: { columns, grand } };
}

/**
 * Centres the kernel values of one new point with the fitted points as if it were none of them:
 * their column means and grand mean stay, the new row's own mean is taken off. In place.
 */
function centerNewRow(row: Float64Array, means: KernelMeans): void {
  const rowMean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const shift = means.grand - rowMean;
  for (let j = 0; j < row.length; j++) row[j]! += shift - means.columns[j]!;
}
