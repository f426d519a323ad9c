import { ReferenceMismatchError } from '../base/errors.js';
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
   * Mean absolute value of the smallest weight of 32 values or more: what training does change.
   * Compared to 1 part in 1,000, because some backends hold weights in half precision.
   */
  readonly weightMagnitude: number;
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
export interface Extraction {
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

function modelDifferences(reference: ModelIdentity, watched: ModelIdentity): string[] {
  const fields = ['name', 'featureNode', 'logitsNode', 'architecture'] as const;
  const gap = Math.abs(reference.weightMagnitude - watched.weightMagnitude);
  return [
    ...differencesOf(fields, reference, watched),
    ...(gap > 1e-3 * reference.weightMagnitude
      ? [`weight magnitude ${reference.weightMagnitude} against ${watched.weightMagnitude}`]
      : []),
  ];
}

/** Of fields that both have: older files lack some. */
function differencesOf<Field extends string>(
  fields: readonly Field[],
  reference: { readonly [name in Field]?: string | undefined },
  watched: { readonly [name in Field]?: string | undefined },
): string[] {
  return fields
    .filter((field) => reference[field] !== undefined && watched[field] !== undefined)
    .filter((field) => reference[field] !== watched[field])
    .map((field) => `${field} '${reference[field]}' against '${watched[field]}'`);
}
