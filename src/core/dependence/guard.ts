import type { FeatureRow, FeatureRows } from '../base/rows.js';
import { AdaptiveStride, neededStride, type Spacing } from './adaptiveStride.js';
import { CorrelationEstimator, type Dependence } from './dependence.js';
import { Findings, frozenRun, IdenticalRows } from './findings.js';
import { type PrincipalAxes, principalAxes } from './principalAxes.js';
import { type Readiness, readinessOf, readinessStateOf, type Situation } from './readiness.js';
import { effectiveSampleSize } from './referenceCorrelation.later.js';
import { type AdmissionRule, type Sampling, StrideRule } from './sampling.js';

/** Options of {@link DependenceGuard}. */
export interface GuardOptions {
  /** As `resolveSampling` returned it. */
  readonly sampling: Sampling;
  /** Rows in the window that is tested, 2 to 1,024. */
  readonly windowSize: number;
  /** The rule that inputs are offered to, of `createAdmissionRule`; the guard sets its stride. */
  readonly rule: AdmissionRule;
}

/** Largest stride of `'video'`; where more is needed, the window cannot hold enough independent rows. */
const MAX_STRIDE = 1_000;

/** Identical rows from which on no test is made. */
const REPEATED = 3;

/**
 * Keeps dependent inputs out of a test that takes its rows to be independent: measures how much the
 * admitted inputs resemble each other, sets the stride of the rule that admits them, and says
 * whether they may be tested.
 *
 * Everything follows from the rows, their order and the times given: it reads no clock and draws no
 * random numbers.
 */
export class DependenceGuard {
  readonly #options: GuardOptions;
  readonly #estimator: CorrelationEstimator | undefined;
  readonly #adaptive = new AdaptiveStride();
  readonly #identical = new IdenticalRows();
  readonly #findings = new Findings();
  #isStill = false;

  private constructor(options: GuardOptions, axes: PrincipalAxes | undefined) {
    this.#options = options;
    this.#estimator = axes && new CorrelationEstimator(axes);
  }

  /**
   * Fits the axes that correlation is measured along, in slices; none for `'independent'`.
   *
   * @param reference Shape [count, width], finite.
   * @throws {@link InvalidFeaturesError} for NaN or infinity in the reference.
   */
  static async create(reference: FeatureRows, options: GuardOptions): Promise<DependenceGuard> {
    const isMeasured = options.sampling !== 'independent';
    return new DependenceGuard(options, isMeasured ? await principalAxes(reference) : undefined);
  }

  /** Inputs per admitted one, from 1; with `minIntervalMs`, those that came for the last one. */
  get stride(): number {
    return this.#options.rule.stride;
  }

  /**
   * Lag-1 correlation of the admitted rows, -1 to 1. Undefined until 16 rows were looked at, and
   * where it is not measured.
   */
  get correlation(): number | undefined {
    return this.#isStill ? 1 : this.#findings.correlation;
  }

  /** Whether the latest inputs are the same: too few to call it frozen, too many to test. */
  get isRepeating(): boolean {
    return this.#identical.run >= REPEATED;
  }

  /** Whether the window may be tested, once it is full, by a test that needs as much. */
  readinessFor(needs: Spacing): Readiness {
    return readinessOf(this.#situation(needs));
  }

  /** The same without its sentence, to be asked often. */
  stateFor(needs: Spacing): Readiness['state'] {
    return readinessStateOf(this.#situation(needs));
  }

  /**
   * As many independent rows tell as much as `windowSize` admitted ones: all of them where inputs
   * are taken to be independent, undefined until the correlation is known.
   */
  effectiveSampleSize(windowSize: number): number | undefined {
    const correlation = this.#estimator ? this.correlation : (this.correlation ?? 0);
    return correlation === undefined ? undefined : effectiveSampleSize(windowSize, correlation);
  }

  /**
   * Looks at an admitted input, each in order, once its features are known.
   *
   * @param row Shape [width], finite; it is not kept.
   * @param spacing What `'video'` is thinned to.
   * @returns 1 where the window stays as it is. k > 1: rows in it are too close to each other, or of a
   *   source that stood still; of them only the latest, and every k-th before it, may stay. Rows that
   *   were admitted and are still on their way are too close, too, and should be given up.
   */
  look(row: FeatureRow, spacing: Spacing = 'independent'): number {
    this.#identical.add(row);
    this.#estimator?.add(row);
    const wasStill = this.#isStill;
    const isFrozen = this.#identical.run >= frozenRun(this.#options.windowSize);
    this.#isStill = isFrozen || Boolean(this.#estimator?.isStill);
    if (this.#isStill) return 1;
    if (wasStill) {
      // What was admitted while the source stood still must not be tested with what comes now.
      this.#findings.forget();
      return this.#startAnew(row, Number.POSITIVE_INFINITY);
    }
    const dependence = this.#estimator?.dependence;
    if (!dependence) return 1;
    this.#findings.note(dependence, this.stride);
    const { sampling, rule } = this.#options;
    const isAdaptive = sampling === 'video' && rule instanceof StrideRule;
    return isAdaptive ? this.#adapt(rule, dependence, row, spacing) : 1;
  }

  #adapt(rule: StrideRule, dependence: Dependence, row: FeatureRow, spacing: Spacing): number {
    const { stride } = rule;
    const next = this.#adaptive.next(stride, dependence, this.#estimator!.blocks, spacing);
    if (next === stride) return 1;
    if (spacing === 'apart' && next > stride) return this.#spread(rule, dependence, next);
    if (next > MAX_STRIDE) {
      // Nothing is tested meanwhile, so that the way up can be tried again, lest a scene that has
      // become lively is looked at in steps of the largest stride.
      this.#findings.noteOutOfReach(dependence, stride);
      rule.stride = 1;
      return this.#startAnew(row, Number.POSITIVE_INFINITY);
    }
    rule.stride = next;
    if (next > stride) return this.#startAnew(row, Math.ceil(next / stride));
    this.#estimator!.restart();
    return 1;
  }

  /** To a multiple of the present stride, so that rows that are known already are as far apart; as far as may be. */
  #spread(rule: StrideRule, dependence: Dependence, next: number): number {
    const { stride } = rule;
    const keepEvery = Math.min(Math.ceil(next / stride), Math.floor(MAX_STRIDE / stride));
    if (keepEvery === 1) {
      this.#findings.noteOutOfReach(dependence, stride);
      return 1;
    }
    rule.stride = keepEvery * stride;
    const needed = neededStride(stride, dependence.correlation, 'apart');
    this.#findings.expectOthers(rule.stride >= needed);
    this.#estimator!.thin(keepEvery);
    return keepEvery;
  }

  #startAnew(row: FeatureRow, keepEvery: number): number {
    this.#findings.expectOthers(this.#findings.isApart);
    this.#estimator?.restart();
    this.#estimator?.add(row);
    return keepEvery;
  }

  #situation(needs: Spacing): Situation {
    const { isIndependent, isApart, correlation, dependence } = this.#findings;
    return {
      needs,
      sampling: this.#options.sampling,
      stride: this.stride,
      windowSize: this.#options.windowSize,
      isStill: this.#isStill,
      identical: this.#identical.run,
      isIndependent,
      isApart,
      correlation,
      dependence,
      wanted: this.#estimator?.wanted ?? 0,
      looked: this.#estimator?.looked ?? 0,
    };
  }
}
