/**
 * The nearest mean of a part of the reference: min over weights w of |Σ w_i φ(x_i) - m|², m the mean
 * embedding of a window, 0 ≤ w_i ≤ 1/(f n), Σ w_i = 1, so that a share f of the rows bears the weight at
 * least (the partial MMD of Viehmann, "Partial Wasserstein and Maximum Mean Discrepancy distances", arXiv
 * 2106.02980).
 *
 * It is the dual problem of a one-class support vector machine, and is solved as that is, by moving weight
 * between two rows at a time (Platt, "Sequential minimal optimization", 1998), those whose gradients differ
 * most. From one window to the next little changes, and a few moves from the weights of before do.
 */

/** Gradients that differ by less are not worth a move; in units of the kernel, which is at most 1. */
const TOLERANCE = 1e-3;

/** Added to squared distances, which may be 0. */
const LEAST_DISTANCE = 1e-9;

/** Weight below this is what rounding leaves. */
const NO_WEIGHT = 1e-15;

/** A kernel matrix whose rows may bear weight. */
export class NearestPart {
  /** Of each row, 0 to {@link most}. */
  readonly weights: Float64Array;
  /** The most that a row may bear. */
  readonly most: number;
  readonly #matrix: Float32Array;
  /** Mean kernel value of each row with the window. */
  readonly #towards: Float64Array;
  /** Half the gradient: K w, less that. */
  readonly #gradient: Float64Array;
  /** What each row may bear: {@link most}, or nothing. */
  readonly #limits: Float64Array;
  /** Rows that bear weight, and where each stands among them; -1 where it bears none. */
  readonly #bearing: Int32Array;
  readonly #place: Int32Array;
  #bearers: number;
  /** Of rows with weight the one with the largest gradient; of those that may bear more, with the least. */
  #from = 0;
  #to = 0;

  /**
   * @param matrix Shape [size, size], symmetric; its diagonal counts as 1, whatever it holds.
   * @param share Of the rows, above 0 and at most 1.
   */
  constructor(matrix: Float32Array, size: number, share: number) {
    this.#matrix = matrix;
    this.most = 1 / (share * size);
    this.weights = new Float64Array(size);
    this.#towards = new Float64Array(size);
    this.#gradient = new Float64Array(size);
    this.#limits = new Float64Array(size).fill(this.most);
    this.weights.fill(1 / size);
    this.#bearing = Int32Array.from({ length: size }, (_, row) => row);
    this.#place = this.#bearing.slice();
    this.#bearers = size;
    for (let i = 0; i < size; i++) {
      let sum = 1;
      for (let j = 0; j < size; j++) sum += j === i ? 0 : matrix[i * size + j]!;
      this.#gradient[i] = sum / size;
    }
  }

  /** Forgets the window; weights stay, to start from. */
  restart(): void {
    for (let i = 0; i < this.weights.length; i++) this.#gradient[i]! += this.#towards[i]!;
    this.#towards.fill(0);
    this.#limits.fill(this.most);
  }

  /** Adds so much of a row's kernel values to those of the window's mean. */
  add(values: ArrayLike<number>, share: number): void {
    const towards = this.#towards;
    const gradient = this.#gradient;
    for (let i = 0; i < towards.length; i++) {
      const added = share * values[i]!;
      towards[i]! += added;
      gradient[i]! -= added;
    }
  }

  /** Whether a row may bear weight; what it bears goes to others. */
  allow(row: number, isAllowed: boolean): void {
    this.#limits[row] = isAllowed ? this.most : 0;
    const { length } = this.weights;
    for (let tries = 0; tries < length && this.weights[row]! > this.#limits[row]!; tries++) {
      this.#look();
      this.#shift(row, this.#to, this.weights[row]!);
    }
  }

  /** Moves weight until no move is worth it. @param most Moves at most. */
  solve(most: number): void {
    const gradient = this.#gradient;
    this.#look();
    for (let move = 0; move < most; move++) {
      const [from, to] = [this.#from, this.#to];
      const gap = gradient[from]! - gradient[to]!;
      if (gap < TOLERANCE) return;
      const value = this.#matrix[from * this.weights.length + to]!;
      this.#shift(from, to, gap / (2 - 2 * value + LEAST_DISTANCE));
    }
  }

  /** wᵀKw - 2 wᵀc: the squared distance, less that of the window's mean to 0. */
  get value(): number {
    let sum = 0;
    for (let i = 0; i < this.weights.length; i++) {
      sum += this.weights[i]! * (this.#gradient[i]! - this.#towards[i]!);
    }
    return sum;
  }

  /** At all gradients, for where to move weight. */
  #look(): void {
    this.#shift(0, 0, 0);
  }

  /** Whether a row bears weight now. */
  #note(row: number): void {
    const place = this.#place;
    const bearing = this.#bearing;
    const at = place[row]!;
    const bears = this.weights[row]! > 0;
    if (bears === at >= 0) return;
    if (bears) {
      place[row] = this.#bearers;
      bearing[this.#bearers++] = row;
      return;
    }
    const last = bearing[--this.#bearers]!;
    bearing[at] = last;
    place[last] = at;
    place[row] = -1;
  }

  /** Moves weight, as far as may be, and looks at all gradients on the way. */
  #shift(from: number, to: number, wanted: number): void {
    const { weights } = this;
    const gradient = this.#gradient;
    const matrix = this.#matrix;
    const limits = this.#limits;
    const size = weights.length;
    const moved = Math.min(wanted, weights[from]!, limits[to]! - weights[to]!);
    const [a, b] = [from * size, to * size];
    if (from !== to) {
      const left = weights[from]! - moved;
      weights[from] = left < NO_WEIGHT ? 0 : left;
      weights[to]! += moved;
      // The diagonal, whatever the matrix holds there.
      gradient[from]! -= moved * (1 - matrix[a + from]!);
      gradient[to]! += moved * (1 - matrix[b + to]!);
    }
    this.#note(from);
    this.#note(to);
    let lowest = Number.POSITIVE_INFINITY;
    let at = 0;
    for (let i = 0; i < size; i++) {
      const now = gradient[i]! + moved * (matrix[b + i]! - matrix[a + i]!);
      gradient[i] = now;
      if (now < lowest && limits[i]! - weights[i]! > NO_WEIGHT) {
        lowest = now;
        at = i;
      }
    }
    this.#to = at;
    let highest = Number.NEGATIVE_INFINITY;
    const bearing = this.#bearing;
    for (let k = 0; k < this.#bearers; k++) {
      const row = bearing[k]!;
      if (gradient[row]! > highest) {
        highest = gradient[row]!;
        this.#from = row;
      }
    }
  }
}
