import type { AdmissionRule } from './admissionRule.js';

/** Admits the first input, and every `stride`-th from there. */
export class StrideRule implements AdmissionRule {
  #stride: number;
  #toSkip = 0;

  /** @param stride A whole number from 1. */
  constructor(stride: number) {
    this.#stride = stride;
  }

  get stride(): number {
    return this.#stride;
  }

  /**
   * A larger stride counts from now on, so that the next input is far enough from any that were
   * admitted before; a smaller one never makes the wait longer.
   */
  set stride(stride: number) {
    this.#toSkip = stride > this.#stride ? stride - 1 : Math.min(this.#toSkip, stride - 1);
    this.#stride = stride;
  }

  offer(): boolean {
    if (this.#toSkip > 0) {
      this.#toSkip--;
      return false;
    }
    this.#toSkip = this.#stride - 1;
    return true;
  }
}
