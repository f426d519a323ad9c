import {
  concat,
  gather,
  keep,
  type Rank,
  slice,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { InvalidFeaturesError } from '../errors.js';
import { assertFinite, type FeatureRows } from '../rows/featureRows.js';

/**
 * The live window: a ring of the last `capacity` feature rows, on the app's backend and mirrored
 * on the CPU. A new row replaces the oldest; of a larger batch only the last `capacity` rows
 * count, though all of them are counted in {@link seen}.
 *
 * The ring keeps its shape from the first row on, so that GPU buffers are reused: memory does not
 * grow with the number of samples.
 */
export class FeatureWindow {
  readonly capacity: number;
  readonly width: number;
  readonly #mirror: Float32Array[] = [];
  #ring: Tensor2D | undefined;
  #seen = 0;

  /**
   * @param capacity Rows held, at least 2.
   * @param width Values per row.
   */
  constructor(capacity: number, width: number) {
    this.capacity = capacity;
    this.width = width;
  }

  /** Rows ever written. */
  get seen(): number {
    return this.#seen;
  }

  /** Rows held now, 0 to `capacity`; the window is partial until it reaches `capacity`. */
  get filled(): number {
    return Math.min(this.#seen, this.capacity);
  }

  get isFull(): boolean {
    return this.#seen >= this.capacity;
  }

  /**
   * The ring itself, shape [capacity, width], in the order of its slots, which does not matter to
   * a two-sample test; rows not yet written are zero. It stays the window's and is valid until the
   * next {@link write}.
   */
  get ring(): Tensor2D {
    this.#ring ??= tidy(() => keep(zeros<Rank.R2>([this.capacity, this.width])));
    return this.#ring;
  }

  /**
   * The rows held, oldest first; fewer than `capacity` while the window is partial. A row is the
   * same object from call to call until it is replaced; do not write to it.
   */
  rows(): Float32Array[] {
    const oldest = this.#seen - this.filled;
    return Array.from(
      { length: this.filled },
      (_, age) => this.#mirror[(oldest + age) % this.capacity]!,
    );
  }

  /**
   * Appends rows, oldest first. Rejected rows leave the ring as it was.
   *
   * @param onBackend The same rows as a tensor, where they are on the backend already: saves the
   *   upload. It stays the caller's.
   * @throws {@link InvalidFeaturesError} for rows of another width, or a NaN or infinity.
   */
  write(rows: FeatureRows, onBackend?: Tensor2D): void {
    if (rows.width !== this.width) {
      throw new InvalidFeaturesError(
        `live: rows of width ${rows.width} came, the reference's width is ${this.width}; ` +
          'watch the layer that the reference was made from.',
      );
    }
    assertFinite(rows, 'live');
    const skipped = Math.max(0, rows.count - this.capacity);
    const count = rows.count - skipped;
    const values = Float32Array.from(rows.values.subarray(skipped * this.width));
    const shape: [number, number] = [count, this.width];
    const source = Int32Array.from({ length: this.capacity }, (_, slot) => slot);
    for (let i = 0; i < count; i++) {
      const slot = (this.#seen + skipped + i) % this.capacity;
      source[slot] = this.capacity + i;
      this.#mirror[slot] = values.slice(i * this.width, (i + 1) * this.width);
    }
    const previous = this.ring;
    this.#ring = tidy(() => {
      const added = onBackend ? slice(onBackend, [skipped, 0], shape) : tensor2d(values, shape);
      return keep(gather(concat([previous, added]), tensor1d(source, 'int32')));
    });
    previous.dispose();
    this.#seen += rows.count;
  }

  /** Forgets all rows: the window is empty again. */
  clear(): void {
    this.#seen = 0;
  }

  dispose(): void {
    this.#ring?.dispose();
    this.#ring = undefined;
    this.clear();
  }
}
