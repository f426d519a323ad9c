import { backend } from '@tensorflow/tfjs-core';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRows } from '../../../src/core/base/rows.js';
import { MmdDetector } from '../../../src/core/mmd/detector.js';
import type { ComputePlace, EngineConfig } from '../../../src/core/mmd/engine.js';
import { drawSplits } from '../../../src/core/mmd/splits.js';
import { backendInfo } from '../../../src/tfjs/backend/backendInfo.js';

/** Sizes of a test: reference rows, window rows, permutations, values per row. */
export interface Size {
  readonly n: number;
  readonly m: number;
  readonly permutations: number;
  readonly d: number;
}

export const sizes: readonly Size[] = [
  { n: 100, m: 20, permutations: 1_000, d: 1_024 },
  { n: 500, m: 100, permutations: 1_000, d: 1_024 },
  { n: 1_024, m: 256, permutations: 1_000, d: 1_280 },
];

export const [small, middle, large] = sizes as [Size, Size, Size];

export const sizeName = ({ n, m, permutations, d }: Size): string =>
  [n, m, permutations, d].join(',');

/** Where the name of a row says that it was computed; WebGPU and TypeScript keep their old names. */
export const placePrefix: Readonly<Record<ComputePlace, string>> = {
  webgpu: '',
  wasm: 'wasm-',
  typescript: 'cpu-',
};

/** Samples timed at a time: what takes a tenth of a millisecond is too short for a page's clock alone. */
export const repetitionsOn: Readonly<Record<ComputePlace, number>> = {
  webgpu: 20,
  wasm: 200,
  typescript: 200,
};

export function drawRows(count: number, width: number, seed: number): FeatureRows {
  const values = Float32Array.from({ length: count * width }, normal(seededRandom(seed)));
  return { values, count, width };
}

/** The rows that fill the window at the start. */
export const windowRows = ({ m, d }: Size): FeatureRows => drawRows(m, d, 2);

/** What an engine of this size is made of. */
export function engineConfig({ n, m, permutations, d }: Size): EngineConfig {
  return {
    reference: drawRows(n, d, 1),
    windowSize: m,
    kernel: 'gaussian',
    bandwidth: Math.sqrt(2 * d),
    splits: drawSplits(n, m, permutations, 0),
  };
}

/** A detector with a full window, its first test done. */
export async function startedDetector(size: Size, compute: ComputePlace): Promise<MmdDetector> {
  const { splits: _, ...config } = engineConfig(size);
  const { permutations } = size;
  const detector = await MmdDetector.create({
    ...config,
    permutations,
    seed: 0,
    compute,
    ...placeFor(compute),
  });
  detector.write(windowRows(size), 0);
  await detector.test();
  return detector;
}

/** The device that tfjs computes on, for what is given one. */
export function tfjsDevice(): { device: GPUDevice; software: boolean } {
  const { device } = backend() as unknown as { device: GPUDevice };
  return { device, software: backendInfo().software };
}

/** What a detector needs besides where that is on a GPU. */
export function placeFor(compute: ComputePlace): { gpu?: ReturnType<typeof tfjsDevice> } {
  return compute === 'webgpu' ? { gpu: tfjsDevice() } : {};
}
