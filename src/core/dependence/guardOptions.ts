import { requireInteger } from '../base/checks.js';
import { limits } from '../mmd/options.js';
import type { AdmissionRule } from './admissionRule.js';
import { createAdmissionRule } from './createAdmissionRule.js';
import { resolveSampling, type Sampling } from './sampling.js';

/** Options of `DependenceGuard`. */
export interface GuardOptions {
  readonly sampling: Sampling;
  /** Rows in the window that is tested, 2 to 1,024. */
  readonly windowSize: number;
  /**
   * The rule that inputs have been offered to so far, where they came before the guard was made.
   * @defaultValue `createAdmissionRule(sampling)`
   */
  readonly rule?: AdmissionRule;
  /**
   * Largest stride of `'video'`, from 1; where more is needed, the window cannot hold enough
   * independent rows. @defaultValue `1000`
   */
  readonly maxStride?: number;
}

/** @throws {@link InvalidOptionError} naming the option, what was expected and what came. */
export function resolveGuardOptions(options: GuardOptions): Required<GuardOptions> {
  const { windowSize, maxStride = 1_000 } = options;
  const sampling = resolveSampling(options.sampling);
  requireInteger('windowSize', windowSize, 2, limits.windowSize);
  requireInteger('maxStride', maxStride, 1);
  return { sampling, windowSize, maxStride, rule: options.rule ?? createAdmissionRule(sampling) };
}
