import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgl';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { type BackendChoice, initBackend } from 'tfjs-drift/webgpu';
import type { BackendName } from '../settings/settings.js';

/**
 * Starts the model's backend: the one asked for, on whatever adapter it has, or else the best on real hardware.
 *
 * @param onDeviceLost Called when the GPU goes away later.
 */
export function startBackend(
  wanted: BackendName | undefined,
  onDeviceLost: (message: string) => void,
): Promise<BackendChoice> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
  });
  return initBackend({
    prefer: wanted ? [wanted] : ['webgpu', 'webgl', 'wasm', 'cpu'],
    allowSoftware: wanted !== undefined,
    onDeviceLost,
  });
}
