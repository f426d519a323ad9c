import type { FeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { pooledMedianDistance, squaredDistancesToRow } from '../math/distances.js';
import type { EngineConfig, EngineReading, EngineRows, MmdEngine } from './engine.js';
import { kernelFunction } from './kernel.js';
import { rowSums, splitStatistics } from './statistic.js';

/**
 * The permutation test in main memory with the bandwidth that TorchDrift takes: the median distance
 * of the whole pool, anew for each test. Every kernel value changes with it, so that only distances
 * can be kept from test to test; matrix and statistics are computed in full each time.
 */
export class PooledMedianEngine implements MmdEngine {
  readonly #config: Omit<EngineConfig, 'bandwidth'>;
  readonly #pool: FeatureRows;
  readonly #squared: Float64Array;
  readonly #column: Float64Array;
  #isReferenceDone = false;

  constructor(config: Omit<EngineConfig, 'bandwidth'>) {
    this.#config = config;
    const { reference, windowSize } = config;
    const count = reference.count + windowSize;
    const values = new Float32Array(count * reference.width);
    values.set(reference.values);
    this.#pool = { values, count, width: reference.width };
    this.#squared = new Float64Array(count * count);
    this.#column = new Float64Array(count);
  }

  write(rows: EngineRows, slot: number): void {
    if (!('values' in rows)) throw new TypeError('Rows in main memory were expected.');
    const { reference, windowSize } = this.#config;
    const { values, count, width } = rows;
    for (let i = 0; i < count; i++) {
      const position = reference.count + ((slot + i) % windowSize);
      this.#pool.values.set(values.subarray(i * width, (i + 1) * width), position * width);
      this.#measure(position, this.#pool.count);
    }
  }

  async read(): Promise<EngineReading> {
    const { reference, kernel, splits } = this.#config;
    const pause = timeSlices();
    for (let i = 0; !this.#isReferenceDone && i < reference.count; i++) {
      this.#measure(i, i);
      await pause();
    }
    this.#isReferenceDone = true;
    const size = this.#pool.count;
    const bandwidth = pooledMedianDistance(this.#squared.slice());
    const kernelOfSquared = kernelFunction(kernel, bandwidth);
    const matrix = this.#squared.map((d2, at) => (at % (size + 1) ? kernelOfSquared(d2) : 0));
    return {
      statistics: await splitStatistics(matrix, splits, pause),
      sums: rowSums(matrix, reference.count),
      bandwidth,
      shift: 0,
    };
  }

  /** Nothing but exact distances is kept. */
  invalidate(): void {}

  dispose(): void {}

  /** Squared distances of the pool row at `position` to those before `end`. */
  #measure(position: number, end: number): void {
    const size = this.#pool.count;
    squaredDistancesToRow(this.#pool, position, 0, end, this.#column);
    for (let i = 0; i < end; i++) {
      this.#squared[position * size + i] = this.#column[i]!;
      this.#squared[i * size + position] = this.#column[i]!;
    }
  }
}
