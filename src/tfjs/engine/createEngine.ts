import type { EngineConfig, MmdEngine } from '../../core/mmd/engine.js';
import { FuseEngine } from '../../core/mmd/fuseEngine.js';
import { PooledMedianEngine } from '../../core/mmd/pooledMedianEngine.js';
import { TypedArrayEngine } from '../../core/mmd/typedArrayEngine.js';
import type { EngineBandwidth } from './engineBandwidth.js';
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
