import { pooledRows } from '../core/base/derivedRows.js';
import { InvalidFeaturesError } from '../core/base/errors.js';
import { toFeatureRows } from '../core/base/readRows.js';
import {
  type FeatureRows,
  type FeatureRowsLike,
  pickRows,
  sampledRows,
} from '../core/base/rows.js';
import type { FromFeaturesOptions } from '../core/ks/modelOutputs.js';
import { limits, requireTwoRows } from '../core/mmd/options.js';
import type { Extraction, FeatureSource } from '../core/model/identity.js';
import { describedRows } from './describedRows.js';
import { type ReferenceParts, SAMPLING_SEED } from './encodeReference.js';
import {
  factsOf,
  joinedFacts,
  keptFacts,
  type RowFacts,
  requireFromFeaturesOptions,
} from './rowFacts.js';

/** What is needed of a reference that another one is made from. */
interface Before extends FeatureSource, RowFacts {
  readonly features: FeatureRows;
}

/** See `Reference.fromFeatures`. */
export async function partsOfFeatures(
  rows: FeatureRowsLike,
  options: FromFeaturesOptions,
): Promise<ReferenceParts> {
  requireFromFeaturesOptions('Reference.fromFeatures', options);
  const { preprocessing, signal } = options;
  const features = await toFeatureRows(rows, 'reference', signal);
  const facts = await factsOf(options, features.count);
  return partsOf(features, facts, { model: undefined, preprocessing }, signal);
}

/** See `Reference.extend`. */
export async function extendedParts(
  before: Before,
  rows: FeatureRowsLike,
  options: FromFeaturesOptions,
): Promise<ReferenceParts> {
  requireFromFeaturesOptions('extend', options);
  const { signal } = options;
  const added = await sameFeatures(before, rows, signal);
  const facts = await joinedFacts(before, options, added.count);
  return partsOf(pooledRows(before.features, added), facts, before, signal);
}

/** See `Reference.replaceFrom`. */
export async function replacedParts(
  before: Before,
  rows: FeatureRowsLike,
  options: FromFeaturesOptions,
): Promise<ReferenceParts> {
  requireFromFeaturesOptions('replaceFrom', options);
  const { signal } = options;
  const features = await sameFeatures(before, rows, signal);
  const facts = await factsOf(options, features.count);
  return partsOf(features, facts, before, signal);
}

/** See `Reference.fromExtraction`. */
export function partsOfExtraction(
  { features, source, ...facts }: Extraction,
  signal?: AbortSignal,
): Promise<ReferenceParts> {
  return partsOf(features, facts, source, signal);
}

async function sameFeatures(
  { features: { width } }: Before,
  rows: FeatureRowsLike,
  signal?: AbortSignal,
): Promise<FeatureRows> {
  const features = await toFeatureRows(rows, 'reference', signal);
  if (features.width === width) return features;
  throw new InvalidFeaturesError(
    `reference: rows of width ${features.width} came, its own have ${width} values. Give ` +
      'rows of the same model and layer.',
  );
}

async function partsOf(
  rows: FeatureRows,
  facts: RowFacts,
  { model, preprocessing, imageSize }: FeatureSource,
  signal?: AbortSignal,
): Promise<ReferenceParts> {
  const { count } = rows;
  requireTwoRows(count, 'reference');
  signal?.throwIfAborted();
  const limit = limits.referenceSize;
  const kept = count > limit ? sampledRows(count, limit, SAMPLING_SEED) : undefined;
  const described = await describedRows(kept ? pickRows(rows, kept) : rows, signal);
  const { outputs, labels, times, properties, correct } = kept ? keptFacts(facts, kept) : facts;
  return {
    ...described,
    model,
    preprocessing,
    imageSize,
    createdAt: new Date().toISOString(),
    sampledFrom: kept && count,
    outputs,
    labels,
    times,
    properties,
    correct,
    calibrations: [],
    scans: [],
    partials: [],
  };
}
