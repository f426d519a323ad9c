import { timeSlices } from '../base/tasks.js';
import type { DistanceMeasure } from '../math/distances.js';
import type { RowStore } from '../math/rowStore.js';
import {
  type EngineConfig,
  type EngineReading,
  type EngineRows,
  type MmdEngine,
  streamLimit,
  typicalKernelValue,
} from './engine.js';
import { measureOf } from './kernel.js';
import { kernelFunction } from './kernelFunction.js';
import { memberBits, type Splits } from './splits.js';
import { type MmdWeights, mmdWeights, splitStatistics } from './statistic.js';
import { StreamedSums } from './streamedSums.js';

/**
 * The permutation test in main memory, without a GPU: kernel values in float32, sums over them in
 * float64.
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
export class CpuEngine implements MmdEngine {
  readonly #config: EngineConfig;
  readonly #size: number;
  readonly #pool: RowStore;
  readonly #measure: DistanceMeasure;
  readonly #kernelOf: (distance: number) => number;
  readonly #shift: number;
  readonly #weights: MmdWeights;
  /** See `memberBits`. */
  readonly #members: Uint32Array;
  readonly #matrix: Float32Array;
  readonly #sums: StreamedSums;
  readonly #referenceSums: { readonly values: Float64Array; readonly squares: Float64Array };
  readonly #column: Float64Array;
  readonly #change: Float64Array;
  readonly #statistics: Float64Array;
  /** Rows of the matrix from here on do not match the pool. */
  #staleFrom = 0;

  /** @param pool The reference's rows, and room for the window's. */
  constructor(config: EngineConfig, pool: RowStore) {
    this.#config = config;
    const { reference, windowSize, kernel, bandwidth, splits } = config;
    const n = reference.count;
    const size = n + windowSize;
    this.#size = size;
    this.#pool = pool;
    this.#measure = measureOf(kernel);
    this.#kernelOf = kernelFunction(kernel, bandwidth * this.#pool.scale);
    this.#shift = typicalKernelValue(reference, kernel, bandwidth);
    this.#weights = mmdWeights(splits.groupSize, size - splits.groupSize);
    this.#members = memberBits(splits);
    this.#matrix = new Float32Array(size * size);
    this.#sums = new StreamedSums(n, windowSize, this.#matrix.subarray(n * size));
    this.#referenceSums = { values: new Float64Array(n), squares: new Float64Array(n) };
    this.#column = new Float64Array(size);
    this.#change = new Float64Array(size);
    this.#statistics = new Float64Array(splits.count);
  }

  write(rows: EngineRows, slot: number): boolean {
    if (!('values' in rows)) return false;
    const { reference, windowSize } = this.#config;
    const streams = this.#staleFrom === this.#size && rows.count <= streamLimit(windowSize);
    if (!streams) this.invalidate();
    for (let i = 0; i < rows.count; i++) {
      const position = reference.count + ((slot + i) % windowSize);
      this.#pool.set(position, rows, i);
      if (streams) this.#stream(position);
    }
    return true;
  }

  async read(): Promise<EngineReading> {
    if (this.#staleFrom < this.#size) await this.#recompute();
    return {
      statistics: this.#statistics.slice(),
      sums: this.#sums.kernelSums(),
      witness: this.#sums.witness(),
      bandwidth: this.#config.bandwidth,
      shift: this.#shift,
    };
  }

  invalidate(): void {
    this.#staleFrom = Math.min(this.#staleFrom, this.#config.reference.count);
  }

  dispose(): void {}

  #stream(position: number): void {
    this.#fillColumn(position, this.#size);
    const sum = this.#replaceColumn(position);
    streamStatistics(this.#statistics, {
      ...this.#config.splits,
      members: this.#members,
      change: this.#change,
      sum,
      position,
      weights: this.#weights,
    });
  }

  /** Puts the column into the matrix and the sums; what it changed goes to `#change`. */
  #replaceColumn(position: number): number {
    const [size, column, change, matrix] = [this.#size, this.#column, this.#change, this.#matrix];
    let sum = 0;
    for (let i = 0; i < size; i++) {
      change[i] = column[i]! - matrix[position * size + i]!;
      sum += change[i]!;
      matrix[i * size + position] = column[i]!;
    }
    this.#sums.replace(position - this.#config.reference.count, column);
    return sum;
  }

  async #recompute(): Promise<void> {
    const pause = timeSlices();
    const size = this.#size;
    const { values, squares } = this.#referenceSums;
    const n = values.length;
    if (this.#staleFrom === 0) for (const sums of [values, squares]) sums.fill(0);
    for (let i = this.#staleFrom; i < size; i++) {
      this.#fillColumn(i, i + 1);
      for (let j = 0; j < i; j++) {
        const value = this.#column[j]!;
        this.#matrix[i * size + j] = value;
        this.#matrix[j * size + i] = value;
        if (i >= n) continue;
        values[i]! += value;
        values[j]! += value;
        squares[i]! += value * value;
        squares[j]! += value * value;
      }
      await pause();
    }
    await this.#sums.reset(this.#referenceSums, pause);
    this.#statistics.set(await splitStatistics(this.#matrix, this.#config.splits, pause));
    this.#staleFrom = size;
  }

  /** The first `end` values of a column of K₀: the kernel less its shift in float32, 0 on the diagonal. */
  #fillColumn(position: number, end: number): void {
    const column = this.#column;
    this.#pool.distances(this.#measure, position, 0, end, column);
    for (let i = 0; i < end; i++) {
      column[i] = Math.fround(this.#kernelOf(column[i]!) - this.#shift);
    }
    column[position] = 0;
  }
}

/** What a replaced pool row changed. */
interface Change extends Splits {
  /** See `memberBits`. */
  readonly members: Uint32Array;
  /** Of the kernel column, shape [N], and its sum. */
  readonly change: Float64Array;
  readonly sum: number;
  readonly position: number;
  readonly weights: MmdWeights;
}

/** Brings the statistic of every split up to date. */
function streamStatistics(statistics: Float64Array, of: Change): void {
  const { positions, count, groupSize, members, change, sum, position } = of;
  const { within, rows, total } = of.weights;
  const word = (position >> 5) * count;
  const bit = 1 << (position & 31);
  for (let split = 0, at = 0; split < count; split++) {
    const end = at + groupSize;
    let v = 0;
    for (; at < end; at++) v += change[positions[at]!]!;
    const isMember = members[word + split]! & bit;
    statistics[split]! += 2 * total * sum - rows * v + (isMember ? 2 * within * v - rows * sum : 0);
  }
}
