import { timeSlices } from '../../base/tasks.js';
import { streamLimit } from '../engine.js';
import type { KernelSums } from '../statistic.js';
import { type ReferenceSums, StreamedSums } from '../streamedSums.js';
import type { Part, Readback, ReadValues } from './commands.js';
import type { EngineBuffers } from './engineBuffers.js';
import type { Constants } from './parameters.js';
import type { ReadingCheck } from './readingCheck.js';

/**
 * The live slots' rows of the kernel matrix in main memory, and the sums over them: a reading brings
 * the rows that changed.
 */
export class LiveRows {
  readonly #constants: Constants;
  readonly #buffers: Pick<EngineBuffers, 'matrix' | 'sums'>;
  readonly #readback: Readback;
  readonly #check: ReadingCheck;
  readonly #change: Float64Array;
  readonly #values: Float32Array;
  readonly #sums: StreamedSums;
  #referenceSums: ReferenceSums | undefined;
  /** Slots whose rows changed on the device since they were copied. */
  readonly #changed = new Set<number>();

  constructor(
    constants: Constants,
    buffers: Pick<EngineBuffers, 'matrix' | 'sums'>,
    readback: Readback,
    check: ReadingCheck,
  ) {
    const { size, referenceSize } = constants;
    const windowSize = size - referenceSize;
    this.#constants = constants;
    this.#buffers = buffers;
    this.#readback = readback;
    this.#check = check;
    this.#change = new Float64Array(size);
    this.#values = new Float32Array(windowSize * size);
    this.#sums = new StreamedSums(referenceSize, windowSize, this.#values);
  }

  /** Whether the sums over the reference's own rows are known: they never change. */
  get knowsReference(): boolean {
    return this.#referenceSums !== undefined;
  }

  /** What the closed-form null is made of. */
  kernelSums(): KernelSums {
    return this.#sums.kernelSums();
  }

  /** See `StreamedSums.witness`. */
  witness(): Float64Array {
    return this.#sums.witness();
  }

  /** The statistic of the window, from these sums. */
  observed(): number {
    return this.#sums.observed();
  }

  /** A slot's row as it was read last, shape [n + m]. */
  row(slot: number): Float32Array {
    const { size } = this.#constants;
    return this.#values.subarray(slot * size, (slot + 1) * size);
  }

  /** A slot's row changed on the device. */
  change(slot: number): void {
    this.#changed.add(slot);
  }

  /**
   * Copies the sums over the reference's rows to the reading.
   *
   * @returns What takes them from it.
   */
  copyReference(encoder: GPUCommandEncoder): (values: ReadValues) => void {
    const { referenceSize, stride } = this.#constants;
    const [sums, squares] = [0, stride].map((start) =>
      this.#readback.copy(encoder, this.#buffers.sums, start, referenceSize),
    ) as [Part, Part];
    return (values) => {
      this.#check.requireReference(values(sums));
      this.#referenceSums = {
        values: Float64Array.from(values(sums)),
        squares: Float64Array.from(values(squares)),
      };
    };
  }

  /**
   * Copies the rows that changed to the reading, or all.
   *
   * @returns What takes them from it.
   */
  copy(
    encoder: GPUCommandEncoder,
    areAllNew: boolean,
  ): {
    /** Undefined: all. */
    readonly slots: readonly number[] | undefined;
    readonly take: (values: ReadValues) => Promise<void> | undefined;
  } {
    const { size, stride, referenceSize: n } = this.#constants;
    const { matrix } = this.#buffers;
    const windowSize = size - n;
    const slots = [...this.#changed];
    this.#changed.clear();
    if (areAllNew || slots.length > streamLimit(windowSize)) {
      const part = this.#readback.copy(encoder, matrix, n * stride, windowSize * stride);
      return { slots: undefined, take: (values) => this.#reset(values(part)) };
    }
    const parts = slots.map((slot) =>
      this.#readback.copy(encoder, matrix, (n + slot) * stride, size),
    );
    return {
      slots,
      take: (values) => {
        slots.forEach((slot, at) => {
          const row = values(parts[at]!);
          this.#follow(slot, row, 0);
          this.#sums.replace(slot, row);
        });
        return undefined;
      },
    };
  }

  /** @param rows Shape [m, stride]. */
  async #reset(rows: Float32Array): Promise<void> {
    const { size, stride, referenceSize: n } = this.#constants;
    const values = this.#values;
    const pause = timeSlices();
    for (let slot = 0; slot < size - n; slot++) {
      this.#follow(slot, rows, slot * stride);
      values.set(rows.subarray(slot * stride, slot * stride + size), slot * size);
      for (let i = n; i < size; i++) {
        values[(i - n) * size + n + slot] = values[slot * size + i]!;
      }
      await pause();
    }
    await this.#sums.reset(this.#referenceSums!, pause);
  }

  /** @param row Holds the slot's new row from `start` on. */
  #follow(slot: number, row: Float32Array, start: number): void {
    const { size } = this.#constants;
    const change = this.#change;
    for (let i = 0, at = slot * size; i < size; i++, at++) {
      change[i] = row[start + i]! - this.#values[at]!;
    }
    this.#check.follow(slot, change);
  }
}
