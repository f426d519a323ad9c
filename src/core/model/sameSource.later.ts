import { ReferenceMismatchError } from '../base/errors.js';
import type { FeatureSource, ModelIdentity, WeightFingerprint } from './identity.js';

/**
 * @param reference What the reference was made from.
 * @param watched What is to be compared with it.
 * @param isMoved Whether it was the same before the app took the model to another backend.
 * @throws {@link ReferenceMismatchError} naming each known field in which the two differ.
 */
export function requireSameSource(
  reference: FeatureSource,
  watched: FeatureSource,
  isMoved = false,
): void {
  const { preprocessing } = reference;
  const differences = [
    ...differencesOf(['preprocessing'], { preprocessing }, watched),
    ...(reference.model && watched.model ? modelDifferences(reference.model, watched.model) : []),
  ];
  if (differences.length > 0) {
    throw new ReferenceMismatchError(
      (isMoved ? MOVED : '') +
        'The reference was made by another model than the one watched, or from inputs prepared in ' +
        `another way: ${differences.join('; ')}. Fit a new reference with this model, or load the ` +
        'one that belongs to it.',
    );
  }
}

const MOVED =
  "The app has changed tfjs's backend, and the model's weights did not survive it. Load it again and " +
  'give it to monitor.wrap(model). ';

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
