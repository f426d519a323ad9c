import { requireRange } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import type { Pause } from '../base/tasks.js';
import { largestEigenpairs } from '../math/eigenHouseholder.js';
import type { SketchSpace } from './sketch.js';

/** Of kernel values, 1 being a landmark's with itself. */
export const RIDGE = 0.01;

/** Square matrices, row-major, of the kernel matrix K of the landmarks and the ridge λ. */
export interface FeatureMap {
  /** Landmarks. */
  readonly size: number;
  /** (K + λI)^-½, from kernel columns to coordinates. */
  readonly inverseRoot: Float64Array;
  /** (K + λI)^½, back. */
  readonly root: Float64Array;
}

/**
 * Coordinates φ = (K + λI)^-½ c of a kernel column c at the landmarks, in which squared distances of means are the
 * MMD² within the landmarks' span (the Nyström approximation: Williams & Seeger, "Using the Nyström Method to Speed
 * Up Kernel Machines", NIPS 2000), but for the ridge λ, which keeps directions that no landmark tells apart from
 * counting. φ is linear: sums of columns may be mapped instead of rows. A row's φ has a length of at most 1, and
 * two means differ by at most √2.
 *
 * @param ridge Above 0, at most 1. @defaultValue .01
 * @param pause Awaited every few steps.
 * @throws {@link InvalidOptionError} for a kernel matrix that is none.
 */
export async function featureMapOf(
  { kernelMatrix }: Pick<SketchSpace, 'kernelMatrix'>,
  { ridge = RIDGE, pause }: { readonly ridge?: number; readonly pause: Pause },
): Promise<FeatureMap> {
  requireRange('ridge', ridge, Number.EPSILON, 1);
  const size = kernelMatrix.length;
  requireKernelMatrix(kernelMatrix);
  const { values, vectors } = await largestEigenpairs(
    Float64Array.from(kernelMatrix.flat()),
    size,
    size,
    pause,
  );
  if (values.at(-1)! < -1e-6 * size) {
    throw new InvalidOptionError(
      `kernelMatrix: a matrix without negative eigenvalues was expected, one of ${values.at(-1)!.toPrecision(3)} came.`,
    );
  }
  const powered = (power: number): Float64Array => {
    const matrix = new Float64Array(size * size);
    for (const [at, vector] of vectors.entries()) {
      const scale = (Math.max(0, values[at]!) + ridge) ** power;
      for (let i = 0; i < size; i++) {
        const along = scale * vector[i]!;
        for (let j = 0; j < size; j++) matrix[i * size + j]! += along * vector[j]!;
      }
    }
    return matrix;
  };
  return { size, inverseRoot: powered(-0.5), root: powered(0.5) };
}

/** A square matrix times a vector. */
export function times(matrix: Float64Array, vector: ArrayLike<number>): Float64Array {
  const size = vector.length;
  const product = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[row + j]! * vector[j]!;
    product[i] = sum;
  }
  return product;
}

function requireKernelMatrix(matrix: SketchSpace['kernelMatrix']): void {
  for (const [i, row] of matrix.entries()) {
    if (row.length !== matrix.length) {
      throw new InvalidOptionError(
        `kernelMatrix: ${matrix.length} rows of as many values were expected, row ${i} has ${row.length}.`,
      );
    }
    const j = row.findIndex((value, at) => !(value >= 0 && value <= 1) || value !== matrix[at]![i]);
    if (j >= 0) {
      throw new InvalidOptionError(
        `kernelMatrix: numbers from 0 to 1, the same both ways round, were expected, ${row[j]} came at ` +
          `[${i}, ${j}], ${matrix[j]![i]} at [${j}, ${i}].`,
      );
    }
  }
  if (matrix.length > 0) return;
  throw new InvalidOptionError('kernelMatrix: at least one landmark was expected, none came.');
}
