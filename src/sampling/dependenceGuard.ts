import { limits } from '../detector/limits.js';
import { requireInteger } from '../detector/options.js';
import type { FeatureRows } from '../rows/featureRows.js';
import { AdaptiveStride } from './adaptiveStride.js';
import type { AdmissionRule } from './admissionRule.js';
import { BLOCK_ROWS, CorrelationEstimator } from './correlationEstimator.js';
import { createAdmissionRule } from './createAdmissionRule.js';
import type { Dependence } from './dependence.js';
import { effectiveSampleSize } from './effectiveSampleSize.js';
import { IdenticalRows } from './identicalRows.js';
import type { FoundDependence, Judgement } from './judgement.js';
import * as judgements from './judgement.js';
import { type PrincipalAxes, principalAxes } from './principalAxes.js';
import { resolveSampling, type Sampling } from './sampling.js';
import { StrideRule } from './strideRule.js';

/** Options of {@link DependenceGuard}. */
export interface GuardOptions {
  readonly sampling: Sampling;
  /** Rows in the window that is tested, from 2. */
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

/** What an admitted row changes. */
export interface Admission {
  /**
   * 1 where the window stays as it is. k > 1: rows in it are too close to each other, or of a
   * source that stood still; of them only the latest, and every k-th before it, may stay. Rows that
   * `offer` admitted and that are still on their way are too close, too, and should be given up.
   */
  readonly keepEvery: number;
}

/**
 * Keeps dependent inputs out of a test that takes its rows to be independent: decides which inputs
 * the window admits, measures how much the admitted ones resemble each other, and says whether
 * they may be tested.
 *
 * Everything follows from the rows, their order and the times given: it reads no clock and draws no
 * random numbers.
 */
export class DependenceGuard {
  readonly #sampling: Sampling;
  readonly #windowSize: number;
  readonly #maxStride: number;
  readonly #rule: AdmissionRule;
  readonly #estimator: CorrelationEstimator | undefined;
  readonly #adaptive = new AdaptiveStride();
  readonly #identical = new IdenticalRows();
  #isStill = false;
  #isIndependent: boolean;
  #correlation: number | undefined;
  #found: FoundDependence | undefined;
  #isOutOfReach = false;

  private constructor(options: GuardOptions, axes: PrincipalAxes | undefined) {
    const { sampling, windowSize, maxStride = 1_000 } = options;
    this.#sampling = sampling;
    this.#windowSize = windowSize;
    this.#maxStride = maxStride;
    this.#rule = options.rule ?? createAdmissionRule(sampling);
    this.#estimator = axes && new CorrelationEstimator(axes);
    this.#isIndependent = !axes;
  }

  /**
   * Fits the axes that correlation is measured along, in slices; none for `'independent'`.
   *
   * @param reference Shape [count, width], finite.
   * @throws {@link InvalidOptionError} for an option out of range.
   */
  static async create(reference: FeatureRows, options: GuardOptions): Promise<DependenceGuard> {
    const sampling = resolveSampling(options.sampling);
    requireInteger('windowSize', options.windowSize, 2, limits.windowSize);
    requireInteger('maxStride', options.maxStride ?? 1, 1, Number.MAX_SAFE_INTEGER);
    const axes = sampling === 'independent' ? undefined : await principalAxes(reference);
    return new DependenceGuard({ ...options, sampling }, axes);
  }

  /** Inputs per admitted one, from 1; with `minIntervalMs`, those that came for the last one. */
  get stride(): number {
    return this.#rule.stride;
  }

  /**
   * Lag-1 correlation of the admitted rows, -1 to 1. Undefined until 32 rows were looked at, and
   * where it is not measured.
   */
  get correlation(): number | undefined {
    return this.#isStill ? 1 : this.#correlation;
  }

  /** Whether the window may be tested, once it is full. */
  get judgement(): Judgement {
    const { run } = this.#identical;
    if (run >= this.#frozenRun) return judgements.frozen(run);
    if (this.#isStill) return judgements.still(BLOCK_ROWS);
    if (!this.#estimator) return judgements.takenAsIndependent();
    const kept = { sampling: this.#sampling, stride: this.stride };
    if (this.#isIndependent) return judgements.foundIndependent(this.#correlation!, kept);
    const progress = judgements.progressOf(this.#estimator.looked, BLOCK_ROWS);
    if (!this.#found) return judgements.unknown(progress);
    if (this.#isOutOfReach) return judgements.outOfReach(this.#found, this.#windowSize, progress);
    if (this.#sampling !== 'video') return judgements.tooClose(this.#found, this.#sampling);
    return judgements.undecided(this.#found, kept, progress);
  }

  /**
   * As many independent rows tell as much as `windowSize` admitted ones: all of them where inputs
   * are taken to be independent, undefined until the correlation is known.
   */
  effectiveSampleSize(windowSize: number): number | undefined {
    if (!this.#estimator && !this.#isStill) return windowSize;
    return this.correlation === undefined
      ? undefined
      : effectiveSampleSize(windowSize, this.correlation);
  }

  /** For each input, in order: whether it is to be admitted. See `AdmissionRule.offer`. */
  offer(timeMs: number): boolean {
    return this.#rule.offer(timeMs);
  }

  /**
   * For each admitted input, in order, once its features are known.
   *
   * @param row Shape [width], finite; it is not kept.
   */
  admitted(row: Float32Array): Admission {
    this.#identical.add(row);
    this.#estimator?.add(row);
    const wasStill = this.#isStill;
    this.#isStill = this.#identical.run >= this.#frozenRun || Boolean(this.#estimator?.isStill);
    if (this.#isStill) return { keepEvery: 1 };
    // What was admitted while the source stood still must not be tested with what comes now.
    if (wasStill) return this.#startAnew(this.#windowSize);
    const dependence = this.#estimator?.dependence;
    return dependence ? this.#learn(dependence) : { keepEvery: 1 };
  }

  /** Half of a window of equal rows would already be found to differ from any reference. */
  get #frozenRun(): number {
    return Math.min(this.#windowSize, Math.max(3, Math.ceil(this.#windowSize / 2)));
  }

  #learn(dependence: Dependence): Admission {
    const { correlation, isDependent, isIndependent } = dependence;
    const { stride } = this;
    this.#correlation = correlation;
    if (isIndependent) {
      this.#isIndependent = true;
      this.#isOutOfReach = false;
      this.#found = undefined;
    } else if (isDependent) {
      this.#isIndependent = false;
      if (!this.#isOutOfReach) this.#found = { correlation, stride };
    }
    if (!(this.#rule instanceof StrideRule) || this.#sampling !== 'video') return { keepEvery: 1 };
    const next = this.#adaptive.next(stride, dependence, this.#estimator!.blocks);
    if (next === stride) return { keepEvery: 1 };
    if (next < stride) {
      this.#rule.stride = next;
      this.#estimator!.restart();
      return { keepEvery: 1 };
    }
    if (next > this.#maxStride) {
      this.#found = { correlation, stride };
      this.#isOutOfReach = true;
      this.#rule.stride = 1;
      return this.#startAnew(this.#windowSize);
    }
    this.#rule.stride = next;
    return this.#startAnew(Math.ceil(next / stride));
  }

  #startAnew(keepEvery: number): Admission {
    this.#estimator?.restart();
    this.#isIndependent = !this.#estimator;
    this.#correlation = undefined;
    return { keepEvery };
  }
}
