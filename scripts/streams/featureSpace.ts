import type { FeatureRows } from '../../src/core/base/rows.js';
import { pooledDistances } from '../../src/core/math/distanceMatrix.js';
import { fitPca } from '../../src/core/math/pca.js';
import type { Distances, Shift } from '../studies/permutationTest.js';

/** A space to test a population in: its distances there, and how a shift of the features looks. */
export interface FeatureSpace {
  readonly distances: Distances;
  shift(direction: Float64Array): Shift;
}

/** The space of the features themselves. */
export function rawSpace(centred: FeatureRows): FeatureSpace {
  return linearSpace(centred, (direction) => direction);
}

/**
 * The spaces of the first components of a whitened PCA, one for each of `sizes`.
 *
 * @param fitOn Indices of the rows of the population that it is fitted on.
 */
export async function whitenedSpaces(
  centred: FeatureRows,
  fitOn: Int32Array,
  sizes: readonly number[],
): Promise<FeatureSpace[]> {
  const { values, count, width } = centred;
  const picked = new Float64Array(fitOn.length * width);
  fitOn.forEach((row, at) => {
    picked.set(values.subarray(row * width, (row + 1) * width), at * width);
  });
  const most = Math.max(...sizes);
  const { components } = await fitPca(
    { values: picked, count: fitOn.length, width },
    { components: most, whiten: true },
  );
  const project = (row: ArrayLike<number>, start: number, projected: Float64Array) => {
    for (let axis = 0; axis < projected.length; axis++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += components.values[axis * width + c]! * row[start + c]!;
      projected[axis] = sum;
    }
    return projected;
  };
  return sizes.map((k) => {
    const projected = new Float64Array(count * k);
    for (let row = 0; row < count; row++) {
      project(values, row * width, projected.subarray(row * k, (row + 1) * k));
    }
    const rows = { values: projected, count, width: k };
    return linearSpace(rows, (direction) => project(direction, 0, new Float64Array(k)));
  });
}

function linearSpace(
  rows: FeatureRows,
  map: (direction: Float64Array) => Float64Array,
): FeatureSpace {
  const { values, count, width } = rows;
  return {
    distances: { squared: pooledDistances(rows, 'squared'), count },
    shift(direction) {
      const s = map(direction);
      const along = Float64Array.from({ length: count }, (_, row) => {
        let sum = 0;
        for (let c = 0; c < width; c++) sum += s[c]! * values[row * width + c]!;
        return sum;
      });
      return { squared: s.reduce((sum, entry) => sum + entry * entry, 0), along };
    },
  };
}
