import type { AlarmDecision, AlarmRule, AlarmTest, EarlyTest } from '../core/alarm/alarmPolicy.js';
import {
  type AlarmEpisode,
  acknowledged,
  calmEpisodes,
  type EpisodeStep,
  type SavedEpisodes,
} from '../core/alarm/episodes.js';
import { named, PartLoadError, TimeoutError } from '../core/base/errors.js';
import { type Patience, patiently } from '../core/base/patience.js';
import type { Spacing } from '../core/dependence/adaptiveStride.js';
import type { CreatedDetector } from './createDetector.later.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { SavedAlarms } from './savedState.js';
import type { StartedRule, startedRule } from './startedRule.js';
import { type Suspension, suspensionBy } from './suspension.js';

/** What a test came to, by the policy and over time. */
export interface Judgement {
  readonly decision: AlarmDecision;
  readonly step: EpisodeStep;
}

/** The policy of one monitor at work, and the episodes that it leads to. */
export class AlarmWatch {
  /** What goes on with them. */
  episodes: SavedEpisodes;
  readonly #options: ResolvedMonitorOptions;
  readonly #saved: SavedAlarms | undefined;
  readonly #patience: Patience;
  #started: StartedRule | undefined;
  #starting: Promise<void> | undefined;
  #suspension: Suspension | undefined;
  #isGivenUp = false;
  #progress = { done: 0, total: 0 };

  /**
   * @param patience How long the policy may go without any progress; the signal ends its preparation.
   */
  constructor(options: ResolvedMonitorOptions, patience: Patience, saved: SavedAlarms | undefined) {
    this.#options = options;
    this.#patience = { ...patience, progress: () => this.#progress.done };
    this.#saved = saved;
    this.episodes = saved?.episodes ?? calmEpisodes(0);
  }

  /** What judges; undefined until tests can be judged. */
  get rule(): AlarmRule | undefined {
    return this.#started?.rule;
  }

  /** What tests need. */
  get needs(): Spacing {
    const bears = this.rule ? this.rule.bearsDependence : this.#options.alarmOn === 'new';
    return bears ? 'apart' : 'independent';
  }

  /** What frames are thinned to: those that are further apart than a test needs tell it of drift later. */
  get spacing(): Spacing {
    return this.#options.alarmOn === 'new' ? this.needs : 'independent';
  }

  /** Whether it is of use to {@link start}: neither under way, nor done, nor in vain. */
  get isToBeStarted(): boolean {
    return !this.#starting && !this.#isGivenUp;
  }

  /** Why the policy cannot work, or not yet. */
  get suspension(): Suspension | undefined {
    return this.#suspension;
  }

  /** How far the policy's preparation has come, 0 to 1. */
  get progress(): number {
    const { done, total } = this.#progress;
    return this.rule ? 1 : done / Math.max(1, total);
  }

  /** Resolves when the policy has all that it works with. */
  settle(): Promise<void> {
    const settled = Promise.resolve(this.rule?.settled);
    return patiently(settled, 'The alarm policy', this.#patience);
  }

  /**
   * Prepares the policy, once; one that a part or an answer was missing for is prepared again.
   *
   * @param startRule Comes with what tests.
   */
  start(created: CreatedDetector, startRule: typeof startedRule): Promise<void> {
    this.#starting ??= this.#start(created, startRule).catch((error) => {
      const mayPass = error instanceof PartLoadError || error instanceof TimeoutError;
      this.#isGivenUp = !mayPass;
      if (mayPass) this.#starting = undefined;
      const why = named(error, 'The alarm policy could not be prepared');
      this.#suspension = suspensionBy(why);
      throw why;
    });
    return this.#starting;
  }

  /** @throws TypeError before the policy is ready. */
  judge(test: AlarmTest | EarlyTest, time: string): Judgement {
    if (!this.#started) throw new TypeError('The alarm policy is not ready.');
    const { episodes, ...judgement } = this.#started.judge(test, this.episodes, time);
    this.episodes = episodes;
    if (judgement.step.event === 'recovered') this.rule?.restart?.();
    return judgement;
  }

  /** See `DriftMonitor.acknowledge`. */
  acknowledge(label?: string): AlarmEpisode | undefined {
    this.episodes = acknowledged(this.episodes, label);
    return this.episodes.episode;
  }

  /** Forgets evidence and episode: it ends without a recovery, and the count goes on. */
  reset(): void {
    this.rule?.restart?.();
    this.episodes = calmEpisodes(this.episodes.count);
  }

  save(): SavedAlarms {
    return { rule: this.rule?.save?.() ?? this.#saved?.rule, episodes: this.episodes };
  }

  async #start(created: CreatedDetector, startRule: typeof startedRule): Promise<void> {
    this.#started = await startRule(this.#options, created, {
      saved: this.#saved?.rule,
      patience: this.#patience,
      onProgress: (progress) => {
        this.#progress = progress;
      },
    });
    this.#suspension = undefined;
  }
}
