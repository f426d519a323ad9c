import { requireSignal, requireType } from '../core/base/checks.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import {
  joinedOrigins,
  pickedOrigins,
  type RowOrigins,
  rowOrigins,
} from '../core/base/rowOrigins.js';
import {
  joinedProperties,
  pickedProperties,
  type RowProperties,
  rowProperties,
} from '../core/base/rowProperties.js';
import type { FeatureRows } from '../core/base/rows.js';
import type { FromFeaturesOptions, ModelOutputs } from '../core/ks/modelOutputs.js';
import { joinOutputs, pickedOutputs, referenceOutputs } from '../core/ks/referenceOutputs.js';

/** What is known of rows beside their features. */
export interface RowFacts extends RowOrigins, RowProperties {
  readonly outputs?: ModelOutputs | undefined;
}

const NAMES: NamesOf<FromFeaturesOptions> = {
  logits: true,
  preprocessing: true,
  labels: true,
  times: true,
  properties: true,
  correct: true,
  signal: true,
};

/** @throws InvalidOptionError naming the option, what was expected and what came. */
export function requireFromFeaturesOptions(what: string, options: FromFeaturesOptions): void {
  requireKnownNames(what, options, NAMES);
  requireType('preprocessing', options.preprocessing, 'string');
  requireSignal(options.signal);
}

/**
 * @param count Rows.
 * @throws InvalidFeaturesError for logits that do not belong to these rows.
 * @throws InvalidOptionError for labels, times or properties that do not.
 */
export async function factsOf(
  { logits, signal, ...options }: FromFeaturesOptions,
  count: number,
): Promise<RowFacts> {
  const origins = rowOrigins(options, count);
  const properties = rowProperties(options, count);
  return { ...origins, ...properties, outputs: await referenceOutputs(logits, count, signal) };
}

/**
 * Of a reference's rows and more rows after them; outputs where both have them.
 *
 * @throws As {@link factsOf}.
 */
export async function joinedFacts(
  before: RowFacts & { readonly features: FeatureRows },
  { logits, ...options }: FromFeaturesOptions,
  count: number,
): Promise<RowFacts> {
  const { outputs } = before;
  const added = await factsOf({ ...options, ...(outputs && logits && { logits }) }, count);
  const counts = [before.features.count, count] as const;
  return {
    ...joinedOrigins(before, added, counts),
    ...joinedProperties(before, added, counts),
    outputs: outputs && added.outputs && joinOutputs(outputs, added.outputs),
  };
}

/** Of the rows of these indices. */
export function keptFacts(facts: RowFacts, kept: Int32Array): RowFacts {
  const { outputs } = facts;
  return {
    ...pickedOrigins(facts, kept),
    ...pickedProperties(facts, kept),
    outputs: outputs && pickedOutputs(outputs, kept),
  };
}
