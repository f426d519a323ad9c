import type { EngineConfig, MmdEngine } from '../../core/mmd/engine.js';
import { FuseEngine } from '../../core/mmd/fuseEngine.js';
import type { Bandwidth } from '../../core/mmd/options.js';
import { PooledMedianEngine } from '../../core/mmd/pooledMedianEngine.js';
import { TypedArrayEngine } from '../../core/mmd/typedArrayEngine.js';
import { TensorEngine } from './tensorEngine.js';

/** Where a detector computes: on the app's tfjs backend, or in plain TypeScript. */
export type ComputePlace = 'backend' | 'typescript';

/**
 * The engine for a bandwidth: the pooled median and MMD-FUSE are computed in TypeScript wherever
 * the others are.
 */
export function createEngine(
  config: EngineConfig<EngineBandwidth>,
  compute: ComputePlace,
): { engine: MmdEngine; compute: ComputePlace } {
  const { bandwidth } = config;
  if (bandwidth === 'pooled-median') {
    return { engine: new PooledMedianEngine(config), compute: 'typescript' };
  }
  if (typeof bandwidth !== 'number') {
    return { engine: new FuseEngine({ ...config, bandwidth }), compute: 'typescript' };
  }
  const Engine = compute === 'backend' ? TensorEngine : TypedArrayEngine;
  return { engine: new Engine({ ...config, bandwidth }), compute };
}

/**
 * What an engine is given for a bandwidth: a number, the pooled median anew for each test, or the
 * grid of MMD-FUSE.
 */
export type EngineBandwidth = number | 'pooled-median' | readonly number[];

/** Multiples of the reference's median distance that MMD-FUSE combines. */
const FUSE_GRID = [0.5, 1, 2];

/** @param median The reference's median distance; asked for only where it is needed. */
export async function engineBandwidth(
  bandwidth: Bandwidth,
  median: () => number | Promise<number>,
): Promise<EngineBandwidth> {
  if (bandwidth === 'median') return median();
  if (bandwidth !== 'fuse') return bandwidth;
  const middle = await median();
  return FUSE_GRID.map((factor) => factor * middle);
}
