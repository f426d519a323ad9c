import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRows } from '../base/rows.js';

/** How sure a classifier is of each row, shape [count] each. */
export interface Confidence {
  /** The probability of the most probable class, 1 / width to 1. */
  readonly confidence: Float64Array;
  /** The entropy of the class probabilities in nats, 0 (sure) to ln(width) (all classes alike). */
  readonly entropy: Float64Array;
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
 * @param logits Shape [count, width], before softmax. -Infinity is a class of probability 0.
 * @throws {@link InvalidFeaturesError} for a row with a NaN, with Infinity or of -Infinity only.
 */
export function confidence(logits: FeatureRows): Confidence {
  const { values, count, width } = logits;
  const result = { confidence: new Float64Array(count), entropy: new Float64Array(count) };
  for (let row = 0; row < count; row++) {
    const start = row * width;
    let largest = -Infinity;
    for (let i = start; i < start + width; i++) largest = Math.max(largest, values[i]!);
    if (!Number.isFinite(largest)) {
      throw new InvalidFeaturesError(
        `logits: row ${row} has ${largest} as its largest value; a finite number was expected. ` +
          'Check what the model was given.',
      );
    }
    let sum = 0;
    let weighted = 0;
    for (let i = start; i < start + width; i++) {
      const below = values[i]! - largest;
      const weight = Math.exp(below);
      if (weight === 0) continue;
      sum += weight;
      weighted += weight * below;
    }
    result.confidence[row] = 1 / sum;
    result.entropy[row] = Math.log(sum) - weighted / sum;
  }
  return result;
}
