import type { BufferPool } from './bufferPool.js';
import { usage } from './flags.js';

/** What all shaders of an engine are told, in the order of the WGSL struct. */
export interface Constants {
  /** Rows of the pool, N. */
  readonly size: number;
  readonly referenceSize: number;
  /** Values from one row of the matrix to the next, above N. */
  readonly stride: number;
  /** Groups of four values in a row of the pool. */
  readonly width: number;
  /** Groups of four values in a row as it comes from a device. */
  readonly incomingWidth: number;
  /** Values in a row of the pool that count. */
  readonly features: number;
  readonly splits: number;
  /** Groups of eight positions in a split. */
  readonly blocks: number;
  /** Parts that the sums over each split's group come in. */
  readonly parts: number;
  /** Which compilers of shaders do not know of: see {@link asRounded}. */
  readonly zero: 0;
  /** Factor of the distance that holds the bandwidth. */
  readonly scale: number;
  /** Taken off all kernel values but the diagonal's. */
  readonly shift: number;
  readonly frameScale: number;
  readonly within: number;
  readonly rows: number;
  readonly total: number;
}

/** What one dispatch is about: a pool row in `first`, or the rows, columns or splits from it to `end`. */
export interface Step {
  readonly first: number;
  readonly end: number;
}

const integers = [
  'size',
  'referenceSize',
  'stride',
  'width',
  'incomingWidth',
  'features',
  'splits',
  'blocks',
  'parts',
  'zero',
] as const;

const floats = ['scale', 'shift', 'frameScale', 'within', 'rows', 'total'] as const;

/** WGSL: `parameters`, at binding 0. */
export const parametersWgsl = `
struct Parameters {
  first : u32,
  end : u32,
  ${[...integers.map((name) => `${name} : u32`), ...floats.map((name) => `${name} : f32`)].join(',\n  ')}
}
@group(0) @binding(0) var<uniform> parameters : Parameters;
`;

/**
 * WGSL: a value as it was rounded. WGSL allows compilers to treat floating-point numbers as if they
 * were real ones, and those of GPUs do so: of what rounding adds, `(a + b) - a - b`, they make 0.
 * Through bits they do not see.
 */
export const asRounded = (value: string): string =>
  `bitcast<f32>(bitcast<u32>(${value}) ^ parameters.zero)`;

export const PARAMETER_BYTES = 4 * (2 + integers.length + floats.length);

/** Every device allows offsets of this many bytes. */
const STEP_BYTES = 256;

export const stepOffset = (step: number): number => step * STEP_BYTES;

/**
 * One buffer with the parameters of all steps that there will ever be: a dispatch chooses its own by
 * an offset, and nothing is written between dispatches.
 */
export function parameterBuffer(
  device: BufferPool,
  constants: Constants,
  steps: readonly Step[],
): GPUBuffer {
  const buffer = device.createBuffer({
    label: 'drift parameters',
    size: STEP_BYTES * steps.length,
    usage: usage.UNIFORM,
    mappedAtCreation: true,
  });
  const view = new DataView(buffer.getMappedRange());
  steps.forEach(({ first, end }, step) => {
    let at = stepOffset(step);
    const next = () => {
      at += 4;
      return at - 4;
    };
    view.setUint32(next(), first, true);
    view.setUint32(next(), end, true);
    for (const name of integers) view.setUint32(next(), constants[name], true);
    for (const name of floats) view.setFloat32(next(), constants[name], true);
  });
  buffer.unmap();
  return buffer;
}
