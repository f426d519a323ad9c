import { loadPart } from '../../core/base/loadPart.js';
import type { FeatureRowsLike } from '../../core/base/rows.js';
import type { ComputeChoice, ComputePlace } from '../../core/mmd/engine.js';
import type { Kernel } from '../../core/mmd/kernel.js';
import type { MmdOptions } from '../../core/mmd/options.js';
import type { MmdOutcome } from '../../core/mmd/outcome.js';
import type { BackendInfo } from '../../core/model/runtime.js';

/** Options of {@link mmdTest}. */
export interface MmdTestOptions extends MmdOptions {
  /**
   * `'backend'`: float32 on the app's tfjs backend; `'typescript'`: float64 in plain TypeScript,
   * exact to 1e-12; `'auto'`: the backend where it is WebGPU on a real GPU, else TypeScript, which is
   * faster then. A backend that fails a self-check is not used; the result says where it was computed.
   * @defaultValue `'auto'`
   */
  readonly compute?: ComputeChoice;
}

/** Result of {@link mmdTest}: a plain record that can be sent as JSON. */
export interface MmdTestResult extends MmdOutcome, BackendInfo {
  readonly kernel: Kernel;
  /** Where it was computed. */
  readonly compute: ComputePlace;
  /** Splits compared with the observed one. */
  readonly permutations: number;
  readonly seed: number;
  /** Rows of the reference. */
  readonly referenceSize: number;
  /** Rows of the live sample. */
  readonly windowSize: number;
  /** Values per row. */
  readonly featureWidth: number;
}

/**
 * The kernel two-sample test on plain arrays: do the live rows come from where the reference rows
 * came from? Unbiased MMD² and its permutation p-value (Gretton et al., "A Kernel Two-Sample
 * Test", JMLR 13, 2012).
 *
 * @param reference At least 2 rows; `number[][]`, a flat array with its width, or a tensor.
 * @param live At least 2 rows of the same width.
 * @throws InvalidFeaturesError for too few rows, different widths, NaN or infinity, or rows that
 *   are all equal where the bandwidth is to be a median.
 * @throws InvalidStatisticError for features too large for the backend's float32.
 * @throws InvalidOptionError for an option out of range.
 *
 * @example
 * const { mmd2, pValue } = await mmdTest([[0], [1], [2], [3]], [[2.5], [3.5], [4.5], [5.5]]);
 */
export async function mmdTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: MmdTestOptions = {},
): Promise<MmdTestResult> {
  const { runMmdTest } = await loadPart(() => import('./mmdTest.later.js'));
  return runMmdTest(reference, live, options);
}
