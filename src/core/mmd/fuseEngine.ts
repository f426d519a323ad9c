import type { RowStore } from '../math/rowStore.js';
import { CpuEngine } from './cpuEngine.js';
import type { EngineConfig, EngineReading, EngineRows, MmdEngine } from './engine.js';
import type { KernelSums } from './statistic.js';

/**
 * The permutation test of MMD-FUSE in main memory: one streaming engine for each bandwidth of a grid,
 * whose statistics are fused split by split; see `fusedStatistic`. MMD², witness and effect size are
 * those of the grid's middle.
 */
export class FuseEngine implements MmdEngine {
  readonly #engines: readonly CpuEngine[];
  readonly #middle: number;

  /** @param pool The reference's rows, and room for the window's: what all bandwidths share. */
  constructor(config: EngineConfig<readonly number[]>, pool: RowStore) {
    this.#engines = config.bandwidth.map(
      (bandwidth) => new CpuEngine({ ...config, bandwidth }, pool),
    );
    this.#middle = (config.bandwidth.length - 1) >> 1;
  }

  write(rows: EngineRows, slot: number): boolean {
    return this.#engines.every((engine) => engine.write(rows, slot));
  }

  async read(): Promise<EngineReading> {
    const readings: EngineReading[] = [];
    for (const engine of this.#engines) readings.push(await engine.read());
    return fuseReadings(readings, this.#middle);
  }

  invalidate(): void {
    for (const engine of this.#engines) engine.invalidate();
  }

  dispose(): void {
    for (const engine of this.#engines) engine.dispose();
  }
}

/** The reading at `middle`, with the fused statistics of all. */
export function fuseReadings(readings: readonly EngineReading[], middle: number): EngineReading {
  const { n, m } = readings[middle]!.sums;
  const parts = readings.map(({ statistics, sums, shift }) => ({
    statistics,
    sumOfSquares: unshiftedSquares(sums, shift),
  }));
  return { ...readings[middle]!, fused: fusedStatistic(parts, Math.min(n, m)) };
}

function unshiftedSquares({ sumOfSquares, total, n, m }: KernelSums, shift: number): number {
  return sumOfSquares + 2 * shift * total + shift * shift * (n + m) * (n + m - 1);
}

/** What one kernel of the grid contributes. */
interface FusedPart {
  /** Unbiased MMD² of each split. */
  readonly statistics: ArrayLike<number>;
  /** Σ_{i≠j} K² over the pool, the kernel without any shift: the same for every split. */
  readonly sumOfSquares: number;
}

/**
 * MMD-FUSE: one statistic of several bandwidths, so that none need be chosen (Biggs, Schrab &
 * Gretton, "MMD-FUSE: Learning and Combining Kernels for Two-Sample Testing Without Data
 * Splitting", NeurIPS 2023, arXiv 2306.08777). With k = min(n, m),
 *
 *     log mean_b exp(k (k - 1) MMD²_b / √Σ_{i≠j} K_b²)
 *
 * for each split; the p-value comes from permuting the fused statistic.
 *
 * @param parts One for each bandwidth, at least one.
 * @param k Rows of the smaller sample, at least 2.
 * @returns Shape [splits].
 */
export function fusedStatistic(parts: readonly FusedPart[], k: number): Float64Array {
  const scales = parts.map(({ sumOfSquares }) => (k * (k - 1)) / Math.sqrt(sumOfSquares));
  const count = parts[0]!.statistics.length;
  return Float64Array.from({ length: count }, (_, split) => {
    const exponents = parts.map(({ statistics }, b) => statistics[split]! * scales[b]!);
    const largest = Math.max(...exponents);
    const sum = exponents.reduce((total, exponent) => total + Math.exp(exponent - largest), 0);
    return largest + Math.log(sum / parts.length);
  });
}
