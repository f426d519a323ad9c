import type { FeatureRow, FeatureRows } from '../../src/core/base/rows.js';

/** Logits of a row are row · weights + bias. */
export interface LinearHead {
  /** Shape [width, classes]. */
  readonly weights: Float32Array;
  /** Shape [classes]. */
  readonly bias: Float32Array;
}

const STEPS = 400;
const RATE = 0.02;

/**
 * Softmax regression with weight decay on standardised features, by Adam (Kingma & Ba 2015) over all rows at once:
 * nothing is drawn at random. The standardisation is folded into the weights.
 *
 * @param classes Of each row, from 0.
 * @param decay Of the weights of standardised features, times half their squares.
 */
export function trainSoftmax(
  rows: FeatureRows,
  classes: readonly number[],
  count: number,
  decay: number,
): LinearHead {
  const { values, width } = rows;
  const { means, scales } = scaling(rows);
  const standard = values.map((value, at) => (value - means[at % width]!) / scales[at % width]!);
  const size = (width + 1) * count;
  // The bias is the last row of the weights.
  const weights = new Float64Array(size);
  const [first, second] = [new Float64Array(size), new Float64Array(size)];
  for (let step = 1; step <= STEPS; step++) {
    const gradient = gradientOf({ values: standard, count: rows.count, width }, classes, weights);
    const rate = RATE * (1 - step / (STEPS + 1));
    for (let at = 0; at < size; at++) {
      const slope = gradient[at]! + (at < width * count ? decay * weights[at]! : 0);
      first[at] = 0.9 * first[at]! + 0.1 * slope;
      second[at] = 0.999 * second[at]! + 0.001 * slope * slope;
      const mean = first[at]! / (1 - 0.9 ** step);
      const spread = Math.sqrt(second[at]! / (1 - 0.999 ** step));
      weights[at]! -= (rate * mean) / (spread + 1e-8);
    }
  }
  const bias = weights.slice(width * count);
  for (let at = 0; at < width * count; at++) {
    const feature = Math.floor(at / count);
    weights[at]! /= scales[feature]!;
    bias[at % count]! -= weights[at]! * means[feature]!;
  }
  return {
    weights: Float32Array.from(weights.subarray(0, width * count)),
    bias: Float32Array.from(bias),
  };
}

/** Shape [classes]. */
export function logitsOf({ weights, bias }: LinearHead, row: FeatureRow): Float32Array {
  const logits = Float64Array.from(bias);
  for (let feature = 0; feature < row.length; feature++) {
    const value = row[feature]!;
    const at = feature * bias.length;
    for (let of = 0; of < bias.length; of++) logits[of]! += value * weights[at + of]!;
  }
  return Float32Array.from(logits);
}

function gradientOf(
  { values, count: rows, width }: FeatureRows,
  classes: readonly number[],
  weights: Float64Array,
): Float64Array {
  const count = weights.length / (width + 1);
  const gradient = new Float64Array(weights.length);
  const scores = new Float64Array(count);
  for (let row = 0; row < rows; row++) {
    scores.set(weights.subarray(width * count));
    for (let feature = 0; feature < width; feature++) {
      const value = values[row * width + feature]!;
      for (let of = 0; of < count; of++) scores[of]! += value * weights[feature * count + of]!;
    }
    const largest = Math.max(...scores);
    let sum = 0;
    for (let of = 0; of < count; of++) sum += scores[of] = Math.exp(scores[of]! - largest);
    for (let of = 0; of < count; of++) {
      scores[of] = (scores[of]! / sum - (classes[row] === of ? 1 : 0)) / rows;
    }
    for (let feature = 0; feature < width; feature++) {
      const value = values[row * width + feature]!;
      for (let of = 0; of < count; of++) gradient[feature * count + of]! += value * scores[of]!;
    }
    for (let of = 0; of < count; of++) gradient[width * count + of]! += scores[of]!;
  }
  return gradient;
}

function scaling({ values, count, width }: FeatureRows) {
  const means = new Float64Array(width);
  const scales = new Float64Array(width);
  for (const [at, value] of values.entries()) means[at % width]! += value / count;
  for (const [at, value] of values.entries()) {
    scales[at % width]! += (value - means[at % width]!) ** 2 / count;
  }
  // A feature that hardly varies must not be blown up.
  const least = scales.reduce((sum, variance) => sum + variance / width, 0) / 100;
  return { means, scales: scales.map((variance) => Math.sqrt(Math.max(variance, least))) };
}
