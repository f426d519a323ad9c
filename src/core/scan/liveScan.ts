import type { FeatureRow, FeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { createRowStore, type RowStore } from '../math/rowStore.js';
import { type Kernel, measureOf } from '../mmd/kernel.js';
import { kernelFunction } from '../mmd/kernelFunction.js';
import { mmdOf, SlidingSums } from './slidingSums.js';
import type { Apart } from './windowSizes.js';

/** What a scan of live rows is made of. */
interface LiveScanParts {
  readonly kernel: Kernel;
  readonly bandwidth: number;
  /** Mean of the kernel over pairs of the reference. */
  readonly outside: number;
  /** Rows of the largest window. */
  readonly largest: number;
  readonly apart: Apart;
  readonly signal?: AbortSignal | undefined;
}

/** The latest rows of a stream, and the MMD² of all windows that end with the latest. */
export class LiveScan {
  readonly #store: RowStore;
  readonly #kernel: Kernel;
  readonly #kernelOf: (distance: number) => number;
  readonly #referenceSize: number;
  readonly #outside: number;
  readonly #apart: Apart;
  readonly #sums: SlidingSums;
  readonly #column: Float64Array;
  readonly #values: Float64Array;
  readonly #toEarlier: Float64Array;
  /** Of each row since the start, as long as none had to go: kernel sums over reference and other rows. */
  readonly #toReference: Float64Array;
  readonly #toOthers: Float64Array;

  private constructor(store: RowStore, referenceSize: number, parts: LiveScanParts) {
    const { kernel, bandwidth, outside, largest, apart } = parts;
    this.#store = store;
    this.#kernel = kernel;
    this.#kernelOf = kernelFunction(kernel, bandwidth * store.scale);
    this.#referenceSize = referenceSize;
    this.#outside = outside;
    this.#apart = apart;
    this.#sums = new SlidingSums(largest);
    this.#column = new Float64Array(referenceSize + largest);
    this.#values = new Float64Array(referenceSize);
    this.#toEarlier = new Float64Array(largest);
    this.#toReference = new Float64Array(largest);
    this.#toOthers = new Float64Array(largest);
  }

  /** In slices. */
  static async create(reference: FeatureRows, parts: LiveScanParts): Promise<LiveScan> {
    const capacity = reference.count + parts.largest;
    const store = await createRowStore(reference, capacity, timeSlices(parts.signal));
    return new LiveScan(store, reference.count, parts);
  }

  /** Rows since the start. */
  get count(): number {
    return this.#sums.count;
  }

  /**
   * Kernel values of the latest row: with the rows of the reference, and with those before it, the latest
   * first. They are overwritten with the next row.
   */
  get latest(): { readonly values: Float64Array; readonly toEarlier: Float64Array } {
    return { values: this.#values, toEarlier: this.#toEarlier };
  }

  /** @param row Shape [width], as the reference's. */
  push(row: FeatureRow): void {
    const n = this.#referenceSize;
    const { largest, count } = this.#sums;
    const slot = count % largest;
    const held = Math.min(count, largest);
    const end = n + Math.max(held, slot + 1);
    this.#store.set(n + slot, { values: row, count: 1, width: row.length }, 0);
    this.#store.distances(measureOf(this.#kernel), n + slot, 0, end, this.#column);
    let toReference = 0;
    for (let i = 0; i < n; i++) {
      const value = this.#kernelOf(this.#column[i]!);
      this.#values[i] = value;
      toReference += value;
    }
    const earlier = Math.min(count, largest - 1);
    for (let age = 0; age < earlier; age++) {
      const other = n + ((slot - 1 - age + largest) % largest);
      this.#toEarlier[age] = this.#kernelOf(this.#column[other]!);
    }
    if (count < largest) this.#note(count, toReference);
    this.#sums.push(toReference, this.#toEarlier);
  }

  /**
   * The witness of MMD at each row since the start, the oldest first: see `StreamedSums.witness`. Undefined
   * once there were more than the largest window holds.
   */
  witness(): number[] | undefined {
    const { count, largest } = this.#sums;
    if (count > largest) return undefined;
    return Array.from(
      { length: count },
      (_, row) =>
        this.#toReference[row]! / this.#referenceSize -
        this.#toOthers[row]! / Math.max(1, count - 1),
    );
  }

  #note(row: number, toReference: number): void {
    this.#toReference[row] = toReference;
    this.#toOthers[row] = 0;
    for (let age = 0; age < row; age++) {
      const value = this.#toEarlier[age]!;
      this.#toOthers[row - 1 - age]! += value;
      this.#toOthers[row]! += value;
    }
  }

  /** The unbiased MMD² of the latest rows, so many of them. */
  mmd2(size: number): number {
    const sums = {
      within: this.#sums.compared(size, this.#apart),
      across: this.#sums.across(size),
    };
    return mmdOf(sums, this.#outside, size, this.#referenceSize, this.#apart);
  }

  restart(): void {
    this.#sums.restart();
  }
}
