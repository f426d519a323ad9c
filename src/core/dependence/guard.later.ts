import { requireInteger } from '../base/checks.js';
import type { FeatureRows } from '../base/rows.js';
import { limits } from '../mmd/options.js';
import { AdaptiveStride } from './adaptiveStride.js';
import { CorrelationEstimator, type Dependence } from './dependence.js';
import { Findings, frozenRun, IdenticalRows } from './findings.js';
import { type PrincipalAxes, principalAxes } from './principalAxes.js';
import { type Judgement, judgementOf } from './readiness.js';
import { effectiveSampleSize } from './referenceCorrelation.later.js';
import {
  type AdmissionRule,
  createAdmissionRule,
  resolveSampling,
  type Sampling,
  StrideRule,
} from './sampling.js';

const KEEP_ALL: Admission = { keepEvery: 1 };

/** Identical rows from which on no test is made. */
const REPEATED = 3;

/**
 * Keeps dependent inputs out of a test that takes its rows to be independent: decides which inputs
 * the window admits, measures how much the admitted ones resemble each other, and says whether
 * they may be tested.
 *
 * Everything follows from the rows, their order and the times given: it reads no clock and draws no
 * random numbers.
 */
export class DependenceGuard {
  readonly #options: Required<GuardOptions>;
  readonly #estimator: CorrelationEstimator | undefined;
  readonly #adaptive = new AdaptiveStride();
  readonly #identical = new IdenticalRows();
  readonly #findings = new Findings();
  #isStill = false;

  private constructor(options: Required<GuardOptions>, axes: PrincipalAxes | undefined) {
    this.#options = options;
    this.#estimator = axes && new CorrelationEstimator(axes);
  }

  /**
   * Fits the axes that correlation is measured along, in slices; none for `'independent'`.
   *
   * @param reference Shape [count, width], finite.
   * @throws {@link InvalidOptionError} for an option out of range.
   * @throws {@link InvalidFeaturesError} for NaN or infinity in the reference.
   */
  static async create(reference: FeatureRows, options: GuardOptions): Promise<DependenceGuard> {
    const resolved = resolveGuardOptions(options);
    const isMeasured = resolved.sampling !== 'independent';
    return new DependenceGuard(resolved, isMeasured ? await principalAxes(reference) : undefined);
  }

  /** Inputs per admitted one, from 1; with `minIntervalMs`, those that came for the last one. */
  get stride(): number {
    return this.#options.rule.stride;
  }

  /**
   * Lag-1 correlation of the admitted rows, -1 to 1. Undefined until 32 rows were looked at, and
   * where it is not measured.
   */
  get correlation(): number | undefined {
    return this.#isStill ? 1 : this.#findings.correlation;
  }

  /** Whether the latest inputs are the same: too few to call it frozen, too many to test. */
  get isRepeating(): boolean {
    return this.#identical.run >= REPEATED;
  }

  /** Whether the window may be tested, once it is full. */
  get judgement(): Judgement {
    const { isIndependent, correlation, dependence } = this.#findings;
    return judgementOf({
      sampling: this.#options.sampling,
      stride: this.stride,
      windowSize: this.#options.windowSize,
      isStill: this.#isStill,
      identical: this.#identical.run,
      isIndependent,
      correlation,
      dependence,
      looked: this.#estimator?.looked ?? 0,
    });
  }

  /**
   * As many independent rows tell as much as `windowSize` admitted ones: all of them where inputs
   * are taken to be independent, undefined until the correlation is known.
   */
  effectiveSampleSize(windowSize: number): number | undefined {
    const correlation = this.#estimator ? this.correlation : (this.correlation ?? 0);
    return correlation === undefined ? undefined : effectiveSampleSize(windowSize, correlation);
  }

  /** For each input, in order: whether it is to be admitted. See `AdmissionRule.offer`. */
  offer(timeMs: number): boolean {
    return this.#options.rule.offer(timeMs);
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
    const isFrozen = this.#identical.run >= frozenRun(this.#options.windowSize);
    this.#isStill = isFrozen || Boolean(this.#estimator?.isStill);
    if (this.#isStill) return KEEP_ALL;
    if (wasStill) {
      // What was admitted while the source stood still must not be tested with what comes now.
      this.#findings.forget();
      return this.#startAnew(row, this.#options.windowSize);
    }
    const dependence = this.#estimator?.dependence;
    if (!dependence) return KEEP_ALL;
    this.#findings.note(dependence, this.stride);
    const { sampling, rule } = this.#options;
    const isAdaptive = sampling === 'video' && rule instanceof StrideRule;
    return isAdaptive ? this.#adapt(rule, dependence, row) : KEEP_ALL;
  }

  #adapt(rule: StrideRule, dependence: Dependence, row: Float32Array): Admission {
    const { stride } = rule;
    const { maxStride, windowSize } = this.#options;
    const next = this.#adaptive.next(stride, dependence, this.#estimator!.blocks);
    if (next === stride) return KEEP_ALL;
    if (next > maxStride) {
      // Nothing is tested meanwhile, so that the way up can be tried again, lest a scene that has
      // become lively is looked at in steps of the largest stride.
      this.#findings.noteOutOfReach(dependence, stride);
      rule.stride = 1;
      return this.#startAnew(row, windowSize);
    }
    rule.stride = next;
    if (next > stride) return this.#startAnew(row, Math.ceil(next / stride));
    this.#estimator!.restart();
    return KEEP_ALL;
  }

  #startAnew(row: Float32Array, keepEvery: number): Admission {
    this.#findings.expectOthers();
    this.#estimator?.restart();
    this.#estimator?.add(row);
    return { keepEvery };
  }
}

/** What an admitted row changes in the window. */
interface Admission {
  /**
   * 1 where the window stays as it is. k > 1: rows in it are too close to each other, or of a
   * source that stood still; of them only the latest, and every k-th before it, may stay. Rows that
   * were admitted and are still on their way are too close, too, and should be given up.
   */
  readonly keepEvery: number;
}

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
function resolveGuardOptions(options: GuardOptions): Required<GuardOptions> {
  const { windowSize, maxStride = 1_000 } = options;
  const sampling = resolveSampling(options.sampling);
  requireInteger('windowSize', windowSize, 2, limits.windowSize);
  requireInteger('maxStride', maxStride, 1);
  return { sampling, windowSize, maxStride, rule: options.rule ?? createAdmissionRule(sampling) };
}
