import { came, requireLevel, requireRange } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import {
  copyRows,
  type FeatureRows,
  type FeatureRowsLike,
  type TensorLike,
} from '../core/base/rows.js';

/** What counts as harm. */
export interface HarmOptions {
  /**
   * How often the model is right on inputs like the reference's, as known from elsewhere, .05 to 1. @defaultValue by
   * the reference's rows that are labelled right or wrong (`correct`), where there are 20 or more; else not known
   */
  readonly referenceAccuracy?: number;
  /** How much lower the accuracy may be, .005 to .5. @defaultValue `0.05` */
  readonly tolerance?: number;
  /**
   * With which probability at most labels may show harm where there is none, and the other way round, above 0, below 1.
   * @defaultValue `0.05`
   */
  readonly level?: number;
}

/** Options with their defaults. */
export interface ResolvedHarmOptions {
  readonly referenceAccuracy: number | undefined;
  readonly tolerance: number;
  readonly level: number;
}

/** An MMD², or rows of inputs that are changed as much as is worth an alarm. */
export type RelevantFrom = number | Exclude<FeatureRowsLike, TensorLike>;

const NAMES: NamesOf<HarmOptions> = { referenceAccuracy: true, tolerance: true, level: true };

/** A risk above this is not worth a test. */
const HIGHEST_LIMIT = 0.95;

const LEAST_EXAMPLES = 16;

/** @throws {@link InvalidOptionError} naming the option, what was expected and what came. */
export function resolveHarmOptions(options: HarmOptions): ResolvedHarmOptions {
  requireKnownNames('harm', options, NAMES);
  const { referenceAccuracy, tolerance = 0.05, level = 0.05 } = options;
  requireRange('harm.tolerance', tolerance, 0.005, 0.5);
  requireLevel('harm.level', level);
  if (referenceAccuracy !== undefined) {
    requireRange('harm.referenceAccuracy', referenceAccuracy, 0.05, 1);
    if (!isTestable(1 - referenceAccuracy + tolerance)) {
      throw new InvalidOptionError(
        `harm.tolerance: less than ${(referenceAccuracy - 1 + HIGHEST_LIMIT).toFixed(3)} was expected beside a ` +
          `referenceAccuracy of ${referenceAccuracy}, ${tolerance} came.`,
      );
    }
  }
  return { referenceAccuracy, tolerance, level };
}

/** Whether a risk can be told to be above or below it. */
export function isTestable(limit: number): boolean {
  return limit > 0 && limit < HIGHEST_LIMIT;
}

/**
 * @returns A copy of rows.
 * @throws {@link InvalidOptionError} for an MMD² that is not above 0 and below 2, or fewer than 16 rows.
 * @throws InvalidFeaturesError for what is no rows.
 */
export function resolveRelevantFrom(given: RelevantFrom): number | FeatureRows {
  if (typeof given === 'number') {
    if (given > 0 && given < 2) return given;
  } else {
    const rows = copyRows(given, 'relevantFrom');
    if (rows.count >= LEAST_EXAMPLES) return rows;
  }
  throw new InvalidOptionError(
    `relevantFrom: an MMD² above 0 and below 2, or ${LEAST_EXAMPLES} feature rows or more, was expected, ` +
      `${typeof given === 'number' ? given : came(given)} came.`,
  );
}
