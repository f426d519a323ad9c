import type { RowOrigins } from '../base/rowOrigins.js';
import type { RowProperties } from '../base/rowProperties.js';
import type { FeatureRows } from '../base/rows.js';
import type { ModelOutputs } from '../ks/modelOutputs.js';

/** Which model, and which of its layers, feature rows come from. */
export interface ModelIdentity {
  /** e.g. `'mobilenet_v1_1.00'`. */
  readonly name: string;
  /** Node or layer whose output is the feature. */
  readonly featureNode: string;
  /** Node or layer whose output are the logits; undefined where it has none, or it is not known. */
  readonly logitsNode?: string | undefined;
  /** Hash of the names, shapes and types of all weights: what training does not change. */
  readonly architecture: string;
  /**
   * Mean absolute value of the smallest float32 weight of 32 values or more, 0 where there is none.
   * Compared, to 1 part in 1,000, only where `weights` is missing.
   */
  readonly weightMagnitude: number;
  /**
   * Of every weight, in the order of the names that `architecture` is of: what training does change.
   * Undefined for a reference that an older version of the library made, which knew no more than
   * `weightMagnitude`.
   */
  readonly weights?: readonly WeightFingerprint[] | undefined;
}

/** What tells the values of a weight from those of another model's, rounding left aside. */
export interface WeightFingerprint {
  /** The model's own name of it, e.g. `'conv1/kernel'`. */
  readonly name: string;
  /** Root mean square of the values, those beyond half precision's ±65,504 taken for that. */
  readonly rms: number;
  /**
   * Eight sums of these values with signs that are random, but the same for all models, each divided by
   * the square root of the values' number. Two weights count as the same where the root mean square of
   * the sums' differences is at most 1e-3 `rms` and 1e-7.
   */
  readonly sums: readonly number[];
  /** How many values are NaN, where any is; they count as 0 above. */
  readonly nan?: number | undefined;
}

/** Where feature rows come from, as far as it is known. */
export interface FeatureSource {
  readonly model: ModelIdentity | undefined;
  /** How the model's inputs are prepared. */
  readonly preprocessing: string | undefined;
  /**
   * `'natural'`: from images, each read at its own size, an `<img>` whatever its size on the page.
   * Undefined of tensors and features, and in files of before this was so.
   */
  readonly imageSize?: 'natural' | undefined;
}

/** What the forward passes of many inputs gave, in their order. */
export interface Extraction extends RowOrigins, RowProperties {
  readonly features: FeatureRows;
  /** Undefined where any input came without usable logits. */
  readonly outputs: ModelOutputs | undefined;
  readonly source: FeatureSource;
}
