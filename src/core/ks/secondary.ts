import { came, requireInteger, requireLevel, requireType } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import { type NamesOf, requireKnownNames } from '../base/names.js';
import { type Correction, requireCorrection } from './correction.js';

/** Which secondary detectors test the same window; they never decide the state. */
export interface SecondaryOptions {
  /**
   * A Kolmogorov-Smirnov test per feature, corrected for their number; `false` for none.
   * @defaultValue `'bonferroni'`
   */
  readonly features?: Correction | false;
  /**
   * Kolmogorov-Smirnov tests of the model's own confidence and entropy. The logits then come from
   * the same forward pass and are read back once per sample, on top of the test's own readback; a
   * pass that asks for the embedding alone computes the logits as well. Needs a reference that has
   * outputs; without them nothing is tapped and the status is `absent`. @defaultValue `true`
   */
  readonly outputs?: boolean;
  /** Level of each detector, above 0 and below 1. @defaultValue `0.01` */
  readonly level?: number;
  /**
   * How often they run: after every so many tests, from 1. Verdicts in between have no `secondary`.
   * @defaultValue `1`
   */
  readonly every?: number;
}

const NAMES: NamesOf<SecondaryOptions> = {
  features: true,
  outputs: true,
  level: true,
  every: true,
};

export type ResolvedSecondaryOptions = Required<SecondaryOptions>;

/**
 * @returns Undefined where nothing is asked for.
 * @throws {@link InvalidOptionError} naming the option, what was expected and what came.
 */
export function resolveSecondaryOptions(
  options: SecondaryOptions | undefined,
): ResolvedSecondaryOptions | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError(
      `secondary: an object like { features: 'fdr' } was expected, ${came(options)} came.`,
    );
  }
  requireKnownNames('secondary', options, NAMES);
  const { features = 'bonferroni', outputs = true, level = 0.01, every = 1 } = options;
  if (features !== false) requireCorrection('secondary.features', features);
  requireType('secondary.outputs', outputs, 'boolean');
  requireLevel('secondary.level', level);
  requireInteger('secondary.every', every, 1);
  return features || outputs ? { features, outputs, level, every } : undefined;
}

/** What the secondary detectors say about the tested window; they never decide the state. */
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
