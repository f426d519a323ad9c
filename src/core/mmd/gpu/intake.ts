import type { LentBuffer } from '../../base/rows.js';
import type { Commands, Part, Readback } from './commands.js';
import type { EngineBuffers } from './engineBuffers.js';
import type { EngineShaders } from './engineShaders.js';
import { rowsAtOnce } from './incomingRows.js';
import type { Constants } from './parameters.js';
import { WORKGROUP } from './program.js';

/** Takes rows from a device into the pool: a copy as they came, then into the frame. */
export class Intake {
  readonly #constants: Constants;
  readonly #incoming: GPUBuffer;
  readonly #takeIn: EngineShaders['takeIn'];
  readonly #windowSize: number;
  /** The row that came last: its values, where it lies among those that came with it, and its slot. */
  #last = { row: 0, width: 0, slot: 0 };

  constructor(constants: Constants, { incoming }: EngineBuffers, { takeIn }: EngineShaders) {
    this.#constants = constants;
    this.#incoming = incoming;
    this.#takeIn = takeIn;
    this.#windowSize = constants.size - constants.referenceSize;
  }

  /** Records it; the loan is released with the submit. */
  take(
    commands: Commands,
    loan: LentBuffer,
    [count, width]: readonly [count: number, width: number],
    slot: number,
  ): void {
    commands.hold(loan);
    const { encoder } = commands;
    const bytes = 16 * this.#constants.incomingWidth;
    const atOnce = rowsAtOnce(this.#windowSize);
    for (let start = 0; start < count; start += atOnce) {
      const taken = Math.min(atOnce, count - start);
      for (let i = 0; i < taken; i++) {
        const from = 4 * width * (start + i);
        encoder.copyBufferToBuffer(loan.buffer, from, this.#incoming, bytes * i, 4 * width);
      }
      const last = (slot + start + taken - 1) % this.#windowSize;
      this.#last = { row: taken - 1, width, slot: last };
      const pass = encoder.beginComputePass();
      const groups = Math.ceil((4 * this.#constants.width) / WORKGROUP);
      this.#takeIn.run(pass, (slot + start) % this.#windowSize, groups, taken);
      pass.end();
    }
  }

  /** Copies the row that came last, as it came, to the reading; nothing where none came. */
  copyLast(
    encoder: GPUCommandEncoder,
    readback: Readback,
  ): { readonly slot: number; readonly part: Part } | undefined {
    const { row, width, slot } = this.#last;
    if (width === 0) return undefined;
    const start = 4 * this.#constants.incomingWidth * row;
    return { slot, part: readback.copy(encoder, this.#incoming, start, width) };
  }
}
