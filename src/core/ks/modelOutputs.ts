import type { Abortable } from '../base/patience.js';
import type { RowOriginOptions } from '../base/rowOrigins.js';
import type { RowPropertyOptions } from '../base/rowProperties.js';
import type { FeatureRows, FeatureRowsLike } from '../base/rows.js';

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

/**
 * Confidence and entropy of rows of logits.
 *
 * @param logits Shape [count, classes], before softmax. -Infinity is a class of probability 0.
 * @returns NaN for a row without a largest finite logit.
 */
export function modelOutputs({ values, count, width }: FeatureRows): ModelOutputs {
  const outputs = unknownOutputs(count);
  for (let row = 0; row < count; row++) {
    const sureness = surenessOf(values.subarray(row * width, (row + 1) * width));
    outputs.confidence[row] = sureness.confidence;
    outputs.entropy[row] = sureness.entropy;
  }
  return outputs;
}

/**
 * The confidence and the entropy of softmax probabilities p_i = exp(l_i) / Σ exp(l_j):
 *
 *     confidence = 1 / Σ exp(l_j - L),  L the largest logit
 *     entropy = -Σ p_i ln p_i = ln Σ exp(l_j - L) - Σ p_i (l_i - L)
 *
 * which neither over- nor underflow, whatever the size of the logits (Hendrycks & Gimpel, "A
 * Baseline for Detecting Misclassified and Out-of-Distribution Examples in Neural Networks", ICLR
 * 2017, for the use of the former).
 *
 * @returns NaN for logits with a NaN, with Infinity or of -Infinity only.
 */
export function surenessOf(logits: FeatureRows['values']): Record<keyof ModelOutputs, number> {
  let largest = -Infinity;
  for (const logit of logits) largest = Math.max(largest, logit);
  if (!Number.isFinite(largest)) return { confidence: Number.NaN, entropy: Number.NaN };
  let sum = 0;
  let weighted = 0;
  for (const logit of logits) {
    const below = logit - largest;
    const weight = Math.exp(below);
    if (weight === 0) continue;
    sum += weight;
    weighted += weight * below;
  }
  return { confidence: 1 / sum, entropy: Math.log(sum) - weighted / sum };
}

/** Outputs of rows whose logits did not come. */
export function unknownOutputs(count: number): ModelOutputs {
  const unknown = (): Float32Array => new Float32Array(count).fill(Number.NaN);
  return { confidence: unknown(), entropy: unknown() };
}

/** Options of `Reference.fromFeatures`. */
export interface FromFeaturesOptions extends Abortable, RowOriginOptions, RowPropertyOptions {
  /**
   * The model's logits for the same rows, before softmax, shape [count, classes]: for the secondary
   * detectors of its outputs. -Infinity is a class of probability 0.
   */
  readonly logits?: FeatureRowsLike;
  /** How the model's inputs were prepared, as for `monitor.wrap`; for `fromFeatures` only. */
  readonly preprocessing?: string | undefined;
}
