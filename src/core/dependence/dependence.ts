import type { FeatureRow, FeatureRows } from '../base/rows.js';
import { projectRows } from '../math/pca.js';
import { type LagOneCorrelation, lagOneCorrelation } from './correlation.js';
import { levelWander } from './levelWander.js';
import type { PrincipalAxes } from './principalAxes.js';

/** Rows in a block, and rows to be looked at before anything is said. */
export const BLOCK_ROWS = 32;

/** Rows that the correlation of neighbours is told from at least. */
const FEWEST_ROWS = 16;

/** The same of rows at a stride that follows from others: steps that were too large cost the most time. */
const FEWEST_THINNED = 24;

/** Blocks that are remembered, the latest ones. */
const MAX_BLOCKS = 8;

/** Less than a thousandth of the reference's standard deviation is no more than noise. */
const STILL_VARIANCE = 1e-6;

/** What the rows of one stride say of their dependence. */
export interface Dependence {
  /** Lag-1 correlation, -1 to 1. */
  readonly correlation: number;
  /** Whether it is more than chance and more than can be let pass. */
  readonly isDependent: boolean;
  /** Whether it is known well enough to be small; with neither, more rows must be looked at. */
  readonly isIndependent: boolean;
  /** Whether neighbours resemble each other too much even for a test that bears some dependence. */
  readonly isClose: boolean;
}

type Weighed = Omit<Dependence, 'isClose'>;

/**
 * Measures the correlation of successive rows along a reference's principal axes: over the latest
 * 32 rows after each row, and over up to 8 blocks of 32 rows.
 */
export class CorrelationEstimator {
  readonly #axes: PrincipalAxes;
  /** Shape [32, axes], oldest first. */
  readonly #rows: Float64Array;
  #looked = 0;
  #isThinned = false;
  #latest: LagOneCorrelation | undefined;
  #blocks: LagOneCorrelation[] = [];

  constructor(axes: PrincipalAxes) {
    this.#axes = axes;
    this.#rows = new Float64Array(BLOCK_ROWS * this.width);
  }

  /** Columns of the projected rows. */
  private get width(): number {
    return this.#axes.projection.components.count;
  }

  /** Rows since the last {@link restart}. */
  get looked(): number {
    return this.#looked;
  }

  /** Rows that the correlation of neighbours is told from at least. */
  get wanted(): number {
    return this.#isThinned ? FEWEST_THINNED : FEWEST_ROWS;
  }

  /** Blocks remembered since the last {@link restart}, 0 to 8. */
  get blocks(): number {
    return this.#blocks.length;
  }

  /** Whether the latest 32 rows hardly vary, but for one change of level. */
  get isStill(): boolean {
    return this.#looked >= BLOCK_ROWS && !this.#latest;
  }

  /** Undefined until 16 rows were looked at, and of rows that hardly vary; before 32 it is undecided. */
  get dependence(): Dependence | undefined {
    const latest = this.#latest;
    if (!latest) return undefined;
    const isClose = exceeds(latest, CLOSE);
    if (this.#blocks.length > 0) return { ...dependenceOf(latest, this.#blocks), isClose };
    return { correlation: latest.correlation, isDependent: false, isIndependent: false, isClose };
  }

  /** @param row Shape [width], finite. */
  add(row: FeatureRow): void {
    const { projection, variance } = this.#axes;
    const { values, width } = projectRows(projection, rowOf(row));
    this.#rows.copyWithin(0, width);
    this.#rows.set(values, this.#rows.length - width);
    this.#looked++;
    if (this.#looked < this.wanted) return;
    const held = Math.min(BLOCK_ROWS, this.#looked);
    const latest = lagOneCorrelation(this.#rows.subarray(-held * width), width);
    this.#latest = latest && latest.variance > STILL_VARIANCE * variance ? latest : undefined;
    if (this.#latest && this.#looked % BLOCK_ROWS === 0) {
      this.#blocks = [...this.#blocks, this.#latest].slice(-MAX_BLOCKS);
    }
  }

  /** Keeps every k-th row, counted from the latest: the next ones are so much further apart. */
  thin(keepEvery: number): void {
    const { width } = this;
    const kept = Math.ceil(Math.min(BLOCK_ROWS, this.#looked) / keepEvery);
    for (let back = 1; back < kept; back++) {
      const from = this.#rows.length - (back * keepEvery + 1) * width;
      this.#rows.copyWithin(this.#rows.length - (back + 1) * width, from, from + width);
    }
    this.restart();
    this.#isThinned = true;
    this.#looked = kept;
  }

  /** Forgets all rows, the next ones being another distance apart. */
  restart(): void {
    this.#looked = 0;
    this.#isThinned = false;
    this.#latest = undefined;
    this.#blocks = [];
  }
}

function rowOf(values: FeatureRow): FeatureRows {
  return { values, count: 1, width: values.length };
}

/** Standard errors that the latest rows' correlation must exceed; it is looked at after each row. */
const LATEST_ERRORS = 3;
/** Standard errors that the wander of the blocks' levels must exceed. */
const WANDER_ERRORS = 2.5;
/** Standard errors that the blocks' median must exceed. */
const MEDIAN_ERRORS = 2.5;
/** Up to here the latest rows' correlation may be chance, however small its standard error. */
const LATEST_TOLERATED = 0.15;
/**
 * Up to here the partial test bears it: at .3, false alarms come no more often than wanted
 * (docs/calibration/frames.md).
 */
const CLOSE = 0.3;
/**
 * Up to here the median may be chance, and below it rows are called independent. Among 20 rows of
 * width 16 it costs a 5 % test 14 %; most accepted rows have less.
 */
const TOLERATED = 0.08;
/** What the standard error must be below for rows to be called independent. */
const PRECISE = 0.1;

/**
 * Weighs the correlation of the latest rows, which is quick to show that a scene became slow, and
 * the median over earlier blocks, which shows weaker dependence and is not misled by single ones.
 *
 * @param latest Correlation of the latest rows, which may be part of the last block.
 * @param blocks Correlations of blocks of rows, at least one; no row is in two blocks.
 */
function dependenceOf(latest: LagOneCorrelation, blocks: readonly LagOneCorrelation[]): Weighed {
  if (exceeds(latest, LATEST_TOLERATED)) {
    return { correlation: latest.correlation, isDependent: true, isIndependent: false };
  }
  const wander = levelWander(blocks, BLOCK_ROWS);
  if (wander && wander.inflation > 1 + WANDER_ERRORS * wander.standardError) {
    const correlation = (wander.inflation - 1) / (wander.inflation + 1);
    return { correlation, isDependent: true, isIndependent: false };
  }
  return dependenceOfBlocks(blocks);
}

function exceeds({ correlation, standardError }: LagOneCorrelation, tolerated: number): boolean {
  return correlation > Math.max(tolerated, LATEST_ERRORS * standardError);
}

/** What the median correlation of blocks says. */
export function dependenceOfBlocks(blocks: readonly LagOneCorrelation[]): Weighed {
  const correlation = median(blocks.map((block) => block.correlation));
  const error = medianError(blocks);
  const isDependent = correlation > Math.max(TOLERATED, MEDIAN_ERRORS * error);
  const isIndependent = correlation < TOLERATED && error < PRECISE;
  return { correlation, isDependent, isIndependent };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** The median of more than two estimates has √(π/2) times the error of their mean. */
function medianError(blocks: readonly LagOneCorrelation[]): number {
  const squares = blocks.reduce((sum, { standardError }) => sum + standardError ** 2, 0);
  const ofMean = Math.sqrt(squares) / blocks.length;
  return blocks.length > 2 ? ofMean * Math.sqrt(Math.PI / 2) : ofMean;
}
