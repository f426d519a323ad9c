/** What is different about inputs that drifted. */
export interface Explanation {
  /** In one sentence, for people. */
  readonly text: string;
}
