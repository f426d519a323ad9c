import type { AlarmDecision, AlarmRule, AlarmTest } from '../core/alarm/alarmPolicy.js';
import { AlarmEpisodes, calmEpisodes, type EpisodeStep } from '../core/alarm/episodes.js';
import { came } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import type { CreatedDetector } from './createDetector.later.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { SavedAlarms } from './savedState.js';

/** What a test came to, by the policy and over time. */
export interface Judgement {
  readonly decision: AlarmDecision;
  readonly step: EpisodeStep;
}

/** The policy of one monitor at work, and the episodes that it leads to. */
export class AlarmWatch {
  readonly episodes: AlarmEpisodes;
  readonly #options: ResolvedMonitorOptions;
  readonly #saved: SavedAlarms | undefined;
  readonly #cancelled = new AbortController();
  #rule: AlarmRule | undefined;
  #started: Promise<void> | undefined;
  #failure: Error | undefined;
  #progress = { done: 0, total: 0 };

  /** @param episodes How many there were before. */
  constructor(options: ResolvedMonitorOptions, saved: SavedAlarms | undefined, episodes: number) {
    this.#options = options;
    this.#saved = saved;
    this.episodes = new AlarmEpisodes(options.episodes, saved?.episodes ?? calmEpisodes(episodes));
  }

  /** Whether tests can be judged. */
  get isReady(): boolean {
    return this.#rule !== undefined;
  }

  /** Why the policy cannot work. */
  get failure(): string | undefined {
    return this.#failure?.message;
  }

  /** How far the policy's preparation has come, 0 to 1. */
  get progress(): number {
    const { done, total } = this.#progress;
    return this.#rule ? 1 : done / Math.max(1, total);
  }

  /** What would make the policy see smaller drifts. */
  async advice(): Promise<string | undefined> {
    return this.#rule?.advice?.();
  }

  /** Prepares the policy, once; a preparation that failed fails again. */
  start(created: CreatedDetector): Promise<void> {
    this.#started ??= this.#start(created).catch((error) => {
      this.#failure = error;
      throw error;
    });
    return this.#started;
  }

  /** @throws TypeError before the policy is ready. */
  judge(test: AlarmTest, time: string): Judgement {
    if (!this.#rule) throw new TypeError('The alarm policy is not ready.');
    const decision = this.#rule.decide(test);
    const step = this.episodes.next(decision.level, time);
    if (step.event === 'recovered') this.#rule.restart?.();
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

  dispose(): void {
    this.#cancelled.abort();
  }

  get isDisposed(): boolean {
    return this.#cancelled.signal.aborted;
  }

  async #start({ rows, bandwidth }: CreatedDetector): Promise<void> {
    const { policy, reference, kernel, windowSize, testEvery, seed, falseAlarms } = this.#options;
    const rule = await policy.start({
      features: reference.features,
      reference: rows,
      kernel,
      bandwidth: typeof bandwidth === 'number' ? bandwidth : undefined,
      windowSize,
      testEvery,
      seed,
      falseAlarms,
      calibrations: reference.calibrations,
      onProgress: (progress) => {
        this.#progress = progress;
      },
      signal: this.#cancelled.signal,
      saved: this.#saved?.rule,
    });
    if (typeof rule?.decide !== 'function') {
      throw new InvalidOptionError(
        `policy: \`start\` of '${policy.name}' must give a rule, an object with a method \`decide\`; ` +
          `${came(rule)} came.`,
      );
    }
    this.#rule = rule;
  }
}
