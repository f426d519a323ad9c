import { loadPart } from '../base/loadPart.js';
import type { FeatureRowsLike } from '../base/rows.js';
import type { MmdTestOptions, MmdTestResult } from './mmdTest.later.js';

export type { MmdTestOptions, MmdTestResult };

/** The kernel two-sample test on plain arrays; the entries document it. */
export async function mmdTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: MmdTestOptions,
): Promise<MmdTestResult> {
  const { runMmdTest } = await loadPart(() => import('./mmdTest.later.js'));
  return runMmdTest(reference, live, options);
}
