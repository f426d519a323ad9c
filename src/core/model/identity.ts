import { ReferenceMismatchError } from '../base/errors.js';
import type { RowOrigins } from '../base/rowOrigins.js';
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
export interface Extraction extends RowOrigins {
  readonly features: FeatureRows;
  /** Undefined where any input came without usable logits. */
  readonly outputs: ModelOutputs | undefined;
  readonly source: FeatureSource;
}

/** {@link requireSameSource}, of a model that is identified only where there is one to compare. */
export async function requireSameModel(
  reference: FeatureSource,
  watched: Pick<FeatureSource, 'preprocessing'> & { identify(): Promise<ModelIdentity> },
): Promise<void> {
  const model = reference.model && (await watched.identify());
  requireSameSource(reference, { preprocessing: watched.preprocessing, model });
}

/**
 * @param reference What the reference was made from.
 * @param watched What is to be compared with it.
 * @throws {@link ReferenceMismatchError} naming each known field in which the two differ.
 */
export function requireSameSource(reference: FeatureSource, watched: FeatureSource): void {
  const { preprocessing } = reference;
  const differences = [
    ...differencesOf(['preprocessing'], { preprocessing }, watched),
    ...(reference.model && watched.model ? modelDifferences(reference.model, watched.model) : []),
  ];
  if (differences.length > 0) {
    throw new ReferenceMismatchError(
      'The reference was made by another model than the one watched, or from inputs prepared in ' +
        `another way: ${differences.join('; ')}. Fit a new reference with this model, or load the ` +
        'one that belongs to it.',
    );
  }
}

/** Names that tfjs gives to layers without one: their number is another for each model of a page. */
const AUTOMATIC = /^(.+_[A-Z][A-Za-z0-9]*?)\d+$/;

function modelDifferences(reference: ModelIdentity, watched: ModelIdentity): string[] {
  const fields = ['name', 'featureNode', 'architecture'] as const;
  const logits = [reference, watched].map(({ logitsNode }) => ({
    logitsNode: logitsNode?.replace(AUTOMATIC, '$1'),
  })) as [Pick<ModelIdentity, 'logitsNode'>, Pick<ModelIdentity, 'logitsNode'>];
  // Weights of another architecture differ anyway.
  const isComparable = reference.architecture === watched.architecture;
  return [
    ...differencesOf(fields, reference, watched),
    ...differencesOf(['logitsNode'], ...logits),
    ...(isComparable ? weightDifferences(reference, watched) : []),
  ];
}

/** As much as rounding changes, for some backends hold weights in half precision. */
const TOLERANCE = 1e-3;

/** And as much as that precision takes from values of any size: its smallest step is 6e-8. */
const SMALLEST = 1e-7;

const NAMES_IN_MESSAGE = 3;

function weightDifferences(reference: ModelIdentity, watched: ModelIdentity): string[] {
  if (!reference.weights || !watched.weights) {
    const [before, now] = [reference.weightMagnitude, watched.weightMagnitude];
    const differ = Math.abs(before - now) > TOLERANCE * before;
    return differ ? [`weight magnitude ${before} against ${now}`] : [];
  }
  const names = reference.weights.flatMap((before, at) => {
    const now = watched.weights![at];
    if (now && sameWeights(before, now)) return [];
    return `'${before.name}'${now?.nan ? ' (with NaN)' : now?.rms === 0 ? ' (all 0)' : ''}`;
  });
  const more = names.splice(NAMES_IN_MESSAGE).length;
  const others = more > 0 ? ` and ${more} more` : '';
  return names.length > 0 ? [`other weights in ${names.join(', ')}${others}`] : [];
}

function sameWeights(before: WeightFingerprint, now: WeightFingerprint): boolean {
  const change = Math.hypot(...before.sums.map((sum, at) => sum - now.sums[at]!));
  const allowed = TOLERANCE * Math.max(before.rms, now.rms) + SMALLEST;
  return before.nan === now.nan && change <= allowed * Math.sqrt(before.sums.length);
}

/** Of fields that both have: older files lack some. */
function differencesOf<Field extends string>(
  fields: readonly Field[],
  reference: { readonly [name in Field]?: string | undefined },
  watched: { readonly [name in Field]?: string | undefined },
): string[] {
  return fields.flatMap((field) => {
    const [before, now] = [reference[field], watched[field]];
    const differ = before !== undefined && now !== undefined && before !== now;
    return differ ? [`${field} '${before}' against '${now}'`] : [];
  });
}
