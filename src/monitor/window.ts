import { requireInteger } from '../core/base/checks.js';
import { InvalidFeaturesError } from '../core/base/errors.js';
import { ownMethods } from '../core/base/ownMethods.js';
import {
  assertFinite,
  type FeatureRow,
  type FeatureRows,
  type Precision,
} from '../core/base/rows.js';

/** Rows that a write put into the window, and where. */
export interface WindowWrite {
  /** Slot of the first of them; the others follow, slot 0 after the last. */
  readonly slot: number;
  /** How many rows of the batch were skipped, being too many for the window. */
  readonly skipped: number;
}

/**
 * The live window: a ring of the last `capacity` feature rows. A new row replaces the oldest; of a
 * larger batch only the last `capacity` rows count, though all of them are counted in {@link seen}.
 *
 * It is the mirror in main memory of the slots that the detector holds, on the GPU where it computes
 * there: it feeds charts, and survives a lost device.
 */
export class FeatureWindow {
  readonly width: number;
  #capacity: number;
  /**
   * That of the reference: rows are rounded to float32 where its are, else they stay in the precision
   * they come in. Those held are as they are.
   */
  precision: Precision;
  readonly #slots: FeatureRow[] = [];
  #seen = 0;
  /** Rows seen before the window was last emptied. */
  #before = 0;

  /**
   * @param capacity Rows held, at least 2.
   * @param width Values per row.
   * @throws InvalidOptionError for another capacity or width.
   */
  constructor(capacity: number, width: number, precision: Precision = 'float32') {
    ownMethods(this);
    this.#capacity = requireInteger('capacity', capacity, 1);
    this.width = requireInteger('width', width, 1);
    this.precision = precision;
  }

  /** Rows that it holds when full. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Rows ever written. */
  get seen(): number {
    return this.#seen;
  }

  /** Rows held now, 0 to `capacity`; the window is partial until it reaches `capacity`. */
  get filled(): number {
    return Math.min(this.#written, this.capacity);
  }

  get isFull(): boolean {
    return this.#written >= this.capacity;
  }

  /**
   * The rows held, oldest first; fewer than `capacity` while the window is partial. A row is the
   * same object from call to call until it is replaced; do not write to it.
   */
  rows(): FeatureRow[] {
    return this.slots().map((slot) => this.#slots[slot]!);
  }

  /** The slots of the rows held, oldest first. */
  slots(): number[] {
    const oldest = this.#written - this.filled;
    return Array.from({ length: this.filled }, (_, age) => (oldest + age) % this.capacity);
  }

  /** So many of the latest rows, or as many as there are, oldest first. */
  latest(count: number): FeatureRow[] {
    const rows = this.rows();
    return rows.slice(Math.max(0, rows.length - count));
  }

  /** Where the row that is so many before the next one goes in a ring of its own, of another capacity. */
  slotIn(capacity: number, before = 0): number {
    return (this.#written - before) % capacity;
  }

  /** The slot of the row that lies in such a ring's slot, among the latest `capacity` rows. */
  slotOf(slot: number, capacity: number): number {
    const age = (this.#written - 1 - slot + capacity) % capacity;
    return (this.#written - 1 - age) % this.capacity;
  }

  /** The row in a slot that has been written. */
  slot(index: number): FeatureRow {
    return this.#slots[index]!;
  }

  /**
   * Appends rows, oldest first. Rejected rows leave the window as it was.
   *
   * @throws {@link InvalidFeaturesError} for rows of another width, a NaN, or what float32 makes
   *   an infinity.
   */
  write(rows: FeatureRows): WindowWrite {
    const { count, width } = rows;
    if (width !== this.width) {
      throw new InvalidFeaturesError(
        `live: rows of width ${width} came, the reference's width is ${this.width}; ` +
          'watch the layer that the reference was made from.',
      );
    }
    const rounded = Float32Array.from(rows.values);
    assertFinite({ values: rounded, count, width }, 'live');
    const values = this.precision === 'float32' ? rounded : rows.values;
    const skipped = Math.max(0, count - this.capacity);
    const written = this.#written;
    for (let i = skipped; i < count; i++) {
      this.#slots[(written + i) % this.capacity] = values.slice(i * width, (i + 1) * width);
    }
    this.#seen += count;
    return { slot: (written + skipped) % this.capacity, skipped };
  }

  /** Keeps the rows of these slots only, oldest first; they move to slots 0, 1, … */
  keep(slots: readonly number[]): void {
    const kept = slots.map((slot) => this.slot(slot));
    this.#slots.splice(0, kept.length, ...kept);
    this.#before = this.#seen - kept.length;
  }

  /** Just after {@link keep}, of as many rows at most. */
  resize(capacity: number): void {
    this.#capacity = capacity;
  }

  get #written(): number {
    return this.#seen - this.#before;
  }
}
