import type { FeatureRow } from '../base/rows.js';
import { BLOCK_ROWS, type Dependence } from './dependence.js';

/** Dependence that rows were found to have. */
export interface FoundDependence {
  readonly correlation: number;
  /** The stride at which it was found. */
  readonly stride: number;
  /** Whether it asks for a stride beyond the largest. */
  readonly isOutOfReach: boolean;
}

/** What was found so far; it holds until something else is found. */
export class Findings {
  #isIndependent = false;
  #isApart = false;
  #correlation: number | undefined;
  #dependence: FoundDependence | undefined;

  /** Whether the latest finding was independence. */
  get isIndependent(): boolean {
    return this.#isIndependent;
  }

  /** Whether neighbours were found, or are to be expected, to resemble each other no more than can be borne. */
  get isApart(): boolean {
    return this.#isApart;
  }

  /** As measured last; undefined where rows of the present stride were not measured yet. */
  get correlation(): number | undefined {
    return this.#correlation;
  }

  /** The latest dependence, until independence is found. */
  get dependence(): FoundDependence | undefined {
    return this.#dependence;
  }

  note({ correlation, isDependent, isIndependent, isClose }: Dependence, stride: number): void {
    this.#correlation = correlation;
    this.#isApart = !isClose;
    if (isIndependent) {
      this.#isIndependent = true;
      this.#dependence = undefined;
    } else if (isDependent) {
      this.#isIndependent = false;
      if (this.#dependence?.isOutOfReach) return;
      this.#dependence = { correlation, stride, isOutOfReach: false };
    }
  }

  /** Dependence that no stride can help stays a finding while strides are tried anew. */
  noteOutOfReach({ correlation }: Dependence, stride: number): void {
    this.#dependence = { correlation, stride, isOutOfReach: true };
  }

  /**
   * Rows from now on are another distance apart: what was measured does not hold for them.
   *
   * @param isApart Whether that should be enough.
   */
  expectOthers(isApart: boolean): void {
    this.#isIndependent = false;
    this.#isApart = isApart;
    this.#correlation = undefined;
  }

  /** The source is another one. */
  forget(): void {
    this.expectOthers(false);
    this.#dependence = undefined;
  }
}

/** Counts how many rows in a row were the same, value for value. */
export class IdenticalRows {
  #last: FeatureRow | undefined;
  #run = 0;

  /** The latest rows that are identical, from 1; 0 before the first one. */
  get run(): number {
    return this.#run;
  }

  add(row: FeatureRow): void {
    const last = this.#last;
    const isSame = last?.length === row.length && row.every((value, at) => value === last[at]);
    this.#run = isSame ? this.#run + 1 : 1;
    if (!isSame) this.#last = row.slice();
  }
}

/**
 * Identical rows from which on a source counts as frozen: half a window, because that many already
 * make it differ from any reference; but 32 of a large window, and of a small one at least 3.
 */
export function frozenRun(windowSize: number): number {
  const half = Math.ceil(windowSize / 2);
  return Math.min(windowSize, Math.max(3, Math.min(BLOCK_ROWS, half)));
}
