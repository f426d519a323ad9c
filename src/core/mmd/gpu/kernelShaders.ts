import type { Kernel } from '../kernel.js';
import { type Shader, WORKGROUP } from './program.js';

/** One kernel as a function of the distance of two rows, in WGSL. */
interface KernelShader {
  /** Factor of the distance that holds the bandwidth. */
  readonly scale: (bandwidth: number) => number;
  readonly expression: string;
  /** What two groups of four values add to the distance, of their `difference`. */
  readonly added: string;
}

const squared = 'dot(difference, difference)';

const shaders: Readonly<Record<Kernel, KernelShader>> = {
  gaussian: {
    scale: (bandwidth) => -1 / (2 * bandwidth * bandwidth),
    expression: 'exp(distance * scale)',
    added: squared,
  },
  exponential: {
    scale: (bandwidth) => -1 / bandwidth,
    expression: 'exp(sqrt(distance) * scale)',
    added: squared,
  },
  rationalQuadratic: {
    scale: (bandwidth) => 1 / (2 * bandwidth * bandwidth),
    expression: '1.0 / (1.0 + distance * scale)',
    added: squared,
  },
  laplace: {
    scale: (bandwidth) => -1 / bandwidth,
    expression: 'exp(distance * scale)',
    added: 'dot(abs(difference), vec4<f32>(1.0))',
  },
};

/** Groups of values whose sum is made before it is added to the rest: rounding grows with its length. */
export const SUM_BLOCK = 64;

/**
 * WGSL: `added(a, b)` is what two groups of four values add to the distance of their rows, and
 * `kernelOf(distance)` the kernel's value.
 */
export function kernelWgsl(kernel: Kernel): string {
  const { expression, added } = shaders[kernel];
  return `
fn added(a : vec4<f32>, b : vec4<f32>) -> f32 {
  let difference = a - b;
  return ${added};
}
fn kernelOf(distance : f32) -> f32 {
  let scale = parameters.scale;
  return ${expression};
}
`;
}

/** Within float32: 0 · inf would make a NaN of a distance that is 0, or too large. */
const [LEAST_SCALE, LARGEST_SCALE] = [1e-30, 1e30];

/** What the kernel multiplies distances by. */
export function kernelScale(kernel: Kernel, bandwidth: number): number {
  const scale = shaders[kernel].scale(bandwidth);
  return Math.sign(scale) * Math.min(LARGEST_SCALE, Math.max(LEAST_SCALE, Math.abs(scale)));
}

/** Rows, and columns, that one invocation computes in its registers: they share what is loaded. */
const TILE = 4;

const COLUMN_WORKGROUP = 32;

const GROUP_ROWS = TILE * COLUMN_WORKGROUP;

/** Workgroups for a column of so many rows. */
export const columnGroups = (size: number): number => Math.ceil(size / GROUP_ROWS);

/** WGSL: as {@link columnGroups}. */
export const columnGroupsWgsl = `((parameters.size + ${GROUP_ROWS - 1}u) / ${GROUP_ROWS}u)`;

/** Unrolled by hand: arrays and loops over the tile take more than twice the time. */
const each = (line: (index: number) => string): string =>
  Array.from({ length: TILE }, (_, index) => line(index)).join('\n');

/**
 * Brings the row and column of pool row `first` in the kernel matrix up to date. `change` is what was
 * added to them: N values, a zero that stays, and their sum in one part a workgroup.
 *
 * No barrier but one at the end: in the loop over features it would cost a software adapter more than
 * the loop itself.
 */
export function kernelColumn(kernel: Kernel): Shader<'pool' | 'matrix' | 'change'> {
  return {
    label: `kernel column, ${kernel}`,
    buffers: {
      pool: ['read', 'vec4<f32>'],
      matrix: ['read_write', 'f32'],
      change: ['read_write', 'f32'],
    },
    code: `
${kernelWgsl(kernel)}
var<workgroup> sums : array<f32, ${COLUMN_WORKGROUP}>;
fn store(row : u32, distance : f32) -> f32 {
  if (row >= parameters.size) { return 0.0; }
  let position = parameters.first;
  let value = select(kernelOf(distance) - parameters.shift, 0.0, row == position);
  let at = position * parameters.stride + row;
  let difference = value - matrix[at];
  matrix[at] = value;
  matrix[row * parameters.stride + position] = value;
  change[row] = difference;
  return difference;
}
@compute @workgroup_size(${COLUMN_WORKGROUP})
fn main(
  @builtin(global_invocation_id) id : vec3<u32>,
  @builtin(workgroup_id) group : vec3<u32>,
  @builtin(local_invocation_index) local : u32
) {
  let row = ${TILE}u * id.x;
  let last = parameters.size - 1u;
  let width = parameters.width;
  let position = parameters.first * width;
  ${each((a) => `let y${a} = min(row + ${a}u, last) * width;`)}
  ${each((a) => `var distance${a} = 0.0;`)}
  if (row <= last) {
    for (var start = 0u; start < width; start += ${SUM_BLOCK}u) {
      ${each((a) => `var block${a} = 0.0;`)}
      for (var i = start; i < min(start + ${SUM_BLOCK}u, width); i++) {
        let value = pool[position + i];
        ${each((a) => `block${a} += added(pool[y${a} + i], value);`)}
      }
      ${each((a) => `distance${a} += block${a};`)}
    }
  }
  var sum = 0.0;
  ${each((a) => `sum += store(row + ${a}u, distance${a});`)}
  sums[local] = sum;
  workgroupBarrier();
  if (local == 0u) {
    for (var i = 1u; i < ${COLUMN_WORKGROUP}u; i++) { sum += sums[i]; }
    change[parameters.size + 1u + group.x] = sum;
  }
}
`,
  };
}

/** Tiles that a workgroup has in both directions. */
const SIDE = 8;

/** Workgroups that cover so many rows, or columns. */
export const matrixGroups = (rows: number): number => Math.ceil(rows / (TILE * SIDE));

/**
 * Rows `first` to `end` of the kernel matrix up to its diagonal, and their mirror image: K₀, the
 * kernel's values less the shift, its diagonal at zero.
 */
export function kernelMatrix(kernel: Kernel): Shader<'pool' | 'matrix'> {
  return {
    label: `kernel matrix, ${kernel}`,
    buffers: { pool: ['read', 'vec4<f32>'], matrix: ['read_write', 'f32'] },
    code: `
${kernelWgsl(kernel)}
fn store(row : u32, column : u32, distance : f32) {
  if (row >= parameters.end || column > row) { return; }
  let value = select(kernelOf(distance) - parameters.shift, 0.0, row == column);
  matrix[row * parameters.stride + column] = value;
  matrix[column * parameters.stride + row] = value;
}
@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {
  let row = parameters.first + ${TILE}u * id.y;
  let column = ${TILE}u * id.x;
  if (row >= parameters.end || column >= row + ${TILE}u) { return; }
  let width = parameters.width;
  ${each((a) => `let y${a} = min(row + ${a}u, parameters.size - 1u) * width;`)}
  ${each((b) => `let x${b} = min(column + ${b}u, parameters.size - 1u) * width;`)}
  ${each((a) => each((b) => `var sum${a}${b} = 0.0;`))}
  for (var start = 0u; start < width; start += ${SUM_BLOCK}u) {
    ${each((a) => each((b) => `var block${a}${b} = 0.0;`))}
    for (var i = start; i < min(start + ${SUM_BLOCK}u, width); i++) {
      ${each((a) => `let rowValue${a} = pool[y${a} + i];`)}
      ${each((b) => `let columnValue${b} = pool[x${b} + i];`)}
      ${each((a) => each((b) => `block${a}${b} += added(rowValue${a}, columnValue${b});`))}
    }
    ${each((a) => each((b) => `sum${a}${b} += block${a}${b};`))}
  }
  ${each((a) => each((b) => `store(row + ${a}u, column + ${b}u, sum${a}${b});`))}
}
`,
  };
}

/**
 * Sums over the first `end` columns of the first `end` rows of the kernel matrix, and behind them, from
 * `stride` on, of squares.
 */
export const rowSums: Shader<'matrix' | 'sums'> = {
  label: 'row sums',
  buffers: { matrix: ['read', 'f32'], sums: ['read_write', 'f32'] },
  code: `
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {
  let row = id.x;
  if (row >= parameters.end) { return; }
  var sum = 0.0;
  var squares = 0.0;
  // Down the column, which equals the row: neighbouring invocations read neighbours.
  for (var i = 0u; i < parameters.end; i++) {
    let value = matrix[i * parameters.stride + row];
    sum += value;
    squares += value * value;
  }
  sums[row] = sum;
  sums[parameters.stride + row] = squares;
}
`,
};
