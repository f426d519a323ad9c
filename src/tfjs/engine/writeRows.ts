import { concat, pad, slice, type Tensor2D } from '@tensorflow/tfjs-core';
import { type DriftKernel, runDriftKernel } from './gpuOp.js';

type Attributes = {
  /** Row of the pool where the ring starts; it goes on to the pool's end. */
  readonly ringStart: number;
  /** Slot of the ring that the first row goes to; after the last slot comes slot 0. */
  readonly slot: number;
};

const kernel: DriftKernel<{ pool: Tensor2D; rows: Tensor2D }, Attributes> = {
  name: 'DriftWriteRows',
  webgpu({ pool, rows }, { ringStart, slot }, { run }) {
    return run({
      key: 'driftWriteRows',
      outputShape: pool.shape,
      invocations: rows.shape[0]! * pool.shape[1]!,
      inputs: [{ name: 'rows', tensor: rows }],
      uniforms: [
        { name: 'ringStart', type: 'i32', value: ringStart },
        { name: 'slot', type: 'i32', value: slot },
      ],
      inPlace: pool,
      code: `
        fn main(index : i32) {
          let width = uniforms.outShape.y;
          let row = index / width;
          let column = index % width;
          if (row >= uniforms.rowsShape.x) { return; }
          let capacity = uniforms.outShape.x - uniforms.ringStart;
          let position = uniforms.ringStart + (uniforms.slot + row) % capacity;
          let isPadding = column >= uniforms.rowsShape.y;
          let source = row * uniforms.rowsShape.y + min(column, uniforms.rowsShape.y - 1);
          result[position * width + column] = select(rows[source], 0.0, isPadding);
        }`,
    });
  },
  stock({ pool, rows }, { ringStart, slot }) {
    const [size, width] = pool.shape;
    const capacity = size - ringStart;
    const count = rows.shape[0];
    const padded = pad(rows, [
      [0, 0],
      [0, width - rows.shape[1]],
    ]);
    const wrapped = Math.max(0, slot + count - capacity);
    const part = (source: Tensor2D, start: number, end: number): Tensor2D[] =>
      end > start ? [slice(source, [start, 0], [end - start, width])] : [];
    return concat([
      ...part(pool, 0, ringStart),
      ...part(padded, count - wrapped, count),
      ...part(pool, ringStart + wrapped, ringStart + slot),
      ...part(padded, 0, count - wrapped),
      ...part(pool, ringStart + slot + count, size),
    ]);
  },
};

/**
 * Writes rows into a ring that is the end of a pool of rows, padding them with zeros to its width.
 *
 * @param pool Shape [N, width].
 * @param rows Shape [count, at most width], count at most the ring's capacity.
 * @returns The changed pool: the same tensor on WebGPU, a new one elsewhere.
 */
export function writeRows(pool: Tensor2D, rows: Tensor2D, attributes: Attributes): Tensor2D {
  return runDriftKernel(kernel, { pool, rows }, attributes) as Tensor2D;
}
