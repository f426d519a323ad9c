import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { MmdWeights } from '../../../src/core/mmd/statistic.js';
import type { KernelAttributes } from './streamKernels.js';
import { tfjsKernel } from './tfjsKernel.js';

/** Rows and columns of the matrix that one invocation computes in its registers. */
const TILE = 4;

/** Unrolled by hand: arrays and loops over the tile take more than twice the time. */
const each = (line: (index: number) => string, separator = '\n'): string =>
  Array.from({ length: TILE }, (_, index) => line(index)).join(separator);

const addSquare = (a: number, b: number): string =>
  `{ let difference = rowValue${a} - columnValue${b}; sum${a}${b} += dot(difference, difference); }`;

/** K₀ of a pool, written into `matrix`. Gives the matrix. */
export const kernelMatrix = tfjsKernel<{ pool: Tensor2D; matrix: Tensor2D }, KernelAttributes>(
  'BeforeKernelMatrix',
  ({ pool, matrix }, { scale, shift }, { run }) => {
    const tiles = Math.ceil(pool.shape[0]! / TILE);
    return run({
      key: 'beforeKernelMatrix',
      outputShape: matrix.shape,
      invocations: tiles * tiles,
      inputs: [{ name: 'pool', tensor: pool, components: 4 }],
      uniforms: [
        { name: 'tiles', type: 'i32', value: tiles },
        { name: 'scale', type: 'f32', value: scale },
        { name: 'shift', type: 'f32', value: shift },
      ],
      inPlace: matrix,
      // The matrix is symmetric: tiles on and above the diagonal write their mirror image as well.
      code: `
        fn main(index : i32) {
          let size = uniforms.poolShape.x;
          let width = uniforms.poolShape.y / 4;
          let row = index / uniforms.tiles * ${TILE};
          let column = index % uniforms.tiles * ${TILE};
          if (row >= size || row > column) { return; }
          ${each((a) => `let y${a} = min(row + ${a}, size - 1) * width;`)}
          ${each((b) => `let x${b} = min(column + ${b}, size - 1) * width;`)}
          ${each((a) => each((b) => `var sum${a}${b} = 0.0;`))}
          for (var i = 0; i < width; i++) {
            ${each((a) => `let rowValue${a} = pool[y${a} + i];`)}
            ${each((b) => `let columnValue${b} = pool[x${b} + i];`)}
            ${each((a) => each((b) => addSquare(a, b)))}
          }
          var squared : array<vec4<f32>, ${TILE}>;
          ${each((a) => `squared[${a}] = vec4<f32>(${each((b) => `sum${a}${b}`, ', ')});`)}
          for (var a = 0; a < ${TILE}; a++) {
            for (var b = 0; b < ${TILE}; b++) {
              let i = row + a;
              let j = column + b;
              if (i >= size || j >= size) { continue; }
              let value = exp(squared[a][b] * uniforms.scale) - uniforms.shift;
              let stored = select(value, 0.0, i == j);
              result[i * size + j] = stored;
              result[j * size + i] = stored;
            }
          }
        }`,
    });
  },
);

/** Invocations that share the g² / 2 gathers of one split. */
const CHUNKS = 16;

/** The statistic of every split from K₀; `positions` has shape [groupSize, splits]. */
export const splitStatistics = tfjsKernel<{ matrix: Tensor2D; positions: Tensor2D }, MmdWeights>(
  'BeforeSplitStatistics',
  ({ matrix, positions }, { within, rows, total }, { run, free }) => {
    const size = matrix.shape[0]!;
    const count = positions.shape[1]!;
    const rowSums = run({
      key: 'beforeRowSums',
      outputShape: [size],
      invocations: size,
      inputs: [{ name: 'matrix', tensor: matrix }],
      code: `
        fn main(index : i32) {
          let size = uniforms.outShape;
          if (index >= size) { return; }
          var sum = 0.0;
          // Down the column, which equals the row: neighbouring invocations read neighbours.
          for (var i = 0; i < size; i++) { sum += matrix[i * size + index]; }
          result[index] = sum;
        }`,
    });
    const groupSums = run({
      key: 'beforeGroupSums',
      outputShape: [CHUNKS, count],
      invocations: CHUNKS * count,
      inputs: [
        { name: 'matrix', tensor: matrix },
        { name: 'positions', tensor: positions },
      ],
      code: `
        fn main(index : i32) {
          let count = uniforms.outShape.y;
          let chunk = index / count;
          let split = index % count;
          if (chunk >= ${CHUNKS}) { return; }
          let size = uniforms.matrixShape.x;
          let groupSize = uniforms.positionsShape.x;
          var sum = 0.0;
          for (var i = chunk; i < groupSize; i += ${CHUNKS}) {
            let row = positions[i * count + split] * size;
            for (var j = i + 1; j < groupSize; j++) {
              sum += matrix[row + positions[j * count + split]];
            }
          }
          result[index] = 2.0 * sum;
        }`,
    });
    const statistics = run({
      key: 'beforeCombineSums',
      outputShape: [count],
      invocations: count,
      inputs: [
        { name: 'groupSums', tensor: groupSums },
        { name: 'rowSums', tensor: rowSums },
        { name: 'positions', tensor: positions },
      ],
      uniforms: [
        { name: 'within', type: 'f32', value: within },
        { name: 'rows', type: 'f32', value: rows },
        { name: 'total', type: 'f32', value: total },
      ],
      code: `
        fn main(index : i32) {
          let count = uniforms.outShape;
          if (index >= count) { return; }
          var q = 0.0;
          for (var chunk = 0; chunk < ${CHUNKS}; chunk++) { q += groupSums[chunk * count + index]; }
          var b = 0.0;
          for (var i = 0; i < uniforms.positionsShape.x; i++) {
            b += rowSums[positions[i * count + index]];
          }
          var t = 0.0;
          for (var i = 0; i < uniforms.rowSumsShape; i++) { t += rowSums[i]; }
          result[index] = uniforms.within * q - uniforms.rows * b + uniforms.total * t;
        }`,
    });
    free(rowSums);
    free(groupSums);
    return statistics;
  },
);

/**
 * All that one test reads back, in one tensor of splits + 3N + width values: the statistics, the row
 * sums of K₀ over reference columns, live columns and squares, and one row of features.
 */
export const packReading = tfjsKernel<
  { statistics: Tensor1D; matrix: Tensor2D; row: Tensor2D },
  { readonly referenceSize: number }
>('BeforePackReading', ({ statistics, matrix, row }, { referenceSize }, { run }) => {
  const length = statistics.shape[0]! + 3 * matrix.shape[0]! + row.shape[1]!;
  return run({
    key: 'beforePackReading',
    outputShape: [length],
    invocations: length,
    inputs: [
      { name: 'statistics', tensor: statistics },
      { name: 'matrix', tensor: matrix },
      { name: 'row', tensor: row },
    ],
    uniforms: [{ name: 'referenceSize', type: 'i32', value: referenceSize }],
    code: `
      fn main(index : i32) {
        let count = uniforms.statisticsShape;
        let size = uniforms.matrixShape.x;
        if (index >= uniforms.outShape) { return; }
        if (index < count) {
          result[index] = statistics[index];
        } else if (index < count + 3 * size) {
          let part = (index - count) / size;
          let column = (index - count) % size;
          let start = select(0, uniforms.referenceSize, part == 1);
          let end = select(size, uniforms.referenceSize, part == 0);
          var sum = 0.0;
          // Down the column, which equals the row: neighbouring invocations read neighbours.
          for (var i = start; i < end; i++) {
            let value = matrix[i * size + column];
            sum += select(value, value * value, part == 2);
          }
          result[index] = sum;
        } else {
          result[index] = row[index - count - 3 * size];
        }
      }`,
  });
});
