import type { EngineConfig, EngineReading, EngineRows, MmdEngine } from './engine.js';
import { fusedStatistic } from './fusedStatistic.js';
import { kernelSums } from './rowSums.js';
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
