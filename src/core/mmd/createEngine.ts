import type {
  ComputePlace,
  DeviceCompute,
  EngineBandwidth,
  EngineConfig,
  MmdEngine,
} from './engine.js';
import { FuseEngine } from './fuseEngine.js';
import { PooledMedianEngine } from './pooledMedianEngine.js';
import { TypedArrayEngine } from './typedArrayEngine.js';

/**
 * The engine for a bandwidth: the pooled median and MMD-FUSE are computed in TypeScript wherever
 * the others are.
 *
 * @param device Needed where `compute` is `'backend'`.
 */
export function createEngine(
  config: EngineConfig<EngineBandwidth>,
  compute: ComputePlace,
  device: Pick<DeviceCompute, 'createEngine'> | undefined,
): { engine: MmdEngine; compute: ComputePlace } {
  const { bandwidth } = config;
  if (bandwidth === 'pooled-median') {
    return { engine: new PooledMedianEngine(config), compute: 'typescript' };
  }
  if (typeof bandwidth !== 'number') {
    return { engine: new FuseEngine({ ...config, bandwidth }), compute: 'typescript' };
  }
  const numeric = { ...config, bandwidth };
  if (compute === 'typescript') return { engine: new TypedArrayEngine(numeric), compute };
  if (!device) throw new TypeError('Nothing was given to compute with on a backend.');
  return { engine: device.createEngine(numeric), compute };
}
