import type { Kernel } from '../kernel.js';
import type { EngineBuffers } from './engineBuffers.js';
import { framedRows, projectedRows } from './incomingRows.js';
import { kernelColumn, kernelMatrix, rowSums } from './kernelShaders.js';
import { type Dispatcher, Program, type Shader } from './program.js';
import {
  combinedSums,
  GATHER_PARTS,
  gatheredSums,
  PRODUCT_TILE,
  productSums,
  streamStatistics,
} from './splitShaders.js';

/** How the sums over all splits' groups are recomputed: by one matrix product, or by gathers. */
export type Recompute = 'product' | 'gather';

/** The shaders of an engine, bound to its buffers. */
export interface EngineShaders {
  readonly takeIn: Dispatcher;
  readonly kernelColumn: Dispatcher;
  readonly streamStatistics: Dispatcher;
  readonly kernelMatrix: Dispatcher;
  readonly rowSums: Dispatcher;
  readonly groupSums: Dispatcher;
  readonly combinedSums: Dispatcher;
}

/** Parts that the sums over each split's group come in. */
export function groupParts(recompute: Recompute, size: number): number {
  return recompute === 'product' ? Math.ceil(size / PRODUCT_TILE) : GATHER_PARTS;
}

/**
 * Compiles what an engine needs; on a device that did so before, this takes no time.
 *
 * @param projects Whether rows from a device are projected.
 * @returns What binds the shaders to buffers.
 */
export async function compileShaders(
  device: GPUDevice,
  kernel: Kernel,
  projects: boolean,
  recompute: Recompute,
): Promise<(parameters: GPUBuffer, buffers: EngineBuffers) => EngineShaders> {
  const shaders: Record<keyof EngineShaders, Shader<keyof EngineBuffers>> = {
    takeIn: projects ? projectedRows : framedRows,
    kernelColumn: kernelColumn(kernel),
    streamStatistics,
    kernelMatrix: kernelMatrix(kernel),
    rowSums,
    groupSums: recompute === 'product' ? productSums : gatheredSums,
    combinedSums,
  };
  const names = Object.keys(shaders) as (keyof EngineShaders)[];
  const programs = await Promise.all(names.map((name) => Program.compile(device, shaders[name])));
  return (parameters, buffers) =>
    Object.fromEntries(
      names.map((name, at) => [name, programs[at]!.bind(parameters, buffers)]),
    ) as unknown as EngineShaders;
}
