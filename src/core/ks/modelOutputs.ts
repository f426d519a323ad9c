import type { FeatureRows } from '../base/rows.js';
import { confidence } from './confidence.js';

/**
 * What a classifier's output says of each row, shape [count] each; NaN where it says nothing. In
 * float32, as it is saved: a sure model's values must tie with each other, saved or not.
 */
export interface ModelOutputs {
  /** The probability of the most probable class, 1 / classes to 1. */
  readonly confidence: Float32Array;
  /** The entropy of the class probabilities in nats, 0 to ln(classes). */
  readonly entropy: Float32Array;
}

/** Confidence and entropy of rows of logits; NaN for a row without a largest finite logit. */
export function modelOutputs({ values, count, width }: FeatureRows): ModelOutputs {
  const outputs = unknownOutputs(count);
  for (let row = 0; row < count; row++) {
    const logits = values.subarray(row * width, (row + 1) * width);
    if (!Number.isFinite(largest(logits))) continue;
    const single = confidence({ values: logits, count: 1, width });
    outputs.confidence[row] = single.confidence[0]!;
    outputs.entropy[row] = single.entropy[0]!;
  }
  return outputs;
}

/** Outputs of rows whose logits did not come. */
export function unknownOutputs(count: number): ModelOutputs {
  const unknown = (): Float32Array => new Float32Array(count).fill(Number.NaN);
  return { confidence: unknown(), entropy: unknown() };
}

function largest(values: ArrayLike<number>): number {
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) max = Math.max(max, values[i]!);
  return max;
}
