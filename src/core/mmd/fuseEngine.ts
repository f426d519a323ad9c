import type { EngineConfig, EngineReading, EngineRows, MmdEngine } from './engine.js';
import { kernelSums } from './statistic.js';
import { TypedArrayEngine } from './typedArrayEngine.js';

/**
 * The permutation test of MMD-FUSE in main memory: one streaming engine for each bandwidth of a grid,
 * whose statistics are fused split by split; see `fusedStatistic`. MMD², witness and effect size are
 * those of the grid's middle.
 */
export class FuseEngine implements MmdEngine {
  readonly #engines: readonly TypedArrayEngine[];
  readonly #middle: number;
  readonly #referenceSize: number;

  constructor(config: EngineConfig<readonly number[]>) {
    this.#engines = config.bandwidth.map(
      (bandwidth) => new TypedArrayEngine({ ...config, bandwidth }),
    );
    this.#middle = (config.bandwidth.length - 1) >> 1;
    this.#referenceSize = config.reference.count;
  }

  write(rows: EngineRows, slot: number): void {
    for (const engine of this.#engines) engine.write(rows, slot);
  }

  async read(): Promise<EngineReading> {
    const readings: EngineReading[] = [];
    for (const engine of this.#engines) readings.push(await engine.read());
    return fuseReadings(readings, this.#middle, this.#referenceSize);
  }

  invalidate(): void {
    for (const engine of this.#engines) engine.invalidate();
  }

  dispose(): void {
    for (const engine of this.#engines) engine.dispose();
  }
}

/** The reading at `middle`, with the fused statistics of all. */
export function fuseReadings(
  readings: readonly EngineReading[],
  middle: number,
  referenceSize: number,
): EngineReading {
  const windowSize = readings[0]!.sums.live.length - referenceSize;
  const parts = readings.map(({ statistics, sums, shift }) => ({
    statistics,
    sumOfSquares: unshiftedSquares(kernelSums(sums, referenceSize), shift),
  }));
  const fused = fusedStatistic(parts, Math.min(referenceSize, windowSize));
  return { ...readings[middle]!, fused };
}

function unshiftedSquares(
  { sumOfSquares, total, n, m }: ReturnType<typeof kernelSums>,
  shift: number,
): number {
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
