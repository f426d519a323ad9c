/** Decides which inputs are admitted, before their content is known: by number or time alone. */
export interface AdmissionRule {
  /** Inputs per admitted one, from 1. */
  readonly stride: number;
  /**
   * Called once per input, in order.
   *
   * @param timeMs When it came, by any one clock.
   * @returns Whether the input is to be admitted.
   */
  offer(timeMs: number): boolean;
}
