import type { AlarmLevel } from '../../src/core/alarm/alarmPolicy.js';
import {
  calmEpisodes,
  type EpisodeStep,
  requireEpisodeOptions,
} from '../../src/core/alarm/episodes.js';
import { nextEpisodes } from '../../src/core/alarm/nextEpisodes.js';
import type { FeatureRow, FeatureRows } from '../../src/core/base/rows.js';
import type { Spacing } from '../../src/core/dependence/adaptiveStride.js';
import { DependenceGuard } from '../../src/core/dependence/guard.js';
import { type AdmissionRule, createAdmissionRule } from '../../src/core/dependence/sampling.js';

/** Who judges a monitor's window. */
export interface Judge {
  readonly name: string;
  /** What its tests need of the rows. */
  readonly needs: Spacing;
  /** Rows that the window holds, and that the first test waits for. */
  readonly windowSize: number;
  readonly firstTest: number;
  /** Begins anew with rows that stay. */
  start(held: readonly FeatureRow[]): void;
  push(row: FeatureRow, isInEpisode: boolean, isIndependent: boolean): AlarmLevel | undefined;
  /** An episode has ended. */
  recover(): void;
}

/** A monitor's window behind the guard, with `sampling: 'video'`. */
export class FrameWatch {
  readonly #judge: Judge;
  readonly #rule: AdmissionRule;
  readonly #guard: DependenceGuard;
  #episodes = calmEpisodes(0);
  #held: FeatureRow[] = [];
  #frame = 0;

  private constructor(judge: Judge, rule: AdmissionRule, guard: DependenceGuard) {
    this.#judge = judge;
    this.#rule = rule;
    this.#guard = guard;
    judge.start([]);
  }

  static async start(reference: FeatureRows, judge: Judge): Promise<FrameWatch> {
    const rule = createAdmissionRule('video');
    const options = { sampling: 'video', windowSize: judge.windowSize, rule } as const;
    return new FrameWatch(judge, rule, await DependenceGuard.create(reference, options));
  }

  get stride(): number {
    return this.#guard.stride;
  }

  get isInEpisode(): boolean {
    return this.#episodes.episode !== undefined;
  }

  /**
   * The next frame.
   *
   * @param rowOf Its features, asked for where it is admitted.
   * @returns What a test of it came to; undefined where none was made.
   */
  push(rowOf: () => FeatureRow): EpisodeStep | undefined {
    if (!this.#rule.offer(this.#frame++)) return undefined;
    const judge = this.#judge;
    const row = rowOf();
    const keepEvery = this.#guard.look(row, judge.needs);
    const all = [...this.#held, row].slice(-judge.windowSize);
    this.#held = all.filter((_, at) => (all.length - 1 - at) % keepEvery === 0);
    if (keepEvery > 1) judge.start(this.#held);
    const isFit = (needs: Spacing) => this.#guard.stateFor(needs) === 'independent';
    const level =
      keepEvery > 1
        ? undefined
        : judge.push(row, this.isInEpisode, isFit('independent') && !this.#guard.isRepeating);
    if (!level || !isFit(judge.needs) || this.#held.length < judge.firstTest) return undefined;
    const { step, episodes } = nextEpisodes(this.#episodes, level, '', requireEpisodeOptions({}));
    this.#episodes = episodes;
    if (step.event === 'recovered') judge.recover();
    return step;
  }
}
