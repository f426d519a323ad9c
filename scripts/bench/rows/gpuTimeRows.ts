import { GpuEngine } from '../../../src/core/mmd/gpu/gpuEngine.js';
import { type Row, rowsOf } from './benchRow.js';
import { replace } from './gpuUse.js';
import {
  engineConfig,
  type Size,
  sizeName,
  startedDetector,
  tfjsDevice,
  windowRows,
} from './problem.js';
import { samplesFor, streamedSample } from './streaming.js';
import { median, type Task } from './timing.js';

const RUNS = 21;
const MOST_PASSES = 512;

/**
 * What the GPU itself takes, by its own clock, without the way there and back: a streamed sample, and
 * the test recomputed in both ways. Browsers make that clock too coarse for it; Dawn in Node need not.
 */
export async function gpuTimeRows(size: Size): Promise<Row[]> {
  const { device, software } = tfjsDevice();
  if (!device.features.has('timestamp-query')) return [];
  const detector = await startedDetector(size, 'webgpu');
  const streamed = streamedSample(detector, size, samplesFor('webgpu', size));
  for (let slot = 0; slot < size.m; slot++) await streamed();
  const times = { 'gpu-time-streamed-us': await medianMicroseconds(device, streamed) };
  detector.dispose();
  for (const recompute of ['product', 'gather'] as const) {
    const engine = await GpuEngine.create(device, engineConfig(size), { software, recompute });
    engine.write(windowRows(size), 0);
    await engine.read();
    const recomputed: Task = () => {
      engine.invalidate();
      return engine.read();
    };
    Object.assign(times, {
      [`gpu-time-recompute-${recompute}-us`]: await medianMicroseconds(device, recomputed),
    });
    engine.dispose();
  }
  return rowsOf(times, { size: sizeName(size), unit: 'µs', runs: RUNS });
}

async function medianMicroseconds(device: GPUDevice, task: Task): Promise<number> {
  await task();
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await microseconds(device, task));
  return median(times);
}

/** Of all compute passes that are recorded meanwhile, added up. */
async function microseconds(device: GPUDevice, task: Task): Promise<number> {
  const count = 2 * MOST_PASSES;
  const querySet = device.createQuerySet({ type: 'timestamp', count });
  const [resolved, read] = [
    GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  ].map((usage) => device.createBuffer({ size: 8 * count, usage })) as [GPUBuffer, GPUBuffer];
  let used = 0;
  const restore = replace(GPUCommandEncoder.prototype, 'beginComputePass', (begin) => {
    return function timed(this: GPUCommandEncoder, descriptor) {
      const beginningOfPassWriteIndex = used++;
      const endOfPassWriteIndex = used++;
      const timestampWrites = { querySet, beginningOfPassWriteIndex, endOfPassWriteIndex };
      return begin.call(this, { ...descriptor, timestampWrites });
    };
  });
  try {
    await task();
  } finally {
    restore();
  }
  const encoder = device.createCommandEncoder();
  encoder.resolveQuerySet(querySet, 0, used, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, read, 0, 8 * used);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ, 0, 8 * used);
  const stamps = new BigUint64Array(read.getMappedRange(0, 8 * used).slice(0));
  read.unmap();
  querySet.destroy();
  for (const buffer of [resolved, read]) buffer.destroy();
  let nanoseconds = 0n;
  for (let at = 0; at < stamps.length; at += 2) nanoseconds += stamps[at + 1]! - stamps[at]!;
  return Number(nanoseconds) / 1_000;
}
