import type { LentBuffer } from '../../base/rows.js';
import type { BufferPool } from './bufferPool.js';
import { errorOf } from './errorScopes.js';
import { READ, usage } from './flags.js';

/**
 * Commands that are recorded one after the other and submitted together: when they are asked for, or
 * else at the end of the running task's promise jobs, so that nothing waits unseen.
 */
export class Commands {
  readonly #device: GPUDevice;
  readonly #onError: (error: { readonly message: string }) => void;
  #encoder: GPUCommandEncoder | undefined;
  #loans: LentBuffer[] = [];
  #checked: Promise<unknown> = Promise.resolve();

  /** @param onError Told what the device refused; the commands that were submitted with it are lost. */
  constructor(device: GPUDevice, onError: (error: { readonly message: string }) => void) {
    this.#device = device;
    this.#onError = onError;
  }

  /** What to record into, until the next {@link submit}. */
  get encoder(): GPUCommandEncoder {
    if (!this.#encoder) {
      const encoder = this.#device.createCommandEncoder({ label: 'drift' });
      this.#encoder = encoder;
      queueMicrotask(() => {
        if (this.#encoder === encoder) this.submit();
      });
    }
    return this.#encoder;
  }

  /** Keeps a loan until what is being recorded is submitted. */
  hold(loan: LentBuffer): void {
    this.#loans.push(loan);
  }

  submit(): void {
    const encoder = this.#encoder;
    if (!encoder) return;
    this.#encoder = undefined;
    const loans = this.#loans;
    this.#loans = [];
    const error = errorOf(this.#device, () => {
      this.#device.queue.submit([encoder.finish()]);
    });
    for (const loan of loans) loan.release();
    const checked = error.then((found) => found && this.#onError(found), this.#onError);
    this.#checked = Promise.all([this.#checked, checked]).then(() => undefined);
  }

  /** Gives up what is being recorded, and gives back what was lent for it. */
  abandon(): void {
    this.#encoder = undefined;
    for (const loan of this.#loans.splice(0)) loan.release();
  }

  /** Resolves when the device has taken or refused all that was submitted before. */
  async checked(): Promise<void> {
    await this.#checked;
  }
}

/** A part of a reading. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** Gives the values of a part; they are the caller's. */
export type ReadValues = (part: Part) => Float32Array;

/** Float32 values that commands copy from several buffers, to be mapped together. */
export class Readback {
  readonly #buffer: GPUBuffer;
  #length = 0;

  /** @param capacity Values of the largest reading. */
  constructor(device: BufferPool, capacity: number) {
    this.#buffer = device.createBuffer({
      label: 'drift readback',
      size: 4 * capacity,
      usage: usage.MAP_READ | usage.COPY_DST,
    });
  }

  /** Adds `count` values of a buffer from `start` on to the reading. */
  copy(encoder: GPUCommandEncoder, source: GPUBuffer, start: number, count: number): Part {
    const part = { start: this.#length, end: this.#length + count };
    encoder.copyBufferToBuffer(source, 4 * start, this.#buffer, 4 * part.start, 4 * count);
    this.#length = part.end;
    return part;
  }

  /**
   * All that was added, once the commands are through; the next reading may then begin. Rejects where
   * the device is lost.
   */
  async read(): Promise<ReadValues> {
    const bytes = 4 * this.#length;
    this.#length = 0;
    await this.#buffer.mapAsync(READ, 0, bytes);
    const values = new Float32Array(this.#buffer.getMappedRange(0, bytes)).slice();
    this.#buffer.unmap();
    return ({ start, end }) => values.slice(start, end);
  }
}
