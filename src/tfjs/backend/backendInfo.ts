import { engine, getBackend } from '@tensorflow/tfjs-core';
import {
  type Adapter,
  adapterOf,
  describeAdapter,
  isSoftwareRenderer,
} from '../../core/base/adapter.js';
import type { BackendInfo } from '../../core/model/runtime.js';
import { currentHolder } from './holder.js';

/** Describes the app's current tfjs backend; reads only, selects and starts nothing. */
export function backendInfo(): BackendInfo {
  const holder = currentHolder();
  if (!holder) return { backend: 'none', adapter: 'cpu', software: false };
  const name = getBackend();
  const { device, gpgpu, adapterInfo } = holder;
  if (device) {
    const named = 'adapterInfo' in device || !adapterInfo;
    return { backend: name, ...(named ? adapterOf(device) : describeAdapter(adapterInfo)) };
  }
  if (gpgpu) return { backend: name, ...describeRenderer(gpgpu.gl) };
  return { backend: name, adapter: 'cpu', software: false };
}

/** Whether the app has brought any tfjs backend along. */
export function hasBackend(): boolean {
  return Object.keys(engine().registryFactory).length > 0;
}

/** The device of tfjs's WebGPU backend, where that is the one it is on. */
export function backendDevice(): GPUDevice | undefined {
  return currentHolder()?.device;
}

/** Name of a WebGL renderer, and whether it is a software one. */
export function describeRenderer(gl: WebGLRenderingContext | WebGL2RenderingContext): Adapter {
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info');
  const name = gl.getParameter(unmasked?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  // A lost context tells nothing.
  const adapter = name ? String(name) : 'unnamed adapter';
  return { adapter, software: isSoftwareRenderer(adapter) };
}
