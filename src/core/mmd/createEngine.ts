import { timeSlices } from '../base/tasks.js';
import { createRowStore, type RowStore } from '../math/rowStore.js';
import type { EngineBandwidth } from './bandwidth.js';
import { CpuEngine } from './cpuEngine.js';
import type { ComputePlace, EngineConfig, MmdEngine } from './engine.js';
import { FuseEngine } from './fuseEngine.js';
import { GpuEngine } from './gpu/gpuEngine.js';
import { PooledMedianEngine } from './pooledMedianEngine.js';

/** A GPU to compute on. */
export interface ComputeDevice {
  readonly device: GPUDevice;
  /** Whether it is emulated on the CPU. */
  readonly software: boolean;
}

/**
 * The engine for a bandwidth: the pooled median and MMD-FUSE are computed in main memory wherever
 * the others are.
 *
 * @param gpu Needed where `compute` is `'webgpu'`.
 * @returns With where it computes: `'typescript'` also where WebAssembly was wanted and cannot be had.
 */
export async function createEngine(
  config: EngineConfig<EngineBandwidth>,
  compute: ComputePlace,
  gpu?: ComputeDevice,
): Promise<{ readonly engine: MmdEngine; readonly compute: ComputePlace }> {
  const { bandwidth } = config;
  if (compute === 'webgpu' && typeof bandwidth === 'number') {
    if (!gpu) throw new TypeError('No GPUDevice was given to compute on.');
    return { engine: await GpuEngine.create(gpu.device, { ...config, bandwidth }, gpu), compute };
  }
  const { reference, windowSize } = config;
  const place = compute === 'typescript' ? compute : 'wasm';
  const size = reference.count + windowSize;
  const pause = timeSlices();
  const pool = await createRowStore(reference, size, pause, place);
  await pause();
  return { engine: inMainMemory(config, pool), compute: pool.place };
}

function inMainMemory(config: EngineConfig<EngineBandwidth>, pool: RowStore): MmdEngine {
  const { bandwidth } = config;
  if (bandwidth === 'pooled-median') return new PooledMedianEngine(config, pool);
  if (typeof bandwidth === 'number') return new CpuEngine({ ...config, bandwidth }, pool);
  return new FuseEngine({ ...config, bandwidth }, pool);
}
