import type { AdmissionRule } from './admissionRule.js';
import { IntervalRule } from './intervalRule.js';
import type { Sampling } from './sampling.js';
import { StrideRule } from './strideRule.js';

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
