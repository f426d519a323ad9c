import type { FeatureRow, FeatureRows } from '../../src/core/base/rows.js';
import { timeSlices } from '../../src/core/base/tasks.js';
import { medianDistance } from '../../src/core/math/medianDistance.later.js';
import { createRowStore, type RowStore } from '../../src/core/math/rowStore.js';
import { kernelFunction } from '../../src/core/mmd/kernelFunction.js';
import { referenceKernel } from '../../src/core/mmd/referenceKernel.js';
import type { Known, Sample } from './method.js';

/** Rows that a stream remembers: those of the largest window of any method. */
const LARGEST = 128;

export async function knownOf(rows: FeatureRows): Promise<Known> {
  const bandwidth = await medianDistance(rows, 'squared');
  return { rows, bandwidth, kernel: await referenceKernel(rows, 'gaussian', bandwidth) };
}

/** Kernel values of the rows of a stream, with the reference and with each other. */
export class KernelStream {
  readonly #store: RowStore;
  readonly #kernelOf: (squared: number) => number;
  readonly #size: number;
  readonly #column: Float64Array;
  readonly #toReference: Float64Array;
  readonly #toEarlier = new Float64Array(LARGEST - 1);
  #count = 0;

  private constructor(store: RowStore, { rows, bandwidth }: Known) {
    this.#store = store;
    this.#kernelOf = kernelFunction('gaussian', bandwidth * store.scale);
    this.#size = rows.count;
    this.#column = new Float64Array(rows.count + LARGEST);
    this.#toReference = new Float64Array(rows.count);
  }

  static async of(known: Known): Promise<KernelStream> {
    const { rows } = known;
    const store = await createRowStore(rows, rows.count + LARGEST, timeSlices());
    return new KernelStream(store, known);
  }

  restart(): void {
    this.#count = 0;
  }

  push(row: FeatureRow): Sample {
    const n = this.#size;
    const slot = this.#count % LARGEST;
    const end = n + Math.min(this.#count + 1, LARGEST);
    this.#store.set(n + slot, { values: row, count: 1, width: row.length }, 0);
    this.#store.distances('squared', n + slot, 0, end, this.#column);
    for (let i = 0; i < n; i++) this.#toReference[i] = this.#kernelOf(this.#column[i]!);
    const earlier = Math.min(this.#count, LARGEST - 1);
    for (let age = 0; age < earlier; age++) {
      const other = n + ((slot - 1 - age + LARGEST) % LARGEST);
      this.#toEarlier[age] = this.#kernelOf(this.#column[other]!);
    }
    this.#count++;
    return { row, toReference: this.#toReference, toEarlier: this.#toEarlier, earlier };
  }
}
