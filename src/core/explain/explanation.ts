import type { PropertyChange } from './changedProperties.js';

/** What is different about inputs that drifted. */
export interface Explanation {
  /** In one sentence, for people. */
  readonly text: string;
  /** How simple properties compare with the reference's: changed ones first, the strongest first. */
  readonly properties?: readonly PropertyChange[];
}
