import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import type { MmdDetector } from '../../../src/core/mmd/detector.js';
import { drawRows, type Size } from './problem.js';

/** One new sample and its complete test, to the p-value in JavaScript. */
export function streamedSample(
  detector: Pick<MmdDetector, keyof MmdDetector>,
  { m, d }: Size,
): () => Promise<number> {
  const rows = drawRows(m, d, 4);
  let slot = 0;
  const onBackend = detector.compute === 'backend';
  const samples = Array.from({ length: m }, (_, i) => {
    const values = rows.values.slice(i * d, (i + 1) * d) as Float32Array;
    return onBackend ? tensor2d(values, [1, d]) : { values, count: 1, width: d };
  });
  return async () => {
    slot = (slot + 1) % m;
    const sample = samples[slot]!;
    detector.write(sample, slot);
    const { pValue } = await detector.test(onBackend ? (sample as Tensor2D) : undefined);
    return pValue;
  };
}

/** The complete test of the window recomputed: kernel matrix, all permutations, p-value. */
export function recomputedTest(detector: MmdDetector): () => Promise<number> {
  return async () => {
    detector.invalidate();
    return (await detector.test()).pValue;
  };
}
