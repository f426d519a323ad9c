/**
 * May these rows be tested at all? This room keeps inputs apart that depend on each other: here which
 * ones are admitted, in `guard.ts` what is measured of them.
 */
import { came, requireInteger } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';

/**
 * How inputs come in time, and which of them the window admits. The permutation test needs exchangeable rows.
 * Consecutive frames of a video are not, and a test of them at a level of 5 % finds drift in nearly every
 * window.
 *
 * - `'independent'`: inputs are independent of each other, such as uploads, messages or shuffled images; all
 *   are admitted.
 * - `'video'`: every k-th input is admitted. k grows until the admitted ones hardly resemble each other, and
 *   shrinks again when the scene allows it.
 * - `{ every: k }`: every k-th input is admitted, k from 1 and fixed.
 * - `{ minIntervalMs }`: an input is admitted when so many milliseconds have gone by since the last
 *   admitted one, above 0.
 */
export type Sampling =
  | 'independent'
  | 'video'
  | { readonly every: number }
  | { readonly minIntervalMs: number };

/** @throws {@link InvalidOptionError} naming what came and what was expected. */
export function resolveSampling(sampling: Sampling): Sampling {
  if (sampling === 'independent' || sampling === 'video') return sampling;
  const given = typeof sampling === 'object' && sampling !== null ? Object.keys(sampling) : [];
  if (given.length !== 1 || !(given[0] === 'every' || given[0] === 'minIntervalMs')) {
    throw new InvalidOptionError(
      "sampling: 'independent', 'video', { every: 5 } or { minIntervalMs: 500 } was expected, " +
        `${came(sampling)} came.`,
    );
  }
  if ('every' in sampling) {
    requireInteger('sampling.every', sampling.every, 1);
    return { every: sampling.every };
  }
  const { minIntervalMs } = sampling;
  if (!Number.isFinite(minIntervalMs) || minIntervalMs <= 0) {
    throw new InvalidOptionError(
      `sampling.minIntervalMs: a number above 0 was expected, ${minIntervalMs} came.`,
    );
  }
  return { minIntervalMs };
}

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

/**
 * The rule that a sampling starts with; apart from the guard, so that inputs can be offered while
 * the guard is being made.
 *
 * @param sampling As `resolveSampling` returned it.
 */
export function createAdmissionRule(sampling: Sampling): AdmissionRule {
  if (typeof sampling === 'string') return new StrideRule(1);
  return 'every' in sampling
    ? new StrideRule(sampling.every)
    : new IntervalRule(sampling.minIntervalMs);
}

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

/**
 * Admits an input when enough time has gone by since the last admitted one. A clock that goes
 * backwards, by a correction or after a reload, starts the interval anew from the time it shows.
 */
class IntervalRule implements AdmissionRule {
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
