import { InvalidFeaturesError } from '../../base/errors.js';
import type { DeviceRows, GpuRows, LentBuffer } from '../../base/rows.js';
import { deviceError, deviceErrorSoon, errorOf, lossAfter, READ, usage } from './device.js';

export function isGpuRows(rows: unknown): rows is GpuRows {
  return typeof rows === 'object' && rows !== null && 'buffer' in rows && 'count' in rows;
}

/**
 * Copies rows at once, in a command buffer of its own: one that the GPU refuses would take other work
 * down with it.
 *
 * @returns The copy, which will know whether the GPU refused it.
 * @throws {@link InvalidFeaturesError} where the buffer cannot hold the rows.
 */
export function copyGpuRows({ buffer, count, width }: GpuRows, device: GPUDevice): DeviceRows {
  const bytes = 4 * count * width;
  const areSizes = [count, width].every((size) => Number.isInteger(size) && size > 0);
  if (!areSizes || !(buffer?.size >= bytes) || !(buffer.usage & usage.COPY_SRC)) {
    throw new InvalidFeaturesError(
      `live: a GPU buffer of ${buffer?.size} bytes and usage ${buffer?.usage} came for ${count} ` +
        `rows of ${width}; one of ${bytes} bytes or more with usage COPY_SRC (4) was expected.`,
    );
  }
  let rows: CopiedRows | undefined;
  const error = errorOf(device, () => {
    rows = new CopiedRows(device, [count, width], (encoder, target) => {
      encoder.copyBufferToBuffer(buffer, 0, target, 0, bytes);
    });
  });
  rows!.refusal = error.then((found) => {
    if (found) rows!.spoil();
    return refusalOf(found);
  });
  return rows!;
}

function refusalOf(error: GPUError | undefined): InvalidFeaturesError | undefined {
  if (!error) return undefined;
  return new InvalidFeaturesError(
    `live: the GPU buffer cannot be read: ${error.message.trim()} A buffer that is neither mapped ` +
      'nor destroyed, and of the same GPUDevice as the monitor computes on, was expected; from ' +
      'another device, give the rows as a Float32Array.',
  );
}

/** Rows in a buffer of our own. */
class CopiedRows implements DeviceRows {
  readonly shape: readonly [count: number, width: number];
  readonly device: GPUDevice;
  readonly holder: GPUDevice;
  refusal: Promise<InvalidFeaturesError | undefined> | undefined;
  readonly #buffer: GPUBuffer;
  #loans = 0;
  #isDisposed = false;
  #isGivenBack = false;
  #isSpoilt = false;

  constructor(
    device: GPUDevice,
    shape: readonly [count: number, width: number],
    fill: (encoder: GPUCommandEncoder, buffer: GPUBuffer) => void,
  ) {
    this.device = device;
    this.holder = device;
    this.shape = shape;
    this.#buffer = takeBuffer(device, 4 * shape[0] * shape[1], 'storage');
    submit(device, (encoder) => fill(encoder, this.#buffer));
  }

  async data(): Promise<Float32Array> {
    const refusal = await this.refusal;
    if (refusal) throw refusal;
    const [count, width] = this.shape;
    const bytes = 4 * count * width;
    const readback = takeBuffer(this.device, bytes, 'readback');
    submit(this.device, (encoder) => {
      encoder.copyBufferToBuffer(this.#buffer, 0, readback, 0, bytes);
    });
    try {
      await readback.mapAsync(READ, 0, bytes);
    } catch {
      readback.destroy();
      throw await deviceErrorSoon(this.device);
    }
    const values = new Float32Array(readback.getMappedRange(0, bytes)).slice();
    readback.unmap();
    const { message } = await lossAfter('read', this.device);
    if (message !== undefined) throw deviceError(this.device);
    giveBuffer(this.device, readback, 'readback');
    return values;
  }

  pick(at: readonly number[]): DeviceRows {
    const bytes = 4 * this.shape[1];
    const picked = new CopiedRows(this.device, [at.length, this.shape[1]], (encoder, buffer) => {
      at.forEach((row, to) => {
        encoder.copyBufferToBuffer(this.#buffer, bytes * row, buffer, bytes * to, bytes);
      });
    });
    picked.refusal = this.refusal;
    return picked;
  }

  lend(): LentBuffer {
    this.#loans++;
    const release = () => {
      this.#loans--;
      this.#giveBack();
    };
    return { buffer: this.#buffer, release };
  }

  /** The device refused the copy, or the buffer itself: it is not to be used again. */
  spoil(): void {
    this.#isSpoilt = true;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#giveBack();
  }

  /** Not before the commands of those who borrowed it are submitted: the next rows would come first. */
  #giveBack(): void {
    if (!this.#isDisposed || this.#loans > 0 || this.#isGivenBack) return;
    this.#isGivenBack = true;
    if (this.#isSpoilt) this.#buffer.destroy();
    else giveBuffer(this.device, this.#buffer, 'storage');
  }
}

function submit(device: GPUDevice, record: (encoder: GPUCommandEncoder) => void): void {
  const encoder = device.createCommandEncoder({ label: 'drift rows' });
  record(encoder);
  device.queue.submit([encoder.finish()]);
}

type Use = 'storage' | 'readback';

/** Buffers of one use and size that are kept for the next rows; more, and large ones, are destroyed. */
const KEPT = 4;
const KEPT_BYTES = 2 ** 20;

/** By device, then by use and size. */
const shelves = new WeakMap<GPUDevice, Map<string, GPUBuffer[]>>();

/** A buffer of at least so many bytes: sizes are powers of two, so that few kinds are kept. */
function takeBuffer(device: GPUDevice, bytes: number, use: Use): GPUBuffer {
  const size = 2 ** Math.max(8, Math.ceil(Math.log2(bytes)));
  const kept = shelfOf(device, use, size).pop();
  if (kept) return kept;
  return device.createBuffer({
    label: 'drift rows',
    size,
    usage: usage.COPY_DST | (use === 'storage' ? usage.COPY_SRC : usage.MAP_READ),
  });
}

function giveBuffer(device: GPUDevice, buffer: GPUBuffer, use: Use): void {
  const shelf = shelfOf(device, use, buffer.size);
  if (shelf.length < KEPT && buffer.size <= KEPT_BYTES) shelf.push(buffer);
  else buffer.destroy();
}

function shelfOf(device: GPUDevice, use: Use, size: number): GPUBuffer[] {
  const ofDevice = shelves.get(device) ?? new Map<string, GPUBuffer[]>();
  shelves.set(device, ofDevice);
  const key = `${use} ${size}`;
  const shelf = ofDevice.get(key) ?? [];
  ofDevice.set(key, shelf);
  return shelf;
}
