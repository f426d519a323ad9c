import { timeSlices } from '../base/tasks.js';
import { lowerMedianDistance } from '../math/distances.js';
import type { RowStore } from '../math/rowStore.js';
import type { EngineConfig, EngineReading, EngineRows, MmdEngine } from './engine.js';
import { measureOf } from './kernel.js';
import { kernelFunction } from './kernelFunction.js';
import { splitStatistics } from './statistic.js';
import { StreamedSums } from './streamedSums.js';

/**
 * The permutation test in main memory with the bandwidth that TorchDrift takes: the median distance
 * of the whole pool, anew for each test. Every kernel value changes with it, so that only distances
 * can be kept from test to test; matrix and statistics are computed in full each time.
 */
export class PooledMedianEngine implements MmdEngine {
  readonly #config: Omit<EngineConfig, 'bandwidth'>;
  readonly #size: number;
  readonly #pool: RowStore;
  readonly #distances: Float64Array;
  readonly #column: Float64Array;
  #isReferenceDone = false;

  /** @param pool The reference's rows, and room for the window's. */
  constructor(config: Omit<EngineConfig, 'bandwidth'>, pool: RowStore) {
    this.#config = config;
    const { reference, windowSize } = config;
    this.#size = reference.count + windowSize;
    this.#pool = pool;
    this.#distances = new Float64Array(this.#size * this.#size);
    this.#column = new Float64Array(this.#size);
  }

  write(rows: EngineRows, slot: number): boolean {
    if (!('values' in rows)) return false;
    const { reference, windowSize } = this.#config;
    for (let i = 0; i < rows.count; i++) {
      const position = reference.count + ((slot + i) % windowSize);
      this.#pool.set(position, rows, i);
      this.#measure(position, this.#size);
    }
    return true;
  }

  async read(): Promise<EngineReading> {
    const { reference, windowSize, kernel, splits } = this.#config;
    const [n, size] = [reference.count, this.#size];
    const pause = timeSlices();
    for (let i = 0; !this.#isReferenceDone && i < n; i++) {
      this.#measure(i, i);
      await pause();
    }
    this.#isReferenceDone = true;
    const measure = measureOf(kernel);
    const bandwidth = await lowerMedianDistance(this.#distances.slice(), measure, pause);
    const kernelOf = kernelFunction(kernel, bandwidth);
    const matrix = new Float64Array(size * size);
    const [values, squares] = [new Float64Array(n), new Float64Array(n)];
    for (let i = 0, at = 0; i < size; i++) {
      for (let j = 0; j < size; j++, at++) {
        const value = i === j ? 0 : kernelOf(this.#distances[at]!);
        matrix[at] = value;
        if (i >= n || j >= n) continue;
        values[i]! += value;
        squares[i]! += value * value;
      }
      await pause();
    }
    const sums = new StreamedSums(n, windowSize, matrix.subarray(n * size));
    await sums.reset({ values, squares }, pause);
    return {
      statistics: await splitStatistics(matrix, splits, pause),
      sums: sums.kernelSums(),
      witness: sums.witness(),
      bandwidth: bandwidth / this.#pool.scale,
      shift: 0,
    };
  }

  /** Nothing but distances is kept. */
  invalidate(): void {}

  dispose(): void {}

  /** Distances of the pool row at `position` to those before `end`. */
  #measure(position: number, end: number): void {
    const size = this.#size;
    this.#pool.distances(measureOf(this.#config.kernel), position, 0, end, this.#column);
    for (let i = 0; i < end; i++) {
      this.#distances[position * size + i] = this.#column[i]!;
      this.#distances[i * size + position] = this.#column[i]!;
    }
  }
}
