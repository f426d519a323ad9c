import type { FeatureRows } from '../base/rows.js';
import { type ComparedRow, conformalPValue, type ReferenceParts } from './conformal.js';

/** By so many of the latest learnt rows: few show a strong drift soon, many a weak one at all. */
export const WITNESS_ROWS = [8, 32] as const;

const MOST_LEARNT = 32;

/** More of the reference would cost time with each row, and add little. */
const MOST_REFERENCE_ROWS = 500;

/** Live rows that are kept for comparison, beside the reference's. */
const MOST_LIVE_ROWS = 256;

/**
 * Conformal p-values of some live rows, by the witness of MMD that other live rows have taught: how much
 * more a row resembles the latest of those than one part of the reference. It is ranked by the same
 * function among the reference's other rows, and the live rows that were ranked before it.
 *
 * Without drift p-values are independent and uniform, because no row that is ranked ever teaches. Given
 * the rows that do, the function of each step is fixed; and given the set of rows up to a step and all
 * that come later, the step's row is any of that set with the same chance, while the later p-values
 * are already known. So each p-value is uniform whatever the later ones are.
 */
export class WitnessRanks {
  readonly #parts: ReferenceParts;
  readonly #referenceCount: number;
  /** Those to rank others among, the reference's first. */
  readonly #rows: ComparedRow[];
  /** For each of them, and the row that is ranked: the kernel with each of {@link #learnt}. */
  readonly #near: Float64Array;
  /** The latest; a new one takes the place of the oldest. */
  readonly #learnt: FeatureRows[] = [];
  #learntCount = 0;
  #added = 0;

  constructor(parts: ReferenceParts) {
    this.#parts = parts;
    this.#rows = parts.others.slice(0, MOST_REFERENCE_ROWS);
    this.#referenceCount = this.#rows.length;
    this.#near = new Float64Array((this.#referenceCount + MOST_LIVE_ROWS + 1) * MOST_LEARNT);
  }

  learn({ row }: ComparedRow): void {
    const place = this.#learntCount++ % MOST_LEARNT;
    this.#learnt[place] = row;
    this.#rows.forEach((other, i) => {
      this.#near[i * MOST_LEARNT + place] = this.#parts.kernel(row, other.row);
    });
  }

  /**
   * Its p-value for each of {@link WITNESS_ROWS}, small where it is like the learnt rows; none before
   * there are any.
   *
   * @param tie Uniform on [0, 1).
   */
  rank({ row, likeness }: ComparedRow, tie: number): readonly number[] {
    if (this.#learntCount === 0) return [];
    const count = this.#rows.length;
    this.#learnt.forEach((learnt, place) => {
      this.#near[count * MOST_LEARNT + place] = this.#parts.kernel(learnt, row);
    });
    const [own, other] = [
      new Float64Array(WITNESS_ROWS.length),
      new Float64Array(WITNESS_ROWS.length),
    ];
    this.#score(count, likeness, own);
    const [larger, equal] = [
      new Int32Array(WITNESS_ROWS.length),
      new Int32Array(WITNESS_ROWS.length),
    ];
    for (let i = 0; i < count; i++) {
      this.#score(i, this.#rows[i]!.likeness, other);
      for (let w = 0; w < WITNESS_ROWS.length; w++) {
        if (other[w]! > own[w]!) larger[w]!++;
        else if (other[w] === own[w]) equal[w]!++;
      }
    }
    return WITNESS_ROWS.map((_, w) => conformalPValue(larger[w]!, equal[w]!, count, tie));
  }

  /** Later rows are ranked among the row that was ranked last, too; of 256 the oldest makes room. */
  add(ranked: ComparedRow): void {
    const end = this.#rows.length;
    const at = this.#referenceCount + (this.#added++ % MOST_LIVE_ROWS);
    this.#rows[at] = ranked;
    this.#near.copyWithin(at * MOST_LEARNT, end * MOST_LEARNT, (end + 1) * MOST_LEARNT);
  }

  /** Goes back to the reference alone. */
  clear(): void {
    this.#rows.length = this.#referenceCount;
    this.#learntCount = this.#added = this.#learnt.length = 0;
  }

  /** From the latest row on, so that rows which are equal come to equal sums. */
  #score(at: number, likeness: number, scores: Float64Array): void {
    const known = Math.min(this.#learntCount, MOST_LEARNT);
    let place = (this.#learntCount - 1) % MOST_LEARNT;
    let [sum, w] = [0, 0];
    for (let learnt = 1; learnt <= known; learnt++) {
      sum += this.#near[at * MOST_LEARNT + place]!;
      place = place === 0 ? MOST_LEARNT - 1 : place - 1;
      if (learnt === WITNESS_ROWS[w]) scores[w++] = sum / learnt - likeness;
    }
    scores.fill(sum / known - likeness, w);
  }
}
