import type {
  AlarmDecision,
  AlarmRule,
  AlarmTest,
  EarlyTest,
  PolicyContext,
} from '../core/alarm/alarmPolicy.js';
import type { SavedEpisodes } from '../core/alarm/episodes.js';
import { type EpisodesAfter, nextEpisodes } from '../core/alarm/nextEpisodes.js';
import { came } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type Patience, patiently } from '../core/base/patience.js';
import type { CreatedDetector } from './createDetector.later.js';
import type { ResolvedMonitorOptions } from './options.js';

/** A policy at work; what it gives is checked, for anybody may have written it. */
export interface StartedRule {
  readonly rule: AlarmRule;
  /**
   * @param before What goes on with episodes.
   * @throws InvalidOptionError for a decision that is none.
   */
  readonly judge: (
    test: AlarmTest | EarlyTest,
    before: SavedEpisodes,
    time: string,
  ) => EpisodesAfter & { readonly decision: AlarmDecision };
}

/** What a policy is started with, besides the options and what they led to. */
interface Start extends Pick<PolicyContext, 'saved' | 'onProgress'> {
  /** How long it may go without any progress. */
  readonly patience: Patience;
}

const LEVELS: readonly unknown[] = ['ok', 'warning', 'drift'];

/** @throws InvalidOptionError for a rule that is none. */
export async function startedRule(
  options: ResolvedMonitorOptions,
  { rows, bandwidth }: CreatedDetector,
  { saved, patience, onProgress }: Start,
): Promise<StartedRule> {
  const { policy, reference, kernel, windowSize, testEvery, sampling } = options;
  const { seed, falseAlarms, alarmOn } = options;
  const starting = policy.start({
    features: reference.features,
    labels: reference.labels,
    times: reference.times,
    reference: rows,
    kernel,
    bandwidth: typeof bandwidth === 'number' ? bandwidth : undefined,
    windowSize,
    testEvery,
    isIndependent: sampling === 'independent',
    alarmOn,
    seed,
    falseAlarms,
    calibrations: reference.calibrations,
    onProgress,
    signal: patience.signal,
    saved,
  });
  // Calibration takes as long as it takes; but one that stands still never ends.
  const rule = await patiently(Promise.resolve(starting), 'The alarm policy', patience);
  if (typeof rule?.decide !== 'function') {
    throw new InvalidOptionError(
      `policy: \`start\` of '${policy.name}' must give a rule, an object with a method \`decide\`; ` +
        `${came(rule)} came.`,
    );
  }
  if (policy.testedRows !== undefined && typeof rule.decideEarly !== 'function') {
    throw new InvalidOptionError(
      `policy: '${policy.name}' has \`testedRows\`, so its rule must have a method \`decideEarly\`, for ` +
        'windows of fewer rows.',
    );
  }
  const judge: StartedRule['judge'] = (given, before, time) => {
    const test = { ...given, isInEpisode: before.episode !== undefined };
    const decision = 'pValue' in test ? rule.decide(test) : rule.decideEarly?.(test);
    if (!decision || !LEVELS.includes(decision.level)) {
      throw new InvalidOptionError(
        `policy: \`decide\` of '${policy.name}' must give a decision with a \`level\` of 'ok', ` +
          `'warning' or 'drift'; ${came(decision)} came.`,
      );
    }
    return { decision, ...nextEpisodes(before, decision.level, time, options.episodes) };
  };
  return { rule, judge };
}
