import type { FeatureRows } from '../base/rows.js';
import type { Pause } from '../base/tasks.js';
import { type DistanceMeasure, distancesToRow } from './distances.js';
import { type Frame, frameOf, frameRow } from './frame.js';
import { wasmModule } from './wasmModule.js';

/** What computes distances in main memory. */
export type RowPlace = 'wasm' | 'typescript';

/**
 * Rows in the {@link Frame} of a reference and in float32, and the distances of one of them to others.
 * The reference's rows come first.
 */
export interface RowStore {
  readonly place: RowPlace;
  /** What distances are multiplied by; squared ones by its square. A power of two. */
  readonly scale: number;
  /** Puts row `i` of rows in place of the one at `position`. */
  set(position: number, rows: FeatureRows, i: number): void;
  /**
   * Sets `out[j]`, for `start` ≤ j < `end`, to the distance of the row at `position` to row j: in
   * WebAssembly within 1e-6 of the exact sum, in TypeScript within 1e-12; 0 for equal rows, and the
   * same both ways round.
   */
  distances(
    measure: DistanceMeasure,
    position: number,
    start: number,
    end: number,
    out: Float64Array,
  ): void;
}

/**
 * The rows of a reference, and room for more; in slices.
 *
 * @param capacity Rows in all.
 * @param place `'wasm'` becomes `'typescript'` where WebAssembly cannot be had.
 */
export async function createRowStore(
  reference: FeatureRows,
  capacity: number,
  pause: Pause,
  place: RowPlace = 'wasm',
): Promise<RowStore> {
  const frame = frameOf(reference);
  const store = emptyStore(capacity, frame, place);
  for (let i = 0; i < reference.count; i++) {
    store.set(i, reference, i);
    await pause();
  }
  return store;
}

function emptyStore(capacity: number, frame: Frame, place: RowPlace): RowStore {
  const module = place === 'wasm' ? compiled() : undefined;
  try {
    if (module) return new WasmRows(capacity, frame, module);
  } catch {
    // The address space of a page holds some hundred WebAssembly memories.
  }
  return new TypedRows(capacity, frame);
}

let known: WebAssembly.Module | 'none' | undefined;

/** Decided once: a Content-Security-Policy without `'wasm-unsafe-eval'`, or no SIMD, leaves none. */
function compiled(): WebAssembly.Module | undefined {
  known ??= compile();
  return known === 'none' ? undefined : known;
}

function compile(): WebAssembly.Module | 'none' {
  try {
    const bytes = Uint8Array.from(atob(wasmModule), (char) => char.charCodeAt(0));
    return new WebAssembly.Module(bytes);
  } catch {
    return 'none';
  }
}

/** Rows are padded to this many values, so that the module needs no rest of a row. */
const LANES = 16;
const PAGE_BYTES = 65_536;

type Distances = (
  absolute: number,
  row: number,
  other: number,
  count: number,
  bytes: number,
  out: number,
) => void;

/** Rows in the memory of `distances.wat`, and behind them room for the distances. */
class WasmRows implements RowStore {
  readonly place = 'wasm';
  readonly #frame: Frame;
  readonly #rowBytes: number;
  readonly #outStart: number;
  readonly #memory: WebAssembly.Memory;
  readonly #out: Float64Array;
  readonly #distances: Distances;

  constructor(capacity: number, frame: Frame, module: WebAssembly.Module) {
    this.#frame = frame;
    this.#rowBytes = 4 * LANES * Math.ceil(frame.centre.length / LANES);
    this.#outStart = capacity * this.#rowBytes;
    const pages = Math.ceil((this.#outStart + 8 * capacity) / PAGE_BYTES);
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#out = new Float64Array(this.#memory.buffer, this.#outStart, capacity);
    const { exports } = new WebAssembly.Instance(module, { rows: { memory: this.#memory } });
    this.#distances = exports['distances'] as Distances;
  }

  get scale(): number {
    return this.#frame.scale;
  }

  set(position: number, rows: FeatureRows, i: number): void {
    const row = new Float32Array(this.#memory.buffer, position * this.#rowBytes, rows.width);
    frameRow(this.#frame, rows, i, row);
  }

  distances(
    measure: DistanceMeasure,
    position: number,
    start: number,
    end: number,
    out: Float64Array,
  ): void {
    if (end <= start) return;
    this.#distances(
      measure === 'absolute' ? 1 : 0,
      position * this.#rowBytes,
      start * this.#rowBytes,
      end - start,
      this.#rowBytes,
      this.#outStart,
    );
    out.set(this.#out.subarray(0, end - start), start);
  }
}

/** The same in TypeScript, summed in float64. */
class TypedRows implements RowStore {
  readonly place = 'typescript';
  readonly #frame: Frame;
  readonly #rows: FeatureRows & { readonly values: Float32Array };

  constructor(capacity: number, frame: Frame) {
    const width = frame.centre.length;
    this.#frame = frame;
    this.#rows = { values: new Float32Array(capacity * width), count: capacity, width };
  }

  get scale(): number {
    return this.#frame.scale;
  }

  set(position: number, rows: FeatureRows, i: number): void {
    const { values, width } = this.#rows;
    const row = values.subarray(position * width, (position + 1) * width);
    frameRow(this.#frame, rows, i, row);
  }

  distances(
    measure: DistanceMeasure,
    position: number,
    start: number,
    end: number,
    out: Float64Array,
  ): void {
    distancesToRow(measure, this.#rows, position, start, end, out);
  }
}
