import { InvalidFeaturesError } from '../../base/errors.js';
import { loadPart } from '../../base/loadPart.js';
import type { DeviceRows, GpuRows, LentBuffer } from '../../base/rows.js';
import { giveBuffer, submit, takeBuffer } from './copyBuffers.js';
import { errorOf } from './errorScopes.js';
import { usage } from './flags.js';

/** Kept, since `import` of what is there already takes a browser some tasks more. */
let part: typeof import('./readValues.later.js') | undefined;

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
    rows!.isRefused = found !== undefined;
    return found;
  });
  return rows!;
}

/** Rows in a buffer of our own. */
class CopiedRows implements DeviceRows {
  readonly shape: readonly [count: number, width: number];
  readonly device: GPUDevice;
  readonly holder: GPUDevice;
  refusal: Promise<GPUError | undefined> | undefined;
  readonly #buffer: GPUBuffer;
  #loans = 0;
  #isDisposed = false;
  #isGivenBack = false;
  /** The device refused the copy, or the buffer itself: it is not to be used again. */
  isRefused = false;

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
    const [count, width] = this.shape;
    const { buffer, release } = this.lend();
    try {
      part ??= await loadPart(() => import('./readValues.later.js'));
      return await part.readValues(this.device, buffer, count * width, this.refusal);
    } finally {
      release();
    }
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

  dispose(): void {
    this.#isDisposed = true;
    this.#giveBack();
  }

  /** Not before the commands of those who borrowed it are submitted: the next rows would come first. */
  #giveBack(): void {
    if (!this.#isDisposed || this.#loans > 0 || this.#isGivenBack) return;
    this.#isGivenBack = true;
    if (this.isRefused) this.#buffer.destroy();
    else giveBuffer(this.device, this.#buffer, 'storage');
  }
}
