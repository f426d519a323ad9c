import { add, slice, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../../../src/core/base/rows.js';
import type { MmdDetector } from '../../../src/core/mmd/detector.js';
import type { ComputePlace, EngineRows } from '../../../src/core/mmd/engine.js';
import { tensorRows } from '../../../src/tfjs/tensorRows.js';
import { outcomeBefore } from '../before/outcome.js';
import { TfjsKernelEngine } from '../before/tfjsKernelEngine.js';
import { drawRows, engineConfig, type Size, windowRows } from './problem.js';

/** What a streamed sample comes to. */
export interface StreamedTest {
  readonly mmd2: number;
  readonly pValue: number;
}

/**
 * One new sample and its complete test, to the p-value in JavaScript; on WebGPU the sample is a
 * tensor's row, and read back with the test, unless others are given. The samples are the same wherever
 * they are tested.
 */
export function streamedSample(
  detector: MmdDetector,
  size: Size,
  samples: readonly EngineRows[] = samplesFor(detector.compute, size),
): () => Promise<StreamedTest> {
  const withLastRow = !('values' in samples[0]!);
  let slot = 0;
  return async () => {
    slot = (slot + 1) % size.m;
    if (!detector.write(samples[slot]!, slot)) {
      throw new Error(`The detector on ${detector.compute} did not take its sample.`);
    }
    return detector.test({ withLastRow });
  };
}

/** Samples where a model would have computed them, one for each slot. */
export function samplesFor(compute: ComputePlace, size: Size): EngineRows[] {
  const samples = drawSamples(size);
  return compute === 'webgpu' ? samples.map((row) => tensorRows(tensorOf(row))) : samples;
}

/** The same by the tfjs kernels of before. */
export function streamedSampleBefore(
  engine: TfjsKernelEngine,
  size: Size,
): () => Promise<StreamedTest> {
  const samples = drawSamples(size).map(tensorOf);
  let slot = 0;
  return async () => {
    slot = (slot + 1) % size.m;
    const sample = samples[slot]!;
    engine.write(sample, slot);
    return outcomeBefore(await engine.read(sample), size.n);
  };
}

/** The engine of before with a full window, its first test done. */
export async function startedEngineBefore(size: Size): Promise<TfjsKernelEngine> {
  const engine = new TfjsKernelEngine(engineConfig(size));
  const rows = tensorOf(windowRows(size));
  engine.write(rows, 0);
  const row = slice(rows, [0, 0], [1, size.d]);
  await engine.read(row);
  for (const tensor of [rows, row]) tensor.dispose();
  return engine;
}

/** The complete test of the window recomputed: kernel matrix, all permutations, p-value. */
export function recomputedTest(detector: MmdDetector): () => Promise<number> {
  return async () => {
    detector.invalidate();
    return (await detector.test()).pValue;
  };
}

function drawSamples({ m, d }: Size): FeatureRows[] {
  const { values } = drawRows(m, d, 4);
  return Array.from({ length: m }, (_, i) => ({
    values: values.slice(i * d, (i + 1) * d),
    count: 1,
    width: d,
  }));
}

/** Computed on the device, so that it lies there; tfjs keeps what it is given in main memory. */
function tensorOf({ values, count, width }: FeatureRows): Tensor2D {
  return tidy(() => add(tensor2d(values as Float32Array, [count, width]), 0));
}
