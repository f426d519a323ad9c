import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRow, FeatureRows } from '../base/rows.js';
import { type Kernel, measureOf } from '../mmd/kernel.js';
import { kernelFunction } from '../mmd/kernelFunction.js';

/** What the witness function of MMD is made of. */
export interface WitnessOf {
  readonly reference: FeatureRows;
  /** Rows that are compared with the reference, of its width. */
  readonly live: FeatureRows;
  readonly kernel: Kernel;
  /** In units of the features, above 0. */
  readonly bandwidth: number;
}

/**
 * The witness function of MMD (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, section 2.3) at a row:
 * `w(y) = mean_x k(x, y) - mean_i k(y_i, y)`, over rows x of the reference and y_i of the live ones. A live row
 * that equals y is y itself, and left out.
 *
 * @param row Shape [width].
 * @returns -1 to 1; the lower, the less like the reference.
 * @throws InvalidFeaturesError for another width.
 */
export function witnessAt(of: WitnessOf, row: FeatureRow): number {
  requireWidth(of, row);
  const kernelOf = kernelFunction(of.kernel, of.bandwidth);
  const distance = distanceOf(of.kernel);
  const mean = (rows: FeatureRows, leftOut: boolean): number => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < rows.count; i++) {
      const apart = distance(rows, i, row);
      if (leftOut && apart === 0) continue;
      sum += kernelOf(apart);
      count++;
    }
    return count > 0 ? sum / count : 0;
  };
  return mean(of.reference, false) - mean(of.live, true);
}

/**
 * The gradient of {@link witnessAt} at a row. With D = |x - y| and l the bandwidth, ∇k(x, y) by y is `(x - y)` times
 * gaussian `k / l²`, exponential `k / (l D)`, rational quadratic `k² / l²`; of Laplace's kernel it is
 * `sign(x - y) k / l`. Where a kernel has an edge (the last two named `l`, at D = 0) it is taken as 0.
 *
 * @param row Shape [width].
 * @returns Shape [width], in the witness's units by those of the features.
 * @throws InvalidFeaturesError for another width.
 */
export function witnessGradient(of: WitnessOf, row: FeatureRow): Float64Array {
  requireWidth(of, row);
  const gradient = new Float64Array(row.length);
  addGradient(gradient, of, of.reference, row, 1 / of.reference.count);
  const distance = distanceOf(of.kernel);
  let others = 0;
  for (let i = 0; i < of.live.count; i++) if (distance(of.live, i, row) !== 0) others++;
  if (others > 0) addGradient(gradient, of, of.live, row, -1 / others);
  return gradient;
}

/** Adds the gradient of `weight` times the sum of kernel values; a row that equals `row` has none. */
function addGradient(
  gradient: Float64Array,
  { kernel, bandwidth }: WitnessOf,
  rows: FeatureRows,
  row: FeatureRow,
  weight: number,
): void {
  const { values, width, count } = rows;
  const distance = distanceOf(kernel);
  const slope = slopeOf(kernel, bandwidth);
  const isLaplace = kernel === 'laplace';
  for (let i = 0, start = 0; i < count; i++, start += width) {
    const factor = weight * slope(distance(rows, i, row));
    for (let t = 0; t < width; t++) {
      const difference = values[start + t]! - row[t]!;
      gradient[t]! += factor * (isLaplace ? Math.sign(difference) : difference);
    }
  }
}

/** What the difference of two rows (of Laplace's kernel its signs) is multiplied by, by their distance. */
function slopeOf(kernel: Kernel, bandwidth: number): (distance: number) => number {
  const kernelOf = kernelFunction(kernel, bandwidth);
  const square = bandwidth * bandwidth;
  switch (kernel) {
    case 'gaussian':
      return (squared) => kernelOf(squared) / square;
    case 'exponential':
      return (squared) => (squared > 0 ? kernelOf(squared) / (bandwidth * Math.sqrt(squared)) : 0);
    case 'rationalQuadratic':
      return (squared) => kernelOf(squared) ** 2 / square;
    case 'laplace':
      return (absolute) => kernelOf(absolute) / bandwidth;
  }
}

/** By the kernel's own measure. */
function distanceOf(kernel: Kernel): (rows: FeatureRows, i: number, row: FeatureRow) => number {
  const isSquared = measureOf(kernel) === 'squared';
  return ({ values, width }, i, row) => {
    let sum = 0;
    for (let t = 0, at = i * width; t < width; t++, at++) {
      const difference = values[at]! - row[t]!;
      sum += isSquared ? difference * difference : Math.abs(difference);
    }
    return sum;
  };
}

function requireWidth({ reference, live }: WitnessOf, row: FeatureRow): void {
  for (const width of [row.length, live.width]) {
    if (width === reference.width) continue;
    throw new InvalidFeaturesError(
      `A row of ${width} features came, the reference's have ${reference.width}: take those of the layer that ` +
        'the reference was made from.',
    );
  }
}
