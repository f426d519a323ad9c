import { sampledRows } from '../base/rows.js';
import { pairsOf, SlidingSums } from '../scan/slidingSums.js';
import { SMALLEST_OF_FRAMES } from '../scan/windowLimits.js';
import type { Apart } from '../scan/windowSizes.js';
import { NearestPart } from './nearestPart.js';
import type { Parts } from './parts.js';

/** Of the rows of a reference, so many may be all that a window is like: a part that is smaller is new. */
export const LEAST_SHARE = 0.05;

/** Of larger references a sample is compared with: time and memory grow with the square of the rows. */
const MOST_ROWS = 1_024;

/** Which rows of a reference windows are compared with; undefined where all are. */
export function comparedRows(count: number, seed: number): Int32Array | undefined {
  return count > MOST_ROWS ? sampledRows(count, MOST_ROWS, seed) : undefined;
}

/** Rows of the windows, as far as parts allow. */
const SIZES = [4, 8, 16, 32] as const;

/** So few independent rows may be all that a window of frames tells. */
const FEW_INDEPENDENT = [1, 2, 4] as const;

/**
 * Frames are of one scene that are so much more like each other than rows of a part are, on the way to
 * identical ones. Inputs that a drift makes alike stay below.
 */
const SAME_SCENE = 0.7;

/** Rows that a part must have at least. @param rows Of the reference. */
export function fewestOfPart(rows: number): number {
  return Math.ceil(LEAST_SHARE * rows) + SMALLEST_OF_FRAMES;
}

/**
 * Ascending; none where parts are too small. Of the rows of a part that a pretend window takes some of, so
 * many must be left that they can bear all the weight.
 */
export function partialSizes({ of, sizes }: Parts, largest: number, apart: Apart): number[] {
  const from = apart === 1 ? SIZES[0] : SMALLEST_OF_FRAMES;
  const most = Math.min(largest, Math.min(...sizes) - LEAST_SHARE * of.length);
  return SIZES.filter((size) => size >= from && size <= most);
}

/** Numbers of independent rows that distances are calibrated for, ascending. @param sizes Of windows. */
export function independentRows(sizes: readonly number[], apart: Apart): number[] {
  return apart === 1 ? [...sizes] : [...FEW_INDEPENDENT, ...sizes];
}

/** Moves of weight for a row that comes, and for a window that has become full. */
const MOVES = 30;
export const FIRST_MOVES = 200;

/** What a window is like. */
export interface PartialLook {
  /** Squared distance to the nearest part, unbiased but for what the weights follow of its noise. */
  readonly distance: number;
  /** By part: the weight that its rows bear; their sum is 1. */
  readonly weights: readonly number[];
  /** So many independent rows tell as much, 1 to all: frames of one scene tell little more than one of them. */
  readonly effective: number;
}

/** A row of the window; `own` where it is one of the reference, and may bear no weight meanwhile. */
interface WindowRow {
  readonly values: Float64Array;
  readonly own: number | undefined;
  /** Kernel value from which on a row is of the same scene; that differs by part. */
  readonly sameScene: number;
}

/** Windows of several sizes that end with the latest row, and the part that each is nearest to. */
export class PartialWindows {
  readonly sizes: readonly number[];
  readonly #solvers: readonly NearestPart[];
  readonly #parts: Parts;
  readonly #apart: Apart;
  /** Over pairs of different scenes. */
  readonly #sums: SlidingSums;
  /** Of pairs of one scene: their number. */
  readonly #scenes: SlidingSums;
  readonly #within: WithinParts;
  /** The latest, as many as the largest window holds. */
  #rows: WindowRow[] = [];

  /** @param matrix Shape [rows, rows] of the reference. */
  constructor(matrix: Float32Array, parts: Parts, sizes: readonly number[], apart: Apart) {
    this.sizes = sizes;
    this.#parts = parts;
    this.#apart = apart;
    this.#solvers = sizes.map(() => new NearestPart(matrix, parts.of.length, LEAST_SHARE));
    this.#sums = new SlidingSums(sizes.at(-1)!);
    this.#scenes = new SlidingSums(sizes.at(-1)!);
    this.#within = withinParts(matrix, parts);
  }

  /** Rows since the start. */
  get count(): number {
    return this.#sums.count;
  }

  /**
   * @param values Kernel values with the rows of the reference; copied.
   * @param toEarlier See `SlidingSums.push`.
   * @param own The row's number, where it is one of the reference.
   * @param most Moves of weight at most, where windows before are not looked at. @defaultValue as live
   */
  push(values: ArrayLike<number>, toEarlier: Float64Array, own?: number, most?: number): void {
    const sameScene = this.#apart === 1 ? Number.POSITIVE_INFINITY : this.#within.sameScene(values);
    const row = { values: Float64Array.from(values), own, sameScene };
    this.#rows.push(row);
    const { length } = this.#rows;
    const isSame = toEarlier.map((value, age) => {
      const earlier = this.#rows[length - 2 - age]?.sameScene ?? Number.POSITIVE_INFINITY;
      return value > Math.max(sameScene, earlier) ? 1 : 0;
    });
    this.#scenes.push(0, isSame);
    this.#sums.push(
      0,
      toEarlier.map((value, age) => (isSame[age] === 1 ? 0 : value)),
    );
    for (const [at, size] of this.sizes.entries()) {
      const solver = this.#solvers[at]!;
      const leaving = this.#rows[length - 1 - size];
      solver.add(row.values, 1 / size);
      if (own !== undefined) solver.allow(own, false);
      if (leaving) solver.add(leaving.values, -1 / size);
      if (leaving?.own !== undefined) solver.allow(leaving.own, true);
      solver.solve(most ?? (this.count === size ? FIRST_MOVES : MOVES));
    }
    if (length > this.sizes.at(-1)!) this.#rows.shift();
  }

  /** Of a window that is full. @param at Which size. */
  look(at: number): PartialLook {
    const size = this.sizes[at]!;
    const solver = this.#solvers[at]!;
    const weights = new Array<number>(this.#parts.sizes.length).fill(0);
    const { of } = this.#parts;
    for (let row = 0; row < of.length; row++) weights[of[row]!]! += solver.weights[row]!;
    const share = (sums: SlidingSums, apart: Apart, ofNone: number): number => {
      const pairs = pairsOf(size, apart);
      return pairs === 0 ? ofNone : sums.compared(size, apart) / pairs;
    };
    const within =
      share(this.#sums, this.#apart, 0) +
      share(this.#scenes, this.#apart, 1) * this.#within.of(weights);
    return {
      distance: solver.value + within,
      weights,
      effective: size / (1 + (size - 1) * share(this.#scenes, 1, 0)),
    };
  }

  /** Of each row of the reference: what it bears of a window that is full. @param at Which size. */
  weightsOf(at: number): Float64Array {
    return this.#solvers[at]!.weights;
  }

  restart(): void {
    this.#rows = [];
    this.#sums.restart();
    this.#scenes.restart();
    for (const solver of this.#solvers) solver.restart();
  }
}

/** How much rows of a reference resemble each other, by their parts. */
interface WithinParts {
  /** Mean kernel value of two different rows that are drawn with such weights of parts. */
  of(weights: readonly number[]): number;
  /**
   * Kernel value from which on another row is of the same scene as this one, by the part that it is most like.
   *
   * @param values With the rows of the reference.
   */
  sameScene(values: ArrayLike<number>): number;
}

function withinParts(matrix: Float32Array, { of, sizes }: Parts): WithinParts {
  const rows = of.length;
  const means = sizes.map(() => new Float64Array(sizes.length));
  for (let i = 0; i < rows; i++) {
    const sums = means[of[i]!]!;
    for (let j = 0; j < rows; j++) if (i !== j) sums[of[j]!]! += matrix[i * rows + j]!;
  }
  for (const [a, sums] of means.entries()) {
    for (const [b, size] of sizes.entries()) sums[b]! /= sizes[a]! * (a === b ? size - 1 : size);
  }
  return {
    sameScene(values) {
      const towards = new Float64Array(sizes.length);
      for (let row = 0; row < rows; row++) towards[of[row]!]! += values[row]! / sizes[of[row]!]!;
      const part = towards.indexOf(Math.max(...towards));
      const own = means[part]?.[part] ?? 1;
      return own + SAME_SCENE * (1 - own);
    },
    of: (weights) =>
      weights.reduce(
        (sum, weight, a) =>
          sum + weight * weights.reduce((all, other, b) => all + other * means[a]![b]!, 0),
        0,
      ),
  };
}
