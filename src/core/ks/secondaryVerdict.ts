import type { Correction } from './correction.js';

/** What the secondary detectors say of the window that was tested; nothing is decided by it. */
export interface SecondaryVerdict {
  /** Level of each detector. */
  readonly level: number;
  /** Whether single features have another distribution than in the reference; absent when off. */
  readonly features?: FeaturesVerdict;
  /** Whether the model is more or less sure than it was of the reference; absent when off. */
  readonly confidence?: OutputVerdict;
  /** Whether the model's entropy (nats) differs from that of the reference; absent when off. */
  readonly entropy?: OutputVerdict;
}

/** Kolmogorov-Smirnov tests of all features, corrected for their number. */
export interface FeaturesVerdict {
  /** `shifted` where at least one feature is rejected. */
  readonly status: 'ok' | 'shifted';
  readonly correction: Correction;
  /** How many features are rejected. */
  readonly shifted: number;
  /** Index of the feature with the largest D. */
  readonly worst: number;
  /** D of that feature: the largest distance between its two distribution functions, 0 to 1. */
  readonly statistic: number;
  /** Its p-value, corrected: the smallest of all. */
  readonly pValue: number;
}

/**
 * A Kolmogorov-Smirnov test of a value that follows from the model's output; `absent` where the
 * reference has no such values, or no row in the window has.
 */
export type OutputVerdict =
  | { readonly status: 'absent' }
  | {
      readonly status: 'ok' | 'shifted';
      /** D, the largest distance between the two distribution functions, 0 to 1. */
      readonly statistic: number;
      readonly pValue: number;
      readonly referenceMean: number;
      readonly windowMean: number;
      /** Rows of the window whose output is known: those that were tested. */
      readonly rows: number;
    };
