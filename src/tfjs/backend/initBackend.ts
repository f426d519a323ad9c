import {
  engine,
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import { came, requireType } from '../../core/base/checks.js';
import { BackendUnavailableError, InvalidOptionError } from '../../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { type Abortable, patiently } from '../../core/base/patience.js';
import type { BackendInfo } from '../../core/model/runtime.js';
import { backendInfo, describeRenderer } from './backendInfo.js';
import { type DeviceListeners, registerOwnedDevice } from './ownedDevice.js';

/** Options of {@link initBackend}. */
export interface InitBackendOptions extends DeviceListeners, Abortable {
  /**
   * Backends to try, best first. They count only where the app imported them
   * (and, for wasm, told tfjs where its files are). @defaultValue `['webgpu', 'webgl', 'wasm', 'cpu']`
   */
  readonly prefer?: readonly string[];
  /**
   * Whether to accept a GPU backend that is emulated on the CPU; it works, and is slower than wasm.
   * @defaultValue `false`
   */
  readonly allowSoftware?: boolean;
}

const NAMES: NamesOf<InitBackendOptions> = {
  signal: true,
  prefer: true,
  allowSoftware: true,
  onDeviceLost: true,
  onDeviceError: true,
};

/** A backend that was tried and refused. */
export interface RefusedBackend {
  readonly backend: string;
  readonly reason: string;
}

/** The backend that was chosen, and why those before it were refused. */
export interface BackendChoice extends BackendInfo {
  readonly refused: readonly RefusedBackend[];
}

/**
 * Chooses the app's tfjs backend: the first that works of those that the app has imported. WebGPU counts only
 * on a real adapter, and its device is watched. A backend that does not answer for a minute is given up.
 * Nothing else in this library changes the backend.
 *
 * @throws InvalidOptionError for an option that is not known, or of the wrong kind.
 * @throws BackendUnavailableError with a reason for each backend, if none of them works.
 * @throws The signal's reason, when aborted.
 */
export async function initBackend(options: InitBackendOptions = {}): Promise<BackendChoice> {
  requireKnownNames('initBackend', options, NAMES);
  const { prefer = ['webgpu', 'webgl', 'wasm', 'cpu'], allowSoftware = false } = options;
  if (!Array.isArray(prefer) || prefer.some((backend) => typeof backend !== 'string')) {
    throw new InvalidOptionError(
      `prefer: an array of names was expected, as ['webgpu', 'wasm'], ${came(prefer)} came.`,
    );
  }
  requireType('allowSoftware', allowSoftware, 'boolean');
  requireType('onDeviceLost', options.onDeviceLost, 'function');
  requireType('onDeviceError', options.onDeviceError, 'function');
  const refused: RefusedBackend[] = [];
  for (const backend of prefer) {
    options.signal?.throwIfAborted();
    const reason = await start(backend, allowSoftware, options);
    if (reason === undefined) return { ...backendInfo(), refused };
    refused.push({ backend, reason });
  }
  const reasons = refused.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ');
  throw new BackendUnavailableError(
    `No tfjs backend could be started (${reasons || 'none was asked for'}). Import ` +
      '@tensorflow/tfjs-backend-cpu for one that always works, or see webgpureport.org.',
  );
}

/** Starts one backend; returns the reason where it will not do. */
async function start(
  backend: string,
  allowSoftware: boolean,
  { signal, ...listeners }: DeviceListeners & Abortable,
): Promise<string | undefined> {
  try {
    if (backend === 'webgpu') {
      const reason = await registerOwnedDevice(allowSoftware, listeners, signal);
      if (reason) return reason;
    }
    if (!findBackendFactory(backend)) return 'its package is not imported';
    if (backend === 'webgl' && !allowSoftware) {
      const renderer = softwareRenderer();
      if (renderer) return `its renderer is a software one (${renderer})`;
    }
    return (await started(backend, signal)) ? undefined : 'tfjs could not start it';
  } catch (error) {
    signal?.throwIfAborted();
    return String(error instanceof Error ? error.message : error).replace(/\.$/, '');
  }
}

async function started(backend: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    return await patiently(setBackend(backend), 'It', { signal });
  } catch (error) {
    // Else tfjs would compute on it once it comes, under the name of the one that was taken instead.
    const { factory, priority } = engine().registryFactory[backend]!;
    removeBackend(backend);
    registerBackend(backend, factory, priority);
    throw error;
  }
}

function softwareRenderer(): string | undefined {
  const isPage = typeof document !== 'undefined';
  const canvas = isPage ? document.createElement('canvas') : new OffscreenCanvas(1, 1);
  const gl = canvas.getContext('webgl2');
  if (!gl) return undefined;
  const { adapter, software } = describeRenderer(gl);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return software ? adapter : undefined;
}
