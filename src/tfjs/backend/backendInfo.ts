import { backend, engine, getBackend } from '@tensorflow/tfjs-core';
import type { BackendInfo } from '../../core/model/runtime.js';

interface AdapterDescription {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** Describes the app's current tfjs backend; reads only, selects and starts nothing. */
export function backendInfo(): BackendInfo {
  if (!hasBackend()) return { backend: 'typescript', adapter: 'cpu', software: false };
  const name = getBackend();
  if (name === 'webgpu') {
    const { device, adapterInfo } = backend() as unknown as {
      device: { adapterInfo?: AdapterDescription };
      adapterInfo?: AdapterDescription;
    };
    return { backend: name, ...describeAdapter(device.adapterInfo ?? adapterInfo ?? {}) };
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

/** The largest tensor that the app's backend can compute with, in bytes; infinite where none is known. */
export function largestTensorBytes(): number {
  if (getBackend() !== 'webgpu') return Infinity;
  const { device } = backend() as unknown as { device: GPUDevice };
  return device.limits.maxStorageBufferBindingSize;
}

/** Name of a WebGPU adapter, and whether it is a software one. */
export function describeAdapter(info: AdapterDescription): Omit<BackendInfo, 'backend'> {
  const adapter = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ');
  return {
    adapter: adapter || 'unnamed adapter',
    software: info.isFallbackAdapter === true || isSoftwareRenderer(adapter),
  };
}

/** Name of a WebGL renderer, and whether it is a software one. */
export function describeRenderer(
  gl: WebGLRenderingContext | WebGL2RenderingContext,
): Omit<BackendInfo, 'backend'> {
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info');
  const adapter = String(gl.getParameter(unmasked?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  return { adapter, software: isSoftwareRenderer(adapter) };
}

function isSoftwareRenderer(name: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp|software/i.test(name);
}
