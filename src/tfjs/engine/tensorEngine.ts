import {
  keep,
  type Rank,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import {
  type EngineConfig,
  type EngineReading,
  type EngineRows,
  type MmdEngine,
  streamLimit,
  typicalKernelValue,
} from '../../core/mmd/engine.js';
import { kernelFunction } from '../../core/mmd/kernel.js';
import { mmdWeights } from '../../core/mmd/statistic.js';
import { kernelColumn } from './kernelColumn.js';
import type { KernelAttributes } from './kernelExpression.js';
import { kernelMatrix } from './kernelMatrix.js';
import { packReading } from './packReading.js';
import { splitStatistics } from './splitStatistics.js';
import { streamStatistics } from './streamStatistics.js';
import { writeColumn } from './writeColumn.js';
import { writeRows } from './writeRows.js';

/**
 * The permutation test on the app's tfjs backend, in float32: on WebGPU by kernels of our own that
 * change pool, matrix and statistics in place, elsewhere by stock operations. One readback a test;
 * the arithmetic is that of `TypedArrayEngine`.
 */
export class TensorEngine implements MmdEngine {
  readonly #config: EngineConfig;
  readonly #attributes: KernelAttributes;
  readonly #weights: ReturnType<typeof mmdWeights>;
  readonly #positions: Tensor2D;
  readonly #nothing: Tensor2D;
  #pool: Tensor2D;
  #matrix: Tensor2D;
  #statistics: Tensor1D;
  #isStale = true;

  constructor(config: EngineConfig) {
    this.#config = config;
    const { reference, kernel, bandwidth, splits } = config;
    const { poolSize, count, groupSize } = splits;
    const shift = typicalKernelValue(reference, kernelFunction(kernel, bandwidth));
    this.#attributes = { kernel, bandwidth, shift };
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
    [this.#pool, this.#positions, this.#matrix, this.#statistics, this.#nothing] = tidy(() => [
      keep(tensor2d(values, [poolSize, width])),
      keep(tensor2d(transposed, [groupSize, count], 'int32')),
      keep(zeros<Rank.R2>([poolSize, poolSize])),
      keep(zeros<Rank.R1>([count])),
      keep(zeros<Rank.R2>([1, 1])),
    ]);
  }

  write(rows: EngineRows, slot: number): void {
    const { reference, windowSize } = this.#config;
    const count = 'values' in rows ? rows.count : rows.shape[0];
    const streams = !this.#isStale && count <= streamLimit(windowSize);
    if (!streams) this.#isStale = true;
    tidy(() => {
      const tensor =
        'values' in rows
          ? tensor2d(Float32Array.from(rows.values), [count, rows.width])
          : (rows as Tensor2D);
      if (!streams) return this.#writeRows(tensor, slot);
      for (let i = 0; i < count; i++) {
        const row = count === 1 ? tensor : slice(tensor, [i, 0], [1, -1]);
        const ringSlot = (slot + i) % windowSize;
        this.#writeRows(row, ringSlot);
        this.#stream(reference.count + ringSlot);
      }
    });
  }

  async read(alongside?: Tensor2D): Promise<EngineReading & { alongside?: Float32Array }> {
    if (this.#isStale) this.#recompute();
    const { reference, bandwidth, splits } = this.#config;
    const { count, poolSize } = splits;
    // Kept, because the app may close a tfjs scope of its own while this is being read.
    const packed = keep(
      packReading(
        {
          statistics: this.#statistics,
          matrix: this.#matrix,
          alongside: alongside ?? this.#nothing,
        },
        { referenceSize: reference.count },
      ),
    );
    try {
      const values = Float32Array.from(await packed.data());
      const [live, squares, end] = [1, 2, 3].map((part) => count + part * poolSize);
      return {
        statistics: values.subarray(0, count),
        sums: {
          reference: values.subarray(count, live),
          live: values.subarray(live, squares),
          squares: values.subarray(squares, end),
        },
        bandwidth,
        shift: this.#attributes.shift,
        ...(alongside && { alongside: values.subarray(end) }),
      };
    } finally {
      packed.dispose();
    }
  }

  invalidate(): void {
    this.#isStale = true;
  }

  dispose(): void {
    for (const tensor of [
      this.#pool,
      this.#positions,
      this.#matrix,
      this.#statistics,
      this.#nothing,
    ]) {
      tensor.dispose();
    }
  }

  #writeRows(rows: Tensor2D, slot: number): void {
    const ringStart = this.#config.reference.count;
    this.#pool = replaced(this.#pool, writeRows(this.#pool, rows, { ringStart, slot }));
  }

  #stream(position: number): void {
    const { poolSize } = this.#config.splits;
    const column = kernelColumn(this.#pool, this.#matrix, { ...this.#attributes, position });
    this.#matrix = replaced(this.#matrix, writeColumn(this.#matrix, column, { position }));
    this.#statistics = replaced(
      this.#statistics,
      streamStatistics(
        { statistics: this.#statistics, positions: this.#positions, column },
        { ...this.#weights, position, poolSize },
      ),
    );
    column.dispose();
  }

  #recompute(): void {
    this.#matrix = replaced(this.#matrix, kernelMatrix(this.#pool, this.#matrix, this.#attributes));
    this.#statistics = replaced(
      this.#statistics,
      splitStatistics({ matrix: this.#matrix, positions: this.#positions }, this.#weights),
    );
    this.#isStale = false;
  }
}

/** The tensor that an operation gave for an old one, which is freed where it is another. */
function replaced<T extends Tensor>(old: T, next: T): T {
  if (next === old) return old;
  old.dispose();
  return keep(next);
}
