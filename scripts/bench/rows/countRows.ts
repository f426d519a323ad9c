import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, memory } from '@tensorflow/tfjs-core';
import type { Row } from './benchRow.js';
import { type Size, sizeName, startedDetector } from './problem.js';
import { streamedSample } from './streaming.js';

const SAMPLES = 20;

/** What one sample costs in GPU memory, dispatches and readbacks; needs WebGPU. */
export async function countRows(): Promise<Row[]> {
  const size: Size = { n: 1_024, m: 256, permutations: 1_000, d: 1_024 };
  const bytesBefore = memory().numBytes;
  const detector = await startedDetector(size, 'backend');
  const bytes = memory().numBytes - bytesBefore;
  const streamed = streamedSample(detector, size);
  await streamed();
  const gpu = backend() as WebGPUBackend;
  const count = { dispatches: 0, readbacks: 0 };
  const { runWebGPUProgram } = gpu;
  gpu.runWebGPUProgram = function counted(...args) {
    count.dispatches++;
    return runWebGPUProgram.apply(this, args);
  };
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function counted(...args) {
    count.readbacks++;
    return mapAsync.apply(this, args);
  };
  for (let i = 0; i < SAMPLES; i++) await streamed();
  GPUBuffer.prototype.mapAsync = mapAsync;
  gpu.runWebGPUProgram = runWebGPUProgram;
  detector.dispose();
  const shared = { size: sizeName(size), runs: SAMPLES };
  return [
    { ...shared, name: 'gpu-bytes', value: bytes, unit: 'bytes' },
    {
      ...shared,
      name: 'dispatches-per-sample',
      value: count.dispatches / SAMPLES,
      unit: 'count',
    },
    {
      ...shared,
      name: 'readbacks-per-sample',
      value: count.readbacks / SAMPLES,
      unit: 'count',
    },
  ];
}
