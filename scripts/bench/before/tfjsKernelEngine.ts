import {
  keep,
  type Rank,
  slice,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import {
  type EngineConfig,
  streamLimit,
  typicalKernelValue,
} from '../../../src/core/mmd/engine.js';
import { type MmdWeights, mmdWeights } from '../../../src/core/mmd/statistic.js';
import {
  type KernelAttributes,
  kernelColumn,
  streamStatistics,
  writeColumn,
  writeRows,
} from './streamKernels.js';
import { kernelMatrix, packReading, splitStatistics } from './testKernels.js';

/** Sums over each row of the pool's kernel matrix K₀, its diagonal at zero; each of shape [n + m]. */
export interface RowSums {
  /** Over the columns of the n reference rows. */
  readonly reference: Float32Array;
  /** Over the columns of the m window slots. */
  readonly live: Float32Array;
  /** Of squares, over all columns. */
  readonly squares: Float32Array;
}

/** One complete permutation test. */
export interface TfjsReading {
  /** Unbiased MMD² of each split, the observed one first. */
  readonly statistics: Float32Array;
  readonly sums: RowSums;
  /** The row that was to be read alongside. */
  readonly row: Float32Array;
}

/**
 * The streamed permutation test by kernels of tfjs's WebGPU backend that change pool, matrix and
 * statistics in place: five dispatches and one readback a sample.
 */
export class TfjsKernelEngine {
  readonly #referenceSize: number;
  readonly #windowSize: number;
  readonly #poolSize: number;
  readonly #count: number;
  readonly #kernel: KernelAttributes;
  readonly #weights: MmdWeights;
  readonly #pool: Tensor2D;
  readonly #positions: Tensor2D;
  readonly #matrix: Tensor2D;
  #statistics: Tensor1D;
  #isStale = true;

  constructor({
    reference,
    windowSize,
    bandwidth,
    splits,
  }: Omit<EngineConfig, 'kernel' | 'projection'>) {
    const { poolSize, count, groupSize } = splits;
    this.#referenceSize = reference.count;
    this.#windowSize = windowSize;
    this.#poolSize = poolSize;
    this.#count = count;
    const shift = typicalKernelValue(reference, 'gaussian', bandwidth);
    this.#kernel = { scale: -1 / (2 * bandwidth * bandwidth), shift };
    this.#weights = mmdWeights(groupSize, poolSize - groupSize);
    // WGSL reads rows four values at a time; zeros at the end of all rows change no distance.
    const width = Math.ceil(reference.width / 4) * 4;
    const values = new Float32Array(poolSize * width);
    for (let i = 0; i < reference.count; i++) {
      const row = reference.values.subarray(i * reference.width, (i + 1) * reference.width);
      values.set(row, i * width);
    }
    const transposed = new Int32Array(splits.positions.length);
    splits.positions.forEach((position, index) => {
      transposed[(index % groupSize) * count + Math.floor(index / groupSize)] = position;
    });
    [this.#pool, this.#positions, this.#matrix, this.#statistics] = tidy(() => [
      keep(tensor2d(values, [poolSize, width])),
      keep(tensor2d(transposed, [groupSize, count], 'int32')),
      keep(zeros<Rank.R2>([poolSize, poolSize])),
      keep(zeros<Rank.R1>([count])),
    ]);
  }

  /**
   * Puts rows into the window's slots from `slot` on: a few stream, many leave everything to be
   * recomputed.
   *
   * @param rows Shape [count, width], count at most `windowSize`; they stay the caller's.
   */
  write(rows: Tensor2D, slot: number): void {
    const count = rows.shape[0];
    const streams = !this.#isStale && count <= streamLimit(this.#windowSize);
    if (!streams) this.#isStale = true;
    tidy(() => {
      if (!streams) return this.#writeRows(rows, slot);
      for (let i = 0; i < count; i++) {
        const row = count === 1 ? rows : slice(rows, [i, 0], [1, -1]);
        const ringSlot = (slot + i) % this.#windowSize;
        this.#writeRows(row, ringSlot);
        this.#stream(this.#referenceSize + ringSlot);
      }
    });
  }

  /**
   * The test of the pool as it is. All window slots must have been written once.
   *
   * @param row Shape [1, width], read back alongside.
   */
  async read(row: Tensor2D): Promise<TfjsReading> {
    if (this.#isStale) this.#recompute();
    const packed = keep(
      packReading(
        { statistics: this.#statistics, matrix: this.#matrix, row },
        { referenceSize: this.#referenceSize },
      ),
    );
    try {
      const values = Float32Array.from(await packed.data());
      const [reference, live, squares, end] = [0, 1, 2, 3].map(
        (part) => this.#count + part * this.#poolSize,
      );
      return {
        statistics: values.subarray(0, reference),
        sums: {
          reference: values.subarray(reference, live),
          live: values.subarray(live, squares),
          squares: values.subarray(squares, end),
        },
        row: values.subarray(end),
      };
    } finally {
      packed.dispose();
    }
  }

  /** Makes the next {@link read} recompute matrix and statistics from the pool. */
  invalidate(): void {
    this.#isStale = true;
  }

  dispose(): void {
    for (const tensor of [this.#pool, this.#positions, this.#matrix, this.#statistics]) {
      tensor.dispose();
    }
  }

  #writeRows(rows: Tensor2D, slot: number): void {
    writeRows({ pool: this.#pool, rows }, { ringStart: this.#referenceSize, slot });
  }

  #stream(position: number): void {
    const [pool, matrix] = [this.#pool, this.#matrix];
    const column = kernelColumn({ pool, matrix }, { ...this.#kernel, position }) as Tensor1D;
    writeColumn({ matrix, column }, { position });
    streamStatistics(
      { statistics: this.#statistics, positions: this.#positions, column },
      { ...this.#weights, position, poolSize: this.#poolSize },
    );
    column.dispose();
  }

  #recompute(): void {
    const matrix = this.#matrix;
    kernelMatrix({ pool: this.#pool, matrix }, this.#kernel);
    this.#statistics.dispose();
    this.#statistics = keep(
      splitStatistics({ matrix, positions: this.#positions }, this.#weights) as Tensor1D,
    );
    this.#isStale = false;
  }
}
