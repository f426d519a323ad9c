/** Sums over splits of four kernel matrices at once; see laneSums.wat. */
import { readFileSync } from 'node:fs';
import loadWabt from 'wabt';
import type { Splits } from '../../src/core/mmd/splits.js';

/** Kernels that are summed at once, side by side in a register. */
export const LANES = 4;

const ROW_BYTES = 4 * LANES;
const SUM_BYTES = 8 * LANES;
const PAGE = 65_536;

interface Exports {
  readonly memory: WebAssembly.Memory;
  addRow(
    row: number,
    own: number,
    next: number,
    sums: number,
    end: number,
    stride: number,
    splits: number,
  ): void;
}

async function assembled(): Promise<WebAssembly.Module> {
  const { parseWat } = await loadWabt();
  const source = new URL('laneSums.wat', import.meta.url);
  const { buffer } = parseWat('laneSums.wat', readFileSync(source, 'utf8'), {
    simd: true,
  }).toBinary({});
  return WebAssembly.compile(Uint8Array.from(buffer));
}

let module: Promise<WebAssembly.Module> | undefined;

/** Σ K_ij over the pairs i < j of each split's group, for pools of one size. */
export class LaneSums {
  /** Where the values of the next row are written, shape [pool size, LANES]. */
  readonly row: Float32Array;
  /** Shape [splits, LANES]. */
  readonly sums: Float64Array;
  readonly #exports: Exports;
  readonly #splits: Splits;
  readonly #next: Uint32Array;
  readonly #positionsAt: number;

  static async of(splits: Splits): Promise<LaneSums> {
    module ??= assembled();
    const { exports } = await WebAssembly.instantiate(await module);
    return new LaneSums(splits, exports as unknown as Exports);
  }

  private constructor(splits: Splits, exports: Exports) {
    const { positions, count, groupSize, poolSize } = splits;
    const sumsAt = ROW_BYTES * poolSize;
    const nextAt = sumsAt + SUM_BYTES * count;
    this.#positionsAt = nextAt + 4 * count;
    exports.memory.grow(Math.ceil((this.#positionsAt + 4 * positions.length) / PAGE));
    const { buffer } = exports.memory;
    this.row = new Float32Array(buffer, 0, LANES * poolSize);
    this.sums = new Float64Array(buffer, sumsAt, LANES * count);
    this.#next = new Uint32Array(buffer, nextAt, count);
    const offsets = new Uint32Array(buffer, this.#positionsAt, positions.length);
    for (let split = 0; split < count; split++) {
      const group = positions.slice(split * groupSize, (split + 1) * groupSize).sort();
      offsets.set(
        group.map((position) => position * ROW_BYTES),
        split * groupSize,
      );
    }
    this.#exports = exports;
    this.#splits = splits;
  }

  /** Forgets the sums, before row 0 of other kernels. */
  restart(): void {
    const { groupSize } = this.#splits;
    this.sums.fill(0);
    for (let split = 0; split < this.#next.length; split++) {
      this.#next[split] = this.#positionsAt + 4 * groupSize * split;
    }
  }

  /** Adds row `i` of the matrices, as written into {@link row}: rows in their order, from 0. */
  add(i: number): void {
    const { groupSize, count } = this.#splits;
    const stride = 4 * groupSize;
    this.#exports.addRow(
      0,
      i * ROW_BYTES,
      this.#next.byteOffset,
      this.sums.byteOffset,
      this.#positionsAt + stride,
      stride,
      count,
    );
  }
}
