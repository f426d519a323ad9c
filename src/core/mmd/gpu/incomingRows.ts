import { type Shader, WORKGROUP } from './program.js';

/** Rows from a device that are taken in at once, at most. */
const ROWS = 16;

export const rowsAtOnce = (windowSize: number): number => Math.min(ROWS, windowSize);

type Buffers = 'incoming' | 'centre' | 'pool';

/** WGSL: the pool row that row `row` of those that came goes to, the first of them to `first`. */
const positionWgsl = `
fn positionOf(row : u32) -> u32 {
  let n = parameters.referenceSize;
  return n + (parameters.first - n + row) % (parameters.size - n);
}
`;

/** Takes rows that came from a device into the frame, and the window's slots from `first` on. */
export const framedRows: Shader<Buffers> = {
  label: 'framed rows',
  buffers: {
    incoming: ['read', 'vec4<f32>'],
    centre: ['read', 'vec4<f32>'],
    pool: ['read_write', 'vec4<f32>'],
  },
  code: `
${positionWgsl}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {
  let width = parameters.width;
  if (id.x >= width) { return; }
  let value = incoming[id.y * parameters.incomingWidth + id.x];
  pool[positionOf(id.y) * width + id.x] = (value - centre[id.x]) * parameters.frameScale;
}
`,
};

/**
 * The same for rows that a projection comes before. Its mean is taken off first: what it adds to a
 * product would cost most of float32's digits.
 */
export const projectedRows: Shader<Buffers | 'mean' | 'components'> = {
  label: 'projected rows',
  buffers: {
    incoming: ['read', 'vec4<f32>'],
    centre: ['read', 'f32'],
    pool: ['read_write', 'f32'],
    mean: ['read', 'vec4<f32>'],
    components: ['read', 'vec4<f32>'],
  },
  code: `
${positionWgsl}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {
  let axis = id.x;
  if (axis >= parameters.features) { return; }
  let width = parameters.incomingWidth;
  var sums = vec4<f32>();
  for (var i = 0u; i < width; i++) {
    sums += (incoming[id.y * width + i] - mean[i]) * components[axis * width + i];
  }
  let value = dot(sums, vec4<f32>(1.0));
  let at = positionOf(id.y) * 4u * parameters.width + axis;
  pool[at] = (value - centre[axis]) * parameters.frameScale;
}
`,
};
