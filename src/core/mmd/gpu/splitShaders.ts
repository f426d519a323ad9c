import type { Splits } from '../splits.js';
import { columnGroupsWgsl } from './kernelShaders.js';
import { asRounded } from './parameters.js';
import { type Shader, WORKGROUP } from './program.js';

/** Positions that one element of {@link positionBlocks} holds. */
export const BLOCK = 8;

/**
 * Splits as shaders stream over them: the positions of each split's group, two in 32 bits and eight in
 * an element, neighbouring splits beside each other. A last block is filled up with N, which is no
 * row: whatever is gathered there must be 0.
 *
 * @returns Shape [blocks, splits, 4].
 */
export function positionBlocks(splits: Splits): Uint32Array<ArrayBuffer> {
  const { positions, count, groupSize, poolSize } = splits;
  const blocks = Math.ceil(groupSize / BLOCK);
  const packed = new Uint16Array(blocks * count * BLOCK).fill(poolSize);
  for (let split = 0, at = 0; split < count; split++) {
    for (let i = 0; i < groupSize; i++, at++) {
      packed[(Math.floor(i / BLOCK) * count + split) * BLOCK + (i % BLOCK)] = positions[at]!;
    }
  }
  return new Uint32Array(packed.buffer);
}

/** WGSL: the eight positions of a block as `places0` to `places7`. */
export const unpackBlock = (block: string, places: string): string =>
  [...'xyzw']
    .flatMap((part, at) => [
      `let ${places}${2 * at} = ${block}.${part} & 0xffffu;`,
      `let ${places}${2 * at + 1} = ${block}.${part} >> 16u;`,
    ])
    .join('\n');

/**
 * The statistic of every split after pool row `first` was replaced: with c the change of its kernel
 * column, v = Σ_{j∈G} c_j over the split's group G and a = [first ∈ G], each grows by
 * `within · 2av - rows · (v + a Σc) + total · 2Σc`.
 *
 * What rounding adds is taken off the next time, so that it does not grow with the rows (Kahan,
 * "Further Remarks on Reducing Truncation Errors", CACM 8, 1965).
 */
export const streamStatistics: Shader<'positions' | 'members' | 'change' | 'statistics'> = {
  label: 'stream statistics',
  buffers: {
    positions: ['read', 'vec4<u32>'],
    members: ['read', 'u32'],
    change: ['read', 'f32'],
    statistics: ['read_write', 'f32'],
  },
  code: `
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {
  let split = id.x;
  let splits = parameters.splits;
  if (split >= splits) { return; }
  var inGroup = 0.0;
  for (var i = 0u; i < parameters.blocks; i++) {
    let block = positions[i * splits + split];
    ${unpackBlock('block', 'p')}
    inGroup += ${Array.from({ length: BLOCK }, (_, at) => `change[p${at}]`).join(' + ')};
  }
  let position = parameters.first;
  let word = members[(position >> 5u) * splits + split];
  let isMember = f32((word >> (position & 31u)) & 1u);
  var sum = 0.0;
  for (var i = 0u; i < ${columnGroupsWgsl}; i++) { sum += change[parameters.size + 1u + i]; }
  let wanted = isMember * (2.0 * parameters.within * inGroup - parameters.rows * sum)
    + 2.0 * parameters.total * sum - parameters.rows * inGroup - statistics[splits + split];
  let growth = ${asRounded('wanted')};
  let before = statistics[split];
  let after = ${asRounded('before + growth')};
  let added = ${asRounded('after - before')};
  statistics[split] = after;
  statistics[splits + split] = added - growth;
}
`,
};

/** Invocations that share the gathers of one split. */
export const GATHER_PARTS = 16;

const places = Array.from({ length: BLOCK }, (_, at) => at);

const gathered = (pairs: (a: number, b: number) => boolean): string =>
  places
    .map((a) => {
      const values = places.filter((b) => pairs(a, b)).map((b) => `matrix[p${a} * stride + q${b}]`);
      return values.length > 0 ? `sum += ${values.join(' + ')};` : '';
    })
    .join('\n');

/**
 * q = Σ_{i,j∈G} K₀_ij of each split's group G by g² / 2 gathers, for splits `first` to `end`; in
 * {@link GATHER_PARTS} parts.
 */
export const gatheredSums: Shader<'matrix' | 'positions' | 'partials'> = {
  label: 'gathered sums',
  buffers: {
    matrix: ['read', 'f32'],
    positions: ['read', 'vec4<u32>'],
    partials: ['read_write', 'f32'],
  },
  code: `
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {
  let split = parameters.first + id.x;
  if (split >= parameters.end) { return; }
  let splits = parameters.splits;
  let stride = parameters.stride;
  var sum = 0.0;
  for (var i = id.y; i < parameters.blocks; i += ${GATHER_PARTS}u) {
    let block = positions[i * splits + split];
    ${unpackBlock('block', 'p')}
    {
      ${unpackBlock('block', 'q')}
      ${gathered((a, b) => b > a)}
    }
    for (var j = i + 1u; j < parameters.blocks; j++) {
      let other = positions[j * splits + split];
      ${unpackBlock('other', 'q')}
      ${gathered(() => true)}
    }
  }
  partials[id.y * splits + split] = 2.0 * sum;
}
`,
};

/** Splits and columns of the product that one workgroup computes. */
export const PRODUCT_TILE = 64;

/** Invocations of a workgroup in both directions; each has 4 × 4 values in its registers. */
const SIDE = PRODUCT_TILE / 4;

/** Rows of the matrix that are in workgroup memory at once: those of one word of member bits. */
const DEPTH = 32;

/**
 * The same by one matrix product: with A the member bits, q = rowsum((A K₀) ∘ A), for the 64 splits
 * from `first` + 64 y on; in a part for every 64 columns. Nothing of the size of A K₀ is written.
 * K₀ being symmetric, blocks below the diagonal count twice, and those above it are left out.
 */
export const productSums: Shader<'matrix' | 'members' | 'partials'> = {
  label: 'product sums',
  buffers: {
    matrix: ['read', 'f32'],
    members: ['read', 'u32'],
    partials: ['read_write', 'f32'],
  },
  code: `
var<workgroup> groups : array<vec4<f32>, ${DEPTH * SIDE}>;
var<workgroup> values : array<vec4<f32>, ${DEPTH * SIDE}>;
fn wordOf(split : u32, word : u32) -> u32 {
  let isSplit = split < parameters.splits && word < (parameters.size + 31u) / 32u;
  return select(0u, members[word * parameters.splits + split], isSplit);
}
fn valueAt(row : u32, column : u32) -> f32 {
  let isValue = row < parameters.size && column < parameters.size;
  return select(0.0, matrix[row * parameters.stride + column], isValue);
}
@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(
  @builtin(local_invocation_id) local : vec3<u32>,
  @builtin(local_invocation_index) index : u32,
  @builtin(workgroup_id) group : vec3<u32>
) {
  let firstSplit = parameters.first + ${PRODUCT_TILE}u * group.y;
  let firstColumn = ${PRODUCT_TILE}u * group.x;
  let diagonal = firstColumn / ${DEPTH}u;
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  for (var word = 0u; word < diagonal + ${PRODUCT_TILE / DEPTH}u; word++) {
    if (word == diagonal) {
      sum0 *= 2.0;
      sum1 *= 2.0;
      sum2 *= 2.0;
      sum3 *= 2.0;
    }
    for (var at = index; at < ${DEPTH * SIDE}u; at += ${SIDE * SIDE}u) {
      let row = at / ${SIDE}u;
      let four = 4u * (at % ${SIDE}u);
      let split = firstSplit + four;
      let bits = vec4<u32>(
        wordOf(split, word), wordOf(split + 1u, word), wordOf(split + 2u, word), wordOf(split + 3u, word)
      );
      groups[at] = vec4<f32>((bits >> vec4<u32>(row)) & vec4<u32>(1u));
      let i = word * ${DEPTH}u + row;
      let j = firstColumn + four;
      values[at] = vec4<f32>(valueAt(i, j), valueAt(i, j + 1u), valueAt(i, j + 2u), valueAt(i, j + 3u));
    }
    workgroupBarrier();
    for (var row = 0u; row < ${DEPTH}u; row++) {
      let inGroup = groups[row * ${SIDE}u + local.y];
      let value = values[row * ${SIDE}u + local.x];
      sum0 += inGroup.x * value;
      sum1 += inGroup.y * value;
      sum2 += inGroup.z * value;
      sum3 += inGroup.w * value;
    }
    workgroupBarrier();
  }
  // ∘ A: this invocation's columns of each of its splits.
  let column = firstColumn + 4u * local.x;
  let split = firstSplit + 4u * local.y;
  let shifts = vec4<u32>(0u, 1u, 2u, 3u) + vec4<u32>(column % 32u);
  let columns = column / 32u;
  let bits0 = vec4<f32>((vec4<u32>(wordOf(split, columns)) >> shifts) & vec4<u32>(1u));
  let bits1 = vec4<f32>((vec4<u32>(wordOf(split + 1u, columns)) >> shifts) & vec4<u32>(1u));
  let bits2 = vec4<f32>((vec4<u32>(wordOf(split + 2u, columns)) >> shifts) & vec4<u32>(1u));
  let bits3 = vec4<f32>((vec4<u32>(wordOf(split + 3u, columns)) >> shifts) & vec4<u32>(1u));
  groups[index] = vec4<f32>(dot(sum0, bits0), dot(sum1, bits1), dot(sum2, bits2), dot(sum3, bits3));
  workgroupBarrier();
  if (local.x == 0u) {
    var sum = vec4<f32>();
    for (var i = 0u; i < ${SIDE}u; i++) { sum += groups[index + i]; }
    for (var i = 0u; i < 4u; i++) {
      if (split + i < parameters.end) {
        partials[group.x * parameters.splits + split + i] = sum[i];
      }
    }
  }
}
`,
};

/**
 * The statistic of every split, `within · q - rows · b + total · T`, from the parts of q and the row
 * sums of the kernel matrix; see `mmdWeights`.
 */
export const combinedSums: Shader<'partials' | 'sums' | 'positions' | 'statistics'> = {
  label: 'combined sums',
  buffers: {
    partials: ['read', 'f32'],
    sums: ['read', 'f32'],
    positions: ['read', 'vec4<u32>'],
    statistics: ['read_write', 'f32'],
  },
  code: `
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {
  let split = id.x;
  let splits = parameters.splits;
  if (split >= splits) { return; }
  var q = 0.0;
  for (var part = 0u; part < parameters.parts; part++) { q += partials[part * splits + split]; }
  var b = 0.0;
  for (var i = 0u; i < parameters.blocks; i++) {
    let block = positions[i * splits + split];
    ${unpackBlock('block', 'p')}
    b += ${places.map((at) => `sums[p${at}]`).join(' + ')};
  }
  var t = 0.0;
  for (var i = 0u; i < parameters.size; i++) { t += sums[i]; }
  statistics[split] = parameters.within * q - parameters.rows * b + parameters.total * t;
  statistics[splits + split] = 0.0;
}
`,
};
