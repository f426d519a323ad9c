import type { PropertyChange } from './changedProperties.js';
import type { PartChanges } from './partChanges.js';

/** What is different about inputs that drifted. */
export interface Explanation {
  /** In a sentence or two, for people. */
  readonly text: string;
  /** How simple properties compare with the reference's: changed ones first, the strongest first. */
  readonly properties?: readonly PropertyChange[];
  /** Which parts of the reference come more or less often: those first that are the least likely by chance. */
  readonly parts?: PartChanges;
}

/** Of what several have found; undefined where none has words. */
export function joinedExplanation(
  found: readonly (Partial<Explanation> | undefined)[],
): Explanation | undefined {
  const text = found.flatMap((one) => one?.text ?? []).join(' ');
  return text ? { ...Object.assign({}, ...found), text } : undefined;
}
