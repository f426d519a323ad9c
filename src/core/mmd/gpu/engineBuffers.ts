import type { FeatureRows } from '../../base/rows.js';
import { type Frame, frameRow } from '../../math/frame.js';
import type { EngineConfig, PoolSize } from '../engine.js';
import { memberBits } from '../splits.js';
import type { BufferPool } from './bufferPool.js';
import { usage as usageFlags } from './flags.js';
import { rowsAtOnce } from './incomingRows.js';
import { columnGroups } from './kernelShaders.js';
import type { Constants } from './parameters.js';
import { BLOCK, positionBlocks } from './splitShaders.js';

/** What an engine keeps on its device; float32 but for the splits. */
export interface EngineBuffers {
  /** Shape [N, width]: rows in the frame, padded by zeros, which change no distance. */
  readonly pool: GPUBuffer;
  /** K₀, shape [stride, stride]: behind its N rows and columns there are zeros. */
  readonly matrix: GPUBuffer;
  /** Shape [2, splits]: the statistics, and what rounding added to them. */
  readonly statistics: GPUBuffer;
  /** See `splitShaders.ts`. */
  readonly positions: GPUBuffer;
  readonly members: GPUBuffer;
  /** See `kernelColumn`. */
  readonly change: GPUBuffer;
  /** Shape [2, stride], see `rowSums`. */
  readonly sums: GPUBuffer;
  /** Shape [parts, splits]. */
  readonly partials: GPUBuffer;
  /** Shape [rows, incoming width]: rows as they came from a device, padded by zeros. */
  readonly incoming: GPUBuffer;
  /** Shape [width]. */
  readonly centre: GPUBuffer;
  /** Shape [incoming width], and [components, incoming width]; a zero where there is no projection. */
  readonly mean: GPUBuffer;
  readonly components: GPUBuffer;
}

/** Values from one row of the matrix to the next: at least one zero follows a row. */
export function strideOf(size: number): number {
  return 4 * Math.ceil((size + 1) / 4);
}

/** Bytes of the largest buffer; to be compared with the device's limits of a binding and a buffer. */
export function largestBufferBytes(
  { referenceSize, windowSize, width }: PoolSize,
  splits: number,
): number {
  const size = referenceSize + windowSize;
  const blocks = Math.ceil(Math.min(referenceSize, windowSize) / BLOCK);
  return Math.max(
    4 * strideOf(size) ** 2,
    16 * size * Math.ceil(width / 4),
    2 * BLOCK * blocks * splits,
  );
}

export function createBuffers(
  device: BufferPool,
  { reference, windowSize, splits, projection }: EngineConfig,
  frame: Frame,
  constants: Constants,
): EngineBuffers {
  const { size, stride, parts } = constants;
  const width = 4 * constants.width;
  const incomingWidth = 4 * constants.incomingWidth;
  const { STORAGE, COPY_SRC, COPY_DST } = usageFlags;
  const empty = (label: string, length: number, usage = 0) =>
    device.createBuffer({ label: `drift ${label}`, size: 4 * length, usage: STORAGE | usage });
  const filled = (label: string, length: number, fill: (bytes: ArrayBuffer) => void, usage = 0) => {
    const buffer = device.createBuffer({
      label: `drift ${label}`,
      size: 4 * length,
      usage: STORAGE | usage,
      mappedAtCreation: true,
    });
    fill(buffer.getMappedRange());
    buffer.unmap();
    return buffer;
  };
  const table = (label: string, words: Uint32Array) =>
    filled(label, words.length, (bytes) => new Uint32Array(bytes).set(words));
  const rows = (label: string, { values, count, width: from }: FeatureRows, to: number) =>
    filled(label, count * to, (bytes) => {
      const padded = new Float32Array(bytes);
      for (let i = 0; i < count; i++) {
        padded.set(values.subarray(i * from, (i + 1) * from), i * to);
      }
    });
  const row = (label: string, values: Float32Array, to: number) =>
    rows(label, { values, count: 1, width: values.length }, to);
  return {
    pool: filled(
      'pool',
      size * width,
      (bytes) => {
        const values = new Float32Array(bytes);
        for (let i = 0; i < reference.count; i++) {
          frameRow(frame, reference, i, values.subarray(i * width, (i + 1) * width));
        }
      },
      COPY_DST,
    ),
    matrix: empty('matrix', stride * stride, COPY_SRC),
    statistics: empty('statistics', 2 * splits.count, COPY_SRC),
    positions: table('positions', positionBlocks(splits)),
    members: table('members', memberBits(splits)),
    change: empty('change', size + 1 + columnGroups(size)),
    sums: empty('sums', 2 * stride, COPY_SRC),
    partials: empty('partials', parts * splits.count),
    incoming: empty('incoming', rowsAtOnce(windowSize) * incomingWidth, COPY_SRC | COPY_DST),
    centre: row('centre', frame.centre, width),
    mean: row('mean', projection?.mean ?? new Float32Array(1), projection ? incomingWidth : 4),
    components: projection
      ? rows('components', projection.components, incomingWidth)
      : empty('components', 4),
  };
}
