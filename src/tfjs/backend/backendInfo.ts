import { backend, engine, getBackend } from '@tensorflow/tfjs-core';
import {
  type Adapter,
  type AdapterDescription,
  adapterOf,
  describeAdapter,
  isSoftwareRenderer,
} from '../../core/base/adapter.js';
import type { BackendInfo } from '../../core/model/runtime.js';

/** What is needed of tfjs's WebGPU backend. */
interface WebGpuBackend {
  readonly device: GPUDevice;
  readonly adapterInfo?: AdapterDescription;
}

/** Describes the app's current tfjs backend; reads only, selects and starts nothing. */
export function backendInfo(): BackendInfo {
  if (!hasBackend()) return { backend: 'none', adapter: 'cpu', software: false };
  const name = getBackend();
  if (name === 'webgpu') {
    const { device, adapterInfo } = backend() as unknown as WebGpuBackend;
    const named = 'adapterInfo' in device || !adapterInfo;
    return { backend: name, ...(named ? adapterOf(device) : describeAdapter(adapterInfo)) };
  }
  if (name === 'webgl') {
    const { gpgpu } = backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } };
    return { backend: name, ...describeRenderer(gpgpu.gl) };
  }
  return { backend: name, adapter: 'cpu', software: false };
}

/** Whether the app has brought any tfjs backend along. */
export function hasBackend(): boolean {
  return Object.keys(engine().registryFactory).length > 0;
}

/** The device of tfjs's WebGPU backend, where that is the one it is on. */
export function backendDevice(): GPUDevice | undefined {
  if (!hasBackend() || getBackend() !== 'webgpu') return undefined;
  return (backend() as unknown as WebGpuBackend).device;
}

/** Name of a WebGL renderer, and whether it is a software one. */
export function describeRenderer(gl: WebGLRenderingContext | WebGL2RenderingContext): Adapter {
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info');
  const adapter = String(gl.getParameter(unmasked?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  return { adapter, software: isSoftwareRenderer(adapter) };
}
