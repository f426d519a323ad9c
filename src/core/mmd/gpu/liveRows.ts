import { timeSlices } from '../../base/tasks.js';
import { streamLimit } from '../engine.js';
import type { KernelSums } from '../statistic.js';
import { type ReferenceSums, StreamedSums } from '../streamedSums.js';
import type { Part, Readback, ReadValues } from './commands.js';
import type { EngineBuffers } from './engineBuffers.js';
import type { Constants } from './parameters.js';

/**
 * The live slots' rows of the kernel matrix in main memory, and the sums over them: a reading brings
 * the rows that changed.
 */
export class LiveRows {
  readonly #constants: Constants;
  readonly #buffers: Pick<EngineBuffers, 'matrix' | 'sums'>;
  readonly #readback: Readback;
  readonly #values: Float32Array;
  readonly #sums: StreamedSums;
  #referenceSums: ReferenceSums | undefined;
  /** Slots whose rows changed on the device since they were copied. */
  readonly #changed = new Set<number>();

  constructor(
    constants: Constants,
    buffers: Pick<EngineBuffers, 'matrix' | 'sums'>,
    readback: Readback,
  ) {
    const { size, referenceSize } = constants;
    const windowSize = size - referenceSize;
    this.#constants = constants;
    this.#buffers = buffers;
    this.#readback = readback;
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
  ): (values: ReadValues) => Promise<void> | undefined {
    const { size, stride, referenceSize: n } = this.#constants;
    const { matrix } = this.#buffers;
    const windowSize = size - n;
    const slots = [...this.#changed];
    this.#changed.clear();
    if (areAllNew || slots.length > streamLimit(windowSize)) {
      const part = this.#readback.copy(encoder, matrix, n * stride, windowSize * stride);
      return (values) => this.#reset(values(part));
    }
    const parts = slots.map((slot) =>
      this.#readback.copy(encoder, matrix, (n + slot) * stride, size),
    );
    return (values) => {
      slots.forEach((slot, at) => {
        this.#sums.replace(slot, values(parts[at]!));
      });
      return undefined;
    };
  }

  /** @param rows Shape [m, stride]. */
  #reset(rows: Float32Array): Promise<void> {
    const { size, stride } = this.#constants;
    for (let to = 0, from = 0; to < this.#values.length; to += size, from += stride) {
      this.#values.set(rows.subarray(from, from + size), to);
    }
    return this.#sums.reset(this.#referenceSums!, timeSlices());
  }
}
