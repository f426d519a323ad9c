import type { Dependence } from './dependence.js';

/**
 * Lag-1 correlation of admitted rows that a grown stride is to bring about. Half of all estimates
 * are too low: with .05, the windows of a video were rejected in 11 % at a nominal 5 %. Tests that bear
 * some dependence are told drift sooner by rows that are closer.
 */
const WANTED_CORRELATION = { independent: 0.02, apart: 0.15 } as const;

/** What rows should be: independent, or far enough apart for a test that bears some dependence. */
export type Spacing = keyof typeof WANTED_CORRELATION;

/**
 * A correlation near 1 hardly tells how far to go: .95 asks for 77 times the stride, .97 for 129. A
 * growth beyond this is taken in two steps, the second one measured where correlations differ.
 */
const MAX_GROWTH = { independent: 16, apart: 8 } as const;

/** Below this nothing speaks against a smaller stride. */
const NO_CORRELATION = 0.02;
const SHRINK = 0.75;

/** Blocks without correlation before the stride shrinks: at first, at least and at most. */
const PATIENCE = { first: 4, least: 2, most: 8 } as const;

/**
 * Finds the stride at which admitted rows are nearly independent, taking their correlation to fall
 * as ρ^(stride): a growth that was too small is seen in the rows that follow, and grown further.
 *
 * It shrinks in small steps, for a livelier scene, sooner after a step that did no harm and later
 * after one that had to be taken back.
 */
export class AdaptiveStride {
  #patience: number = PATIENCE.first;
  #hasShrunk = false;

  /**
   * The stride to go on with: a larger one for dependent rows, which may be beyond any bound; a
   * smaller one after enough blocks without correlation; else the same.
   *
   * @param blocks Looked at with this stride.
   */
  next(
    stride: number,
    { correlation, ...found }: Dependence,
    blocks: number,
    spacing: Spacing,
  ): number {
    const isTooClose = spacing === 'apart' ? found.isClose : found.isDependent;
    if (isTooClose) {
      if (this.#hasShrunk) this.#patience = Math.min(PATIENCE.most, 2 * this.#patience);
      this.#hasShrunk = false;
      return grownStride(stride, correlation, spacing);
    }
    const mayShrink = found.isIndependent && correlation < NO_CORRELATION;
    if (stride === 1 || !mayShrink || blocks < this.#patience) return stride;
    if (this.#hasShrunk) this.#patience = Math.max(PATIENCE.least, this.#patience / 2);
    this.#hasShrunk = true;
    return Math.floor(stride * SHRINK);
  }
}

function grownStride(stride: number, correlation: number, spacing: Spacing): number {
  const needed = neededStride(stride, correlation, spacing);
  const most = MAX_GROWTH[spacing];
  if (needed <= most * stride) return needed;
  return Math.ceil(stride * Math.min(most, Math.sqrt(needed / stride)));
}

/**
 * The stride at which a correlation found at another one has fallen to what is wanted, at least one more:
 * stride · ln .02 / ln ρ.
 *
 * @param correlation Above 0; above .999 counts as .999.
 */
export function neededStride(
  stride: number,
  correlation: number,
  spacing: Spacing = 'independent',
): number {
  const wanted = WANTED_CORRELATION[spacing];
  const growth = Math.log(wanted) / Math.log(Math.min(0.999, correlation));
  return Math.max(stride + 1, Math.ceil(stride * growth));
}
