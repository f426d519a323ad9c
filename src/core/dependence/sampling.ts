import { requireInteger } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';

/**
 * How inputs come in time, and which of them the window admits. The permutation test takes its
 * rows to be exchangeable; consecutive frames of a video are not, and a nominal 5 % test of them
 * finds drift in nearly every window.
 *
 * - `'independent'`: each input tells nothing of the next, as with uploads or shuffled images; all
 *   are admitted.
 * - `'video'`: every k-th input is admitted, k being grown until the admitted ones hardly resemble
 *   each other, and shrunk again where the scene allows it.
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
        `${describe(sampling)} came.`,
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

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : `'${value}'`;
}
