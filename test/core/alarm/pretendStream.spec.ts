import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../../e2e/support/gaussianRows.js';
import { remainingRows } from '../../../src/core/alarm/calibratable.js';
import { PretendStreams } from '../../../src/core/alarm/pretendStreams.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { pickRows } from '../../../src/core/base/rows.js';
import { mmdTestFloat64 } from '../../../src/core/mmd/float64Test.js';
import { referenceKernel } from '../../../src/core/mmd/referenceKernel.js';
import { drawSplits } from '../../../src/core/mmd/splits.js';

/** The order that a partial shuffle with this seed gives, stream first. */
function drawnOrder(size: number, length: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = 0; i < length; i++) {
    const j = i + Math.floor(random() * (size - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

for (const [windowSize, testEvery] of [
  [4, 1],
  [5, 2],
  [7, 3],
  [2, 1],
] as const) {
  test(`a pretend stream, window ${windowSize}, every ${testEvery}: each test is the MMD² of its rows`, async () => {
    const size = 31;
    const rows = gaussianRows(size, 3, 1);
    const kernel = await referenceKernel(rows, 'gaussian', 1.5);
    const streams = new PretendStreams(kernel, { windowSize, testEvery }, seededRandom(9));
    const statistics = new Float64Array(Math.ceil(windowSize / testEvery));
    streams.draw(statistics);
    const length = 2 * windowSize - 1;
    const order = drawnOrder(size, length, 9);
    const reference = pickRows(rows, order.slice(length));
    expect(reference.count).toBe(remainingRows(size, windowSize));
    for (let test = 0; test < statistics.length; test++) {
      const first = test * testEvery;
      const live = pickRows(rows, order.slice(first, first + windowSize));
      const splits = drawSplits(reference.count, windowSize, 1, 0);
      const given = { kernel: 'gaussian', bandwidth: 1.5, splits } as const;
      const { statistics: exact } = await mmdTestFloat64(reference, live, given);
      expect(statistics[test]).toBeCloseTo(exact[0]!, 6);
    }
  });
}
