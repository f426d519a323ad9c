/**
 * Whether the model's answers suffer: `unknown`, nothing says so or not; `unlikely` and `likely`, by an estimate
 * without labels; `shown`, by labels.
 */
export type HarmState = 'unknown' | 'unlikely' | 'likely' | 'shown';

/** Whether the model's answers suffer from a drift. */
export interface Harm {
  readonly state: HarmState;
  /** In one sentence, for people. */
  readonly reason: string;
}
