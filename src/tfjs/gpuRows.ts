import { backend, fill, getBackend, keep, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { InvalidFeaturesError } from '../core/base/errors.js';
import type { GpuRows } from '../core/base/rows.js';
import type { TakenRows } from '../core/model/runtime.js';

/** What is needed of tfjs's WebGPU backend. */
interface DeviceBackend {
  readonly device?: GPUDevice;
}

const COPY_SRC = 0x4;

export function isGpuRows(rows: unknown): rows is GpuRows {
  return typeof rows === 'object' && rows !== null && 'buffer' in rows && 'count' in rows;
}

/**
 * Copies rows at once, in a command buffer of its own: one that the GPU refuses would take the
 * app's work down with it in tfjs's.
 *
 * @throws {@link InvalidFeaturesError} where tfjs is not on WebGPU, or the buffer cannot hold the rows.
 */
export function copyGpuRows({ buffer, count, width }: GpuRows): TakenRows {
  const { device } = backend() as unknown as DeviceBackend;
  if (!device) {
    throw new InvalidFeaturesError(
      `live: a GPU buffer came, but tfjs computes on '${getBackend()}'; give the rows as a ` +
        'Float32Array, or choose the WebGPU backend for tfjs.',
    );
  }
  const bytes = 4 * count * width;
  const areSizes = [count, width].every((size) => Number.isInteger(size) && size > 0);
  if (!areSizes || !(buffer?.size >= bytes) || !(buffer.usage & COPY_SRC)) {
    throw new InvalidFeaturesError(
      `live: a GPU buffer of ${buffer?.size} bytes and usage ${buffer?.usage} came for ${count} ` +
        `rows of ${width}; one of ${bytes} bytes or more with usage COPY_SRC (4) was expected.`,
    );
  }
  let target: GPUBuffer | undefined;
  const onBackend = tidy(() => {
    const zeros = fill<Tensor2D['rankType']>([count, width], 0).dataToGPU();
    target = zeros.buffer;
    return keep(zeros.tensorRef as Tensor2D);
  });
  device.pushErrorScope('validation');
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, target!, 0, bytes);
  device.queue.submit([encoder.finish()]);
  const refusal = device.popErrorScope().then(refusalOf, refusalOf);
  return { onBackend, refusal };
}

function refusalOf(error: GPUError | null): InvalidFeaturesError | undefined {
  if (!error) return undefined;
  return new InvalidFeaturesError(
    `live: the GPU buffer cannot be read: ${error.message.trim()} A buffer that is neither mapped ` +
      'nor destroyed, and of the same GPUDevice as tfjs (`tf.backend().device`), was expected; from ' +
      'another device, give the rows as a Float32Array.',
  );
}
