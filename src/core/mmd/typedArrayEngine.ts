import type { FeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { squaredDistancesToRow } from '../math/distances.js';
import {
  type EngineConfig,
  type EngineReading,
  type EngineRows,
  type MmdEngine,
  streamLimit,
  typicalKernelValue,
} from './engine.js';
import { kernelFunction } from './kernel.js';
import { type MmdWeights, mmdWeights, rowSums, splitStatistics, sumRow } from './statistic.js';

/**
 * The permutation test in main memory, without a GPU: kernel values in float32, sums in float64.
 *
 * When slot s is replaced, its new kernel column k' differs from the old one by c = k' - K₀[:,s]
 * (c_s = 0), and for each split with group G, v = Σ_{j∈G} c_j and a = [s ∈ G]
 *
 *     q += 2 a v,   b += v + a Σc,   T += 2 Σc,
 *
 * so that the statistic itself streams: it grows by `within · 2av - rows · (v + a Σc) + total · 2Σc`
 * with the weights of {@link mmdWeights}. That is exact, and costs g additions a split and one
 * kernel column, N times less than a recomputation.
 */
export class TypedArrayEngine implements MmdEngine {
  readonly #config: EngineConfig;
  readonly #pool: FeatureRows & { readonly values: Float32Array };
  readonly #kernelOfSquared: (squared: number) => number;
  readonly #shift: number;
  readonly #weights: MmdWeights;
  readonly #matrix: Float32Array;
  readonly #column: Float64Array;
  readonly #change: Float64Array;
  #statistics = new Float64Array();
  #sums = rowSums(new Float64Array(), 0);
  /** Rows of the matrix from here on do not match the pool. */
  #staleFrom = 0;

  constructor(config: EngineConfig) {
    this.#config = config;
    const { reference, windowSize, kernel, bandwidth, splits } = config;
    const size = reference.count + windowSize;
    const values = new Float32Array(size * reference.width);
    values.set(reference.values);
    this.#pool = { values, count: size, width: reference.width };
    this.#kernelOfSquared = kernelFunction(kernel, bandwidth);
    this.#shift = typicalKernelValue(reference, this.#kernelOfSquared);
    this.#weights = mmdWeights(splits.groupSize, size - splits.groupSize);
    this.#matrix = new Float32Array(size * size);
    this.#column = new Float64Array(size);
    this.#change = new Float64Array(size);
  }

  write(rows: EngineRows, slot: number): void {
    if (!('values' in rows)) throw new TypeError('Rows in main memory were expected.');
    const { reference, windowSize } = this.#config;
    const { values, count, width } = rows;
    const streams = this.#staleFrom === this.#pool.count && count <= streamLimit(windowSize);
    if (!streams) this.invalidate();
    for (let i = 0; i < count; i++) {
      const position = reference.count + ((slot + i) % windowSize);
      this.#pool.values.set(values.subarray(i * width, (i + 1) * width), position * width);
      if (streams) this.#stream(position);
    }
  }

  async read(): Promise<EngineReading> {
    if (this.#staleFrom < this.#pool.count) await this.#recompute();
    return {
      statistics: this.#statistics.slice(),
      sums: this.#sums,
      bandwidth: this.#config.bandwidth,
      shift: this.#shift,
    };
  }

  invalidate(): void {
    this.#staleFrom = Math.min(this.#staleFrom, this.#config.reference.count);
  }

  dispose(): void {}

  #stream(position: number): void {
    this.#fillColumn(position, this.#pool.count);
    const size = this.#pool.count;
    const column = this.#column;
    const change = this.#change;
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const value = Math.fround(column[i]!);
      const old = this.#matrix[position * size + i]!;
      change[i] = value - old;
      sum += change[i]!;
      this.#sums.live[i]! += change[i]!;
      this.#sums.squares[i]! += value * value - old * old;
      this.#matrix[position * size + i] = value;
      this.#matrix[i * size + position] = value;
    }
    sumRow(this.#matrix, position, this.#config.reference.count, this.#sums);
    const { within, rows, total } = this.#weights;
    const { positions, count, groupSize } = this.#config.splits;
    for (let split = 0, at = 0; split < count; split++) {
      const end = at + groupSize;
      let v = 0;
      let isMember = false;
      for (; at < end; at++) {
        const member = positions[at]!;
        v += change[member]!;
        if (member === position) isMember = true;
      }
      this.#statistics[split]! +=
        2 * total * sum - rows * v + (isMember ? 2 * within * v - rows * sum : 0);
    }
  }

  async #recompute(): Promise<void> {
    const pause = timeSlices();
    const size = this.#pool.count;
    for (let i = this.#staleFrom; i < size; i++) {
      this.#fillColumn(i, i + 1);
      for (let j = 0; j <= i; j++) {
        this.#matrix[i * size + j] = this.#column[j]!;
        this.#matrix[j * size + i] = this.#column[j]!;
      }
      await pause();
    }
    this.#statistics = await splitStatistics(this.#matrix, this.#config.splits, pause);
    this.#sums = rowSums(this.#matrix, this.#config.reference.count);
    this.#staleFrom = size;
  }

  /** The first `end` values of a column of K₀: the kernel less its shift, 0 on the diagonal. */
  #fillColumn(position: number, end: number): void {
    const column = this.#column;
    squaredDistancesToRow(this.#pool, position, 0, end, column);
    for (let i = 0; i < end; i++) column[i] = this.#kernelOfSquared(column[i]!) - this.#shift;
    column[position] = 0;
  }
}
