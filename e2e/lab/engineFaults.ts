import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRow, FeatureRows } from '../../src/core/base/rows.js';
import { GpuEngine } from '../../src/core/mmd/gpu/gpuEngine.js';
import { drawSplits } from '../../src/core/mmd/splits.js';
import { failure } from './failure.js';

const [REFERENCE_SIZE, WINDOW_SIZE, WIDTH] = [60, 16, 12];

/** What a device may do without an error, between two readings. */
export type SilentFault =
  | 'none'
  | 'column not computed'
  | 'statistics not streamed'
  | 'row lost'
  | 'statistics are zeros'
  | 'statistics are noise'
  | 'statistics of before'
  | 'reading is zeros'
  | 'recomputation not done';

/** What an engine says of a row written under a fault, streamed or recomputed; `'nothing'` if all is well. */
export async function silentFault(fault: SilentFault, isRecomputed: boolean): Promise<string> {
  const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
  const { buffers, dispatches } = watched(device);
  const random = normal(seededRandom(3));
  const rows = (count: number): FeatureRows => ({
    values: Float32Array.from({ length: count * WIDTH }, random),
    count,
    width: WIDTH,
  });
  const config = {
    reference: rows(REFERENCE_SIZE),
    windowSize: WINDOW_SIZE,
    kernel: 'gaussian' as const,
    bandwidth: 4,
    splits: drawSplits(REFERENCE_SIZE, WINDOW_SIZE, 99, 5),
  };
  const engine = await GpuEngine.create(device, config, { software: true });
  const window: FeatureRow[] = [];
  const write = (slot: number, of: FeatureRows): void => {
    for (let i = 0; i < of.count; i++) {
      window[slot + i] = of.values.slice(i * WIDTH, (i + 1) * WIDTH);
    }
    engine.write(of, slot);
  };
  const read = () => engine.read({ rowAt: (slot) => window[slot]! });
  const overwrite = (label: string, value: (at: number) => number): void => {
    const buffer = buffers.get(label)!;
    const values = Float32Array.from({ length: buffer.size / 4 }, (_, at) => value(at));
    device.queue.writeBuffer(buffer, 0, values);
  };
  write(0, rows(WINDOW_SIZE));
  const before = (await read()).statistics;
  write(1, rows(1));
  await read();
  const shifted = rows(1);
  for (let t = 0; t < WIDTH; t++) shifted.values[t]! += 3;
  if (isRecomputed) engine.invalidate();
  if (fault === 'row lost') {
    window[2] = shifted.values;
    engine.write(rows(1), 2);
  } else {
    if (fault === 'column not computed') dispatches.skip = 'drift kernel column';
    if (fault === 'statistics not streamed') dispatches.skip = 'drift stream statistics';
    if (fault === 'recomputation not done') dispatches.skip = 'drift combined sums';
    write(2, shifted);
  }
  await device.queue.onSubmittedWorkDone();
  await new Promise((resolve) => setTimeout(resolve));
  if (fault === 'statistics are zeros') overwrite('drift statistics', () => 0);
  if (fault === 'statistics are noise') overwrite('drift statistics', () => 0.01 * random());
  if (fault === 'statistics of before') overwrite('drift statistics', (at) => before[at] ?? 0);
  if (fault === 'reading is zeros') dispatches.zeros = true;
  const said = await failure(read);
  engine.dispose();
  device.destroy();
  return said;
}

/** Buffers by their labels, readable and writable; and dispatches that can be skipped. */
function watched(device: GPUDevice) {
  const buffers = new Map<string, GPUBuffer>();
  const dispatches = { skip: '', zeros: false };
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const usage = descriptor.usage & 0x1 ? descriptor.usage : descriptor.usage | 0x8;
    const buffer = createBuffer({ ...descriptor, usage });
    buffers.set(descriptor.label ?? '', buffer);
    const getMappedRange = buffer.getMappedRange.bind(buffer);
    buffer.getMappedRange = (...args) =>
      dispatches.zeros && descriptor.usage & 0x1
        ? new ArrayBuffer(args[1]!)
        : getMappedRange(...args);
    return buffer;
  };
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor);
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (of) => {
      const pass = beginComputePass(of);
      const setPipeline = pass.setPipeline.bind(pass);
      const dispatchWorkgroups = pass.dispatchWorkgroups.bind(pass);
      let label = '';
      pass.setPipeline = (pipeline) => {
        label = pipeline.label;
        setPipeline(pipeline);
      };
      pass.dispatchWorkgroups = (...groups) => {
        const isSkipped = dispatches.skip && label.startsWith(dispatches.skip);
        if (!isSkipped) dispatchWorkgroups(...groups);
      };
      return pass;
    };
    return encoder;
  };
  return { buffers, dispatches };
}
