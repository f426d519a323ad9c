import { backendInfo } from '../tfjs/backend/backendInfo.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { JudgedTest } from './pipeline.js';
import { VERDICT_SCHEMA_VERSION, type Verdict } from './verdict.js';
import { verdictReason } from './verdictReason.js';

/** The record of a judged test. */
export function verdictOf(
  { evidence, decision, step, secondary, dependence, timeMs, costMs }: JudgedTest,
  counts: { readonly sequence: number; readonly samples: number },
  options: ResolvedMonitorOptions,
): Verdict {
  const { mmd2, statistic, pValue, z, approximatePValue, bandwidth } = evidence;
  const { compute, permutations, referenceSize, reducer } = evidence;
  const { state, since, episode } = step;
  const { measure, threshold, warningThreshold, isExtrapolated = false } = decision;
  const { reference, policy, windowSize, kernel, seed } = options;
  return {
    schemaVersion: VERDICT_SCHEMA_VERSION,
    sequence: counts.sequence,
    time: new Date(timeMs).toISOString(),
    state,
    since,
    reason: verdictReason(step, decision, windowSize),
    ...(episode && { episode }),
    mmd2,
    statistic,
    pValue,
    z,
    approximatePValue,
    measure,
    threshold,
    warningThreshold,
    isExtrapolated,
    ...(decision.evidence !== undefined && { evidence: decision.evidence }),
    ...(decision.expectedRunTime !== undefined && { expectedRunTime: decision.expectedRunTime }),
    policy: policy.name,
    samples: counts.samples,
    windowSize,
    effectiveSampleSize: dependence.effectiveSampleSize,
    ...(dependence.correlation !== undefined && { correlation: dependence.correlation }),
    stride: dependence.stride,
    referenceSize,
    reducer,
    referenceId: reference.id,
    kernel,
    bandwidth,
    permutations,
    seed,
    ...backendInfo(),
    compute,
    costMs,
    ...(secondary && { secondary }),
  };
}
