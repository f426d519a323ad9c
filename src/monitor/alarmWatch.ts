import type { AlarmDecision, AlarmRule, AlarmTest, EarlyTest } from '../core/alarm/alarmPolicy.js';
import { AlarmEpisodes, calmEpisodes, type EpisodeStep } from '../core/alarm/episodes.js';
import { came } from '../core/base/checks.js';
import { InvalidOptionError, named, PartLoadError, TimeoutError } from '../core/base/errors.js';
import { type Patience, patiently } from '../core/base/patience.js';
import type { Spacing } from '../core/dependence/adaptiveStride.js';
import type { CreatedDetector } from './createDetector.later.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { SavedAlarms } from './savedState.js';
import { type Suspension, suspensionBy } from './suspension.js';

/** What a test came to, by the policy and over time. */
export interface Judgement {
  readonly decision: AlarmDecision;
  readonly step: EpisodeStep;
}

const LEVELS: readonly unknown[] = ['ok', 'warning', 'drift'];

/** The policy of one monitor at work, and the episodes that it leads to. */
export class AlarmWatch {
  readonly episodes: AlarmEpisodes;
  readonly #options: ResolvedMonitorOptions;
  readonly #saved: SavedAlarms | undefined;
  readonly #patience: Patience;
  #rule: AlarmRule | undefined;
  #started: Promise<void> | undefined;
  #suspension: Suspension | undefined;
  #isGivenUp = false;
  #progress = { done: 0, total: 0 };

  /**
   * @param patience How long the policy may go without any progress; the signal ends its preparation.
   */
  constructor(options: ResolvedMonitorOptions, patience: Patience, saved: SavedAlarms | undefined) {
    this.#options = options;
    this.#patience = patience;
    this.#saved = saved;
    this.episodes = new AlarmEpisodes(options.episodes, saved?.episodes ?? calmEpisodes(0));
  }

  /** Whether tests can be judged. */
  get isReady(): boolean {
    return this.#rule !== undefined;
  }

  /** What tests need. */
  get needs(): Spacing {
    const bears = this.#rule ? this.#rule.bearsDependence : this.#options.alarmOn === 'new';
    return bears ? 'apart' : 'independent';
  }

  /** What frames are thinned to: those that are further apart than a test needs tell it of drift later. */
  get spacing(): Spacing {
    return this.#options.alarmOn === 'new' ? this.needs : 'independent';
  }

  /** Why known inputs in other proportions cannot be told from new ones, where that was asked for. */
  get partsAdvice(): string | undefined {
    return this.#rule?.partsAdvice;
  }

  /** Whether it is of use to {@link start}: neither under way, nor done, nor in vain. */
  get isToBeStarted(): boolean {
    return !this.#started && !this.#isGivenUp;
  }

  /** Why the policy cannot work, or not yet. */
  get suspension(): Suspension | undefined {
    return this.#suspension;
  }

  /** How far the policy's preparation has come, 0 to 1. */
  get progress(): number {
    const { done, total } = this.#progress;
    return this.#rule ? 1 : done / Math.max(1, total);
  }

  /** Resolves when the policy has all that it works with. */
  async settle(): Promise<void> {
    const settled = this.#rule?.settled;
    const progress = () => this.#progress.done;
    if (settled) await patiently(settled, 'The alarm policy', { ...this.#patience, progress });
  }

  /** What would make the policy see smaller drifts. */
  async advice(): Promise<string | undefined> {
    return (await this.#rule?.power?.())?.advice;
  }

  /** Prepares the policy, once; one that a part or an answer was missing for is prepared again. */
  start(created: CreatedDetector): Promise<void> {
    this.#started ??= this.#start(created).catch((error) => {
      const mayPass = error instanceof PartLoadError || error instanceof TimeoutError;
      this.#isGivenUp = !mayPass;
      if (mayPass) this.#started = undefined;
      const why = named(error, 'The alarm policy could not be prepared');
      this.#suspension = suspensionBy(why);
      throw why;
    });
    return this.#started;
  }

  /** @throws TypeError before the policy is ready, or for an early test that it is not for. */
  judge(test: AlarmTest | EarlyTest, time: string): Judgement {
    const rule = this.#rule;
    const isInEpisode = this.episodes.episode !== undefined;
    const decision =
      'pValue' in test
        ? rule?.decide({ ...test, isInEpisode })
        : rule?.decideEarly?.({ ...test, isInEpisode });
    if (!rule) throw new TypeError('The alarm policy is not ready.');
    if (!decision || !LEVELS.includes(decision.level)) {
      throw new InvalidOptionError(
        `policy: \`decide\` of '${this.#options.policy.name}' must give a decision with a \`level\` of 'ok', ` +
          `'warning' or 'drift'; ${came(decision)} came.`,
      );
    }
    const step = this.episodes.next(decision.level, time);
    if (step.event === 'recovered') rule.restart?.();
    return { decision, step };
  }

  /** Forgets evidence and episode. */
  reset(): void {
    this.#rule?.restart?.();
    this.episodes.reset();
  }

  save(): SavedAlarms {
    return { rule: this.#rule?.save?.() ?? this.#saved?.rule, episodes: this.episodes.save() };
  }

  async #start({ rows, bandwidth }: CreatedDetector): Promise<void> {
    const { policy, reference, kernel, windowSize, testEvery, sampling } = this.#options;
    const { seed, falseAlarms, alarmOn } = this.#options;
    const { signal } = this.#patience;
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
      onProgress: (progress) => {
        this.#progress = progress;
      },
      signal,
      saved: this.#saved?.rule,
    });
    // Calibration takes as long as it takes; but one that stands still never ends.
    const progress = () => this.#progress.done;
    const patience = { ...this.#patience, progress };
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
    this.#rule = rule;
    this.#suspension = undefined;
  }
}
