/** Scan-B (one window) and Online Kernel CUSUM (the largest of all windows), of the same sums. */
import { seededRandom } from '../../src/core/base/random.js';
import type { ReferenceKernel } from '../../src/core/mmd/referenceKernel.js';
import {
  BlockStatistics,
  blockStatistics,
  blocksOf,
  LARGEST_BLOCK,
  largestOf,
  momentsOf,
  rowsOf,
} from './blockStatistics.js';
import { normalDensity, normalTail } from './distributions.js';
import type { Method } from './method.js';
import { recordsOf } from './records.js';
import { thresholdFor } from './runLengths.js';

/** Pretend streams for the threshold of Online Kernel CUSUM. */
const STREAMS = 300;

export const blockMethods: Method = {
  names: ['Online Kernel CUSUM', 'Scan-B'],
  usesKernel: true,
  async prepare({ kernel }, runTime, seed) {
    const statistics = blockStatistics(kernel, seed);
    const ofAll = bootstrapThreshold(kernel, runTime, seed);
    const ofOne = scanBThreshold(runTime, LARGEST_BLOCK);
    return {
      restart: () => statistics.restart(),
      push({ toReference, toEarlier }) {
        const found = statistics.push(toReference, toEarlier);
        const [all, one] = [largestOf(found), found[LARGEST_BLOCK]!];
        return [
          { statistic: all, alarms: all > ofAll },
          { statistic: one, alarms: one > ofOne },
        ];
      },
    };
  },
};

/** Siegmund's correction for looking at discrete times. */
const overshoot = (u: number): number =>
  ((2 / u) * (0.5 - normalTail(u / 2))) /
  ((u / 2) * (1 - normalTail(u / 2)) + normalDensity(u / 2));

/** The average run length of Scan-B with this threshold (Li, Xie, Dai, Song, theorem on the ARL). */
export function scanBRunLength(threshold: number, block: number): number {
  const rate = (2 * block - 1) / (block * (block - 1));
  return (
    (Math.exp((threshold * threshold) / 2) / threshold) *
    (Math.sqrt(2 * Math.PI) / (rate * overshoot(threshold * Math.sqrt(2 * rate))))
  );
}

/** By bisection: where that average is the wanted one. */
export function scanBThreshold(runTime: number, block: number): number {
  let [low, high] = [1, 10];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (scanBRunLength(middle, block) < runTime) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The threshold of the largest statistic, by simulation from the reference: blocks of one half of it, and
 * pretend streams of the other half's rows in random order.
 */
function bootstrapThreshold(kernel: ReferenceKernel, runTime: number, seed: number): number {
  const { matrix, size } = kernel;
  const random = seededRandom(seed + 1);
  const moments = momentsOf(kernel, random);
  const kernelColumn = (row: number) => matrix.subarray(row * size, (row + 1) * size);
  const streams = Array.from({ length: STREAMS }, () => {
    const [order] = blocksOf(rowsOf(size), random, size) as [Int32Array];
    const half = size >> 1;
    const blocks = blocksOf(order.slice(0, half), random);
    const statistics = new BlockStatistics(kernel, blocks, moments);
    const stream = order.subarray(half);
    const rises: number[] = [];
    for (const [at, row] of stream.entries()) {
      const column = kernelColumn(row);
      const toEarlier = Array.from(
        { length: Math.min(at, LARGEST_BLOCK - 1) },
        (_, age) => column[stream[at - 1 - age]!]!,
      );
      const found = largestOf(statistics.push(column, toEarlier));
      if (at >= LARGEST_BLOCK) rises.push(found);
    }
    return { records: recordsOf(rises), length: rises.length };
  });
  return thresholdFor([streams], runTime);
}
