import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { ReferenceMismatchError } from '../../core/base/errors.js';

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
}

/** Identifies a model by its weights; reads one small weight back from the backend. */
export async function identifyModel({
  weights,
  ...names
}: Pick<ModelIdentity, 'name' | 'featureNode' | 'logitsNode'> & {
  readonly weights: NamedTensorMap;
}): Promise<ModelIdentity> {
  const entries = Object.entries(weights).sort(([a], [b]) => (a < b ? -1 : 1));
  const architecture = hash(entries.map(([key, w]) => `${key}:${w.shape}:${w.dtype}`).join('\n'));
  const smallest = entries
    .map(([, weight]) => weight)
    .filter((weight) => weight.size >= 32 && weight.dtype === 'float32')
    .reduce<Tensor | undefined>((best, w) => (best && best.size <= w.size ? best : w), undefined);
  const values = smallest ? await smallest.data() : [];
  let magnitude = 0;
  for (const value of values) magnitude += Math.abs(value) / values.length;
  return { ...names, architecture, weightMagnitude: magnitude };
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

/** FNV-1a, 32 bits: enough to tell architectures apart, and the same everywhere. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  return (state >>> 0).toString(16).padStart(8, '0');
}
