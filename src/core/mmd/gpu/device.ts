import { DeviceError, DeviceLostError, DriftError } from '../../base/errors.js';
import { nextTask } from '../../base/tasks.js';

/**
 * Work on a device whose errors are ours: without scopes they would go to the app, as those of its
 * own work do.
 *
 * @param work Synchronous, so that nobody else's calls come between.
 * @returns The first error, once the device has done or refused the work; undefined where there was
 *   none, or the device is lost.
 */
export async function errorOf(device: GPUDevice, work: () => void): Promise<GPUError | undefined> {
  let scopes: Promise<GPUError | null>[] = [];
  let open = 0;
  try {
    for (const filter of ['validation', 'out-of-memory', 'internal'] as const) {
      device.pushErrorScope(filter);
      open++;
    }
    work();
  } finally {
    // All of them, whatever one of them says: a scope left open would take the app's own errors.
    scopes = Array.from({ length: open }, async () => device.popErrorScope()).map((scope) =>
      scope.catch(() => null),
    );
  }
  const errors = await Promise.all(scopes);
  return errors.find((error) => error !== null) ?? undefined;
}

/** Why a device is lost; empty while it is not. */
export interface DeviceLoss {
  readonly message?: string;
}

const losses = new WeakMap<GPUDevice, DeviceLoss>();

/**
 * What is known of a device's loss, at any time. One listener a device: its promise keeps whatever
 * listens as long as the device lives.
 */
export function lossOf(device: GPUDevice): DeviceLoss {
  const known = losses.get(device);
  if (known) return known;
  const loss: { message?: string } = {};
  losses.set(device, loss);
  device.lost.then(({ reason, message }) => {
    loss.message = (message || reason).trim().replace(/\.$/, '');
  });
  return loss;
}

/** What to throw for work that a device refused with this error, or did not do as it is lost. */
export function deviceError(device: GPUDevice, error?: { readonly message: string }): DeviceError {
  const { message } = lossOf(device);
  if (message !== undefined) {
    return new DeviceLostError(
      `The GPUDevice that tests are computed on is lost: ${message}. A monitor goes on in main memory; ` +
        'rows that lie on the device are gone, so give later ones as arrays, or make both anew.',
    );
  }
  return new DeviceError(
    `The GPU refused what a test needs: ${error?.message?.trim() || 'no reason was given'} A monitor ` +
      'goes on in main memory; give `mmdTest` no `compute`.',
    { cause: error },
  );
}

/** What to throw for an error of any kind that working with a device threw. */
export function ofDevice(device: GPUDevice, error: unknown): unknown {
  return error instanceof DriftError ? error : deviceError(device, error as Error);
}

/** How long after a readback that failed a lost device may take to say so. */
const TELLING_MS = 200;

/**
 * What is known of a device's loss after a readback: of what the loss did to it one may hear before one
 * hears of the loss.
 */
export async function lossAfter(
  outcome: 'read' | 'failed',
  device: GPUDevice,
): Promise<DeviceLoss> {
  const loss = lossOf(device);
  if (outcome === 'read') await nextTask();
  else await Promise.race([device.lost, new Promise((end) => setTimeout(end, TELLING_MS))]);
  return loss;
}

/** The same after a mapping that failed: a lost device says so only then. */
export async function deviceErrorSoon(
  device: GPUDevice,
  error?: { readonly message: string },
): Promise<DeviceError> {
  await lossAfter('failed', device);
  return deviceError(device, error);
}

/** Flags as the WebGPU specification fixes them: the lib types that this room compiles with name none. */

export const usage = {
  MAP_READ: 0x1,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  UNIFORM: 0x40,
  STORAGE: 0x80,
} as const;

/** Of `mapAsync`. */
export const READ = 0x1;

/** A shader stage. */
export const COMPUTE = 0x4;

/** Buffers that are made for one purpose, and destroyed together. */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #buffers: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  createBuffer(descriptor: GPUBufferDescriptor): GPUBuffer {
    const buffer = this.#device.createBuffer(descriptor);
    this.#buffers.push(buffer);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.#buffers.splice(0)) buffer.destroy();
  }
}
