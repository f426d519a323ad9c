/** p-values of many tests of one pool, from the same splits: what one look with each of them says. */
import { fusedStatistic } from '../../src/core/mmd/fuseEngine.js';
import { measureOf } from '../../src/core/mmd/kernel.js';
import { kernelFunction } from '../../src/core/mmd/kernelFunction.js';
import { permutationPValue, tieTolerance } from '../../src/core/mmd/outcome.js';
import { drawSplits, type Splits } from '../../src/core/mmd/splits.js';
import { mmdWeights } from '../../src/core/mmd/statistic.js';
import { LANES, LaneSums } from './laneSums.js';
import type { LookTest, Member } from './lookTests.js';
import type { Pool } from './pool.js';

/** What one kernel says of each split. */
interface KernelReading {
  /** Unbiased MMD². */
  readonly statistics: Float64Array;
  /** Σ_{i≠j} K². */
  readonly sumOfSquares: number;
}

/**
 * The p-values of these tests, by their names. A test of one kernel is that of its MMD², one of several that of
 * MMD-FUSE. Tests that `mmdTest` has give its p-values; distances, kernels and splits are made once for all.
 */
export async function lookAt(
  pool: Pool,
  tests: readonly LookTest[],
  permutations: number,
  seed: number,
): Promise<Map<string, number>> {
  const splits = drawSplits(pool.n, pool.m, permutations, seed);
  const membersOf = tests.map((test) => test.members(pool));
  const distinct = new Map(membersOf.flat().map((member) => [keyOf(member), member]));
  const readings = await readKernels(pool, [...distinct.values()], splits);
  const byKey = new Map([...distinct.keys()].map((key, at) => [key, readings[at]!]));
  return new Map(
    tests.map(({ name }, at) => {
      const parts = membersOf[at]!.map((member) => byKey.get(keyOf(member))!);
      const statistics =
        parts.length === 1 ? parts[0]!.statistics : fusedStatistic(parts, Math.min(pool.n, pool.m));
      return [name, permutationPValue(statistics, tieTolerance('float64', 0))];
    }),
  );
}

const keyOf = ({ kernel, bandwidth }: Member): string => `${kernel} ${bandwidth}`;

async function readKernels(
  pool: Pool,
  members: readonly Member[],
  splits: Splits,
): Promise<KernelReading[]> {
  const sums = await LaneSums.of(splits);
  const readings: KernelReading[] = [];
  for (let first = 0; first < members.length; first += LANES) {
    readings.push(...readLanes(pool, members.slice(first, first + LANES), splits, sums));
  }
  return readings;
}

function readLanes(
  pool: Pool,
  members: readonly Member[],
  { positions, count, groupSize: g, poolSize: size }: Splits,
  sums: LaneSums,
): KernelReading[] {
  const rowSums = members.map(() => new Float64Array(size));
  const squares = new Float64Array(members.length);
  const kernels = members.map(({ kernel, bandwidth }) => kernelFunction(kernel, bandwidth));
  sums.restart();
  for (let i = 0; i < size; i++) {
    for (const [lane, { kernel }] of members.entries()) {
      squares[lane]! += fillLane(
        pool.distances[measureOf(kernel)].subarray(i * size, (i + 1) * size),
        kernels[lane]!,
        i,
        sums.row.subarray(lane),
        rowSums[lane]!,
      );
    }
    sums.add(i);
  }
  const weights = mmdWeights(g, size - g);
  return members.map((_, lane) => {
    const ofRows = rowSums[lane]!;
    const total = ofRows.reduce((sum, ofRow) => sum + ofRow, 0);
    const statistics = Float64Array.from({ length: count }, (_, split) => {
      let rows = 0;
      for (let at = split * g; at < (split + 1) * g; at++) rows += ofRows[positions[at]!]!;
      const within = 2 * sums.sums[split * LANES + lane]!;
      return weights.within * within - weights.rows * rows + weights.total * total;
    });
    return { statistics, sumOfSquares: 2 * squares[lane]! };
  });
}

/** Writes the kernel of row i with those after it into every fourth place. @returns The sum of its squares. */
function fillLane(
  distances: Float64Array,
  kernel: (distance: number) => number,
  i: number,
  lane: Float32Array,
  rowSums: Float64Array,
): number {
  let sum = 0;
  let squares = 0;
  for (let j = i + 1; j < distances.length; j++) {
    const value = kernel(distances[j]!);
    lane[j * LANES] = value;
    rowSums[j]! += value;
    sum += value;
    squares += value * value;
  }
  rowSums[i]! += sum;
  return squares;
}
