import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRows } from '../../../src/core/base/rows.js';
import { MmdDetector } from '../../../src/core/mmd/detector.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const [SIZE, WINDOW, WIDTH] = [100, 16, 33];
/** What else the process allocates meanwhile; 800 bytes of each sample that stayed would be 8 MB. */
const SLACK_BYTES = 1_500_000;

/** What is collected in a later task, as by finalizers, and what tests before left, is gone. */
async function settledMemory(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}

for (const compute of ['wasm', 'typescript'] as const) {
  test(`10,000 tested samples leave nothing in memory: ${compute}`, async () => {
    const draw = normal(seededRandom(1));
    const rows = (count: number): FeatureRows => ({
      values: Float32Array.from({ length: count * WIDTH }, draw),
      count,
      width: WIDTH,
    });
    const detector = await MmdDetector.create({
      reference: rows(SIZE),
      windowSize: WINDOW,
      kernel: 'gaussian',
      bandwidth: 8,
      permutations: 99,
      seed: 0,
      compute,
    });
    expect(detector.compute).toBe(compute);
    detector.write(rows(WINDOW), 0);
    const stream = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) {
        detector.write(rows(1), i % WINDOW);
        await detector.test();
      }
      return settledMemory();
    };
    // Code that is compiled on the way grows the heap for a while.
    await stream(3_000);
    const warm = await stream(1_000);
    const after = await stream(10_000);
    expect(after - warm).toBeLessThan(SLACK_BYTES);
    detector.dispose();
  });
}
