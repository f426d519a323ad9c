import type { AdmissionRule } from './admissionRule.js';

/**
 * Admits an input when enough time has gone by since the last admitted one. A clock that goes
 * backwards, by a correction or after a reload, starts the interval anew from the time it shows.
 */
export class IntervalRule implements AdmissionRule {
  readonly #intervalMs: number;
  #since: number | undefined;
  #offered = 0;
  #stride = 1;

  /** @param intervalMs Above 0. */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Inputs that came for the last admitted one, itself included. */
  get stride(): number {
    return this.#stride;
  }

  offer(timeMs: number): boolean {
    this.#offered++;
    if (this.#since !== undefined && timeMs < this.#since) this.#since = timeMs;
    if (this.#since !== undefined && !(timeMs - this.#since >= this.#intervalMs)) return false;
    this.#since = timeMs;
    this.#stride = this.#offered;
    this.#offered = 0;
    return true;
  }
}
