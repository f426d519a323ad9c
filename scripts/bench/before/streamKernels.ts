import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { MmdWeights } from '../../../src/core/mmd/statistic.js';
import { tfjsKernel, WORKGROUP } from './tfjsKernel.js';

/** Attributes of the kernels that compute kernel values. */
export type KernelAttributes = {
  /** Factor of the squared distance, -1 / (2 · bandwidth²). */
  readonly scale: number;
  /** Taken off all values but the diagonal's, which are 0. */
  readonly shift: number;
};

/**
 * Writes rows into the ring that is the end of a pool from row `ringStart` on, from `slot` on, padding
 * them with zeros to its width. Gives the pool.
 */
export const writeRows = tfjsKernel<
  { pool: Tensor2D; rows: Tensor2D },
  { readonly ringStart: number; readonly slot: number }
>('BeforeWriteRows', ({ pool, rows }, { ringStart, slot }, { run }) =>
  run({
    key: 'beforeWriteRows',
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
  }),
);

/**
 * The new column of the kernel matrix for a pool row that was replaced, and its change: k' (N values),
 * then c = k' - K₀[:,position] (N values), then the sum of c in one part a workgroup.
 */
export const kernelColumn = tfjsKernel<
  { pool: Tensor2D; matrix: Tensor2D },
  KernelAttributes & { readonly position: number }
>('BeforeKernelColumn', ({ pool, matrix }, { position, scale, shift }, { run }) => {
  const size = pool.shape[0]!;
  return run({
    key: 'beforeKernelColumn',
    outputShape: [2 * size + Math.ceil(size / WORKGROUP)],
    invocations: size,
    inputs: [
      { name: 'pool', tensor: pool, components: 4 },
      { name: 'matrix', tensor: matrix },
    ],
    uniforms: [
      { name: 'position', type: 'i32', value: position },
      { name: 'scale', type: 'f32', value: scale },
      { name: 'shift', type: 'f32', value: shift },
    ],
    code: `
      var<workgroup> changes : array<f32, ${WORKGROUP}>;
      fn main(index : i32) {
        let size = uniforms.poolShape.x;
        let width = uniforms.poolShape.y / 4;
        changes[localIndex] = 0.0;
        if (index < size) {
          var squared = 0.0;
          let mine = index * width;
          let other = uniforms.position * width;
          for (var i = 0; i < width; i++) {
            let difference = pool[mine + i] - pool[other + i];
            squared += dot(difference, difference);
          }
          let isDiagonal = index == uniforms.position;
          let value = select(exp(squared * uniforms.scale) - uniforms.shift, 0.0, isDiagonal);
          let change = value - matrix[uniforms.position * size + index];
          result[index] = value;
          result[size + index] = change;
          changes[localIndex] = change;
        }
        workgroupBarrier();
        if (localIndex == 0u && index < size) {
          var sum = 0.0;
          for (var i = 0; i < ${WORKGROUP}; i++) { sum += changes[i]; }
          result[2 * size + index / ${WORKGROUP}] = sum;
        }
      }`,
  });
});

/** Writes what {@link kernelColumn} gave into the symmetric matrix K₀. Gives the matrix. */
export const writeColumn = tfjsKernel<
  { matrix: Tensor2D; column: Tensor1D },
  { readonly position: number }
>('BeforeWriteColumn', ({ matrix, column }, { position }, { run }) =>
  run({
    key: 'beforeWriteColumn',
    outputShape: matrix.shape,
    invocations: matrix.shape[0]!,
    inputs: [{ name: 'column', tensor: column }],
    uniforms: [{ name: 'position', type: 'i32', value: position }],
    inPlace: matrix,
    code: `
      fn main(index : i32) {
        let size = uniforms.outShape.x;
        if (index >= size) { return; }
        result[index * size + uniforms.position] = column[index];
        result[uniforms.position * size + index] = column[index];
      }`,
  }),
);

/**
 * Brings the statistic of every split up to date after one pool row was replaced. Gives the statistics.
 *
 * `positions` has shape [groupSize, splits], `column` is what {@link kernelColumn} gave for `position`.
 */
export const streamStatistics = tfjsKernel<
  { statistics: Tensor1D; positions: Tensor2D; column: Tensor1D },
  MmdWeights & { readonly position: number; readonly poolSize: number }
>('BeforeStreamStatistics', ({ statistics, positions, column }, attributes, { run }) => {
  const { position, poolSize, within, rows, total } = attributes;
  return run({
    key: 'beforeStreamStatistics',
    outputShape: statistics.shape,
    invocations: statistics.shape[0]!,
    inputs: [
      { name: 'positions', tensor: positions },
      { name: 'column', tensor: column },
    ],
    uniforms: [
      { name: 'size', type: 'i32', value: poolSize },
      { name: 'position', type: 'i32', value: position },
      { name: 'within', type: 'f32', value: within },
      { name: 'rows', type: 'f32', value: rows },
      { name: 'total', type: 'f32', value: total },
    ],
    inPlace: statistics,
    code: `
      fn main(index : i32) {
        let count = uniforms.outShape;
        if (index >= count) { return; }
        var inGroup = 0.0;
        var isMember = 0.0;
        for (var i = 0; i < uniforms.positionsShape.x; i++) {
          let position = positions[i * count + index];
          inGroup += column[uniforms.size + position];
          isMember += select(0.0, 1.0, position == uniforms.position);
        }
        var sum = 0.0;
        for (var i = 2 * uniforms.size; i < uniforms.columnShape; i++) { sum += column[i]; }
        result[index] += isMember * (2.0 * uniforms.within * inGroup - uniforms.rows * sum)
          + 2.0 * uniforms.total * sum - uniforms.rows * inGroup;
      }`,
  });
});
