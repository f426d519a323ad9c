/** Feature rows of the tensors that ONNX Runtime answers with. */
import { InvalidFeaturesError } from '../core/base/errors.js';
import type { DeviceRows } from '../core/base/rows.js';
import { rowsInMemory } from '../core/base/rowsInMemory.js';
import { copyGpuRows } from '../core/mmd/gpu/gpuRows.js';
import type { Mask } from './mask.later.js';
import type { Channels, OnnxTensor, SessionOptions } from './runtime.js';

/**
 * Rows of features, copied at once, so that whoever owns the tensor may dispose of it.
 *
 * @param mask Of the run that gave them, where places have weights.
 */
export function rowsOf(
  tensor: OnnxTensor,
  { channels, device }: Pick<SessionOptions, 'channels' | 'device'>,
  mask?: Mask,
): DeviceRows {
  const layout = layoutOf(tensor.dims, channels, mask);
  if (tensor.location === 'gpu-buffer') return rowsOnGpu(tensor, device, layout);
  return rowsOfValues(valuesOf(tensor, 'features'), tensor, layout, mask?.weights);
}

/** Logits, or the logarithms of what is a softmax already. */
export function logitsOf(tensor: OnnxTensor): DeviceRows {
  const [count = 1, classes = 0, ...others] = tensor.dims;
  if (classes < 2 || others.length > 0) {
    throw new InvalidFeaturesError(
      `logits: a tensor of shape [${tensor.dims}] came; [batch, classes] was expected.`,
    );
  }
  const values = Float32Array.from(valuesOf(tensor, 'logits') as ArrayLike<number>, Number);
  return rowsInMemory(areProbabilities(values, classes) ? values.map(Math.log) : values, [
    count,
    classes,
  ]);
}

function rowsOnGpu(
  { dims, type, gpuBuffer }: OnnxTensor,
  device: GPUDevice | undefined,
  { count, width, places }: Layout,
): DeviceRows {
  if (type !== 'float32' || places > 1) {
    throw new InvalidFeaturesError(
      `features: a tensor of type ${type} and shape [${dims}] came on the GPU; float32 of [batch, width] was ` +
        "expected there. Watch a pooled tensor (onnxCandidates), or have it on the CPU (preferredOutputLocation: 'cpu').",
    );
  }
  if (!device) {
    throw new InvalidFeaturesError(
      'features: a GPU buffer came, and it is not known of which device. Give watchSession the `device`, ' +
        'await ort.env.webgpu.device.',
    );
  }
  return copyGpuRows({ buffer: gpuBuffer as GPUBuffer, count, width }, device);
}

function valuesOf(tensor: OnnxTensor, what: string): ArrayLike<number | bigint> {
  const { location } = tensor;
  if (location === 'cpu' || location === 'cpu-pinned') return tensor.data as ArrayLike<number>;
  throw new InvalidFeaturesError(
    `${what}: a tensor came that lies in '${location}'; 'cpu' was expected, or for features 'gpu-buffer'. ` +
      'Set preferredOutputLocation of the session.',
  );
}

/** Whether each row is of numbers from 0 to 1 that add up to 1. */
function areProbabilities(values: Float32Array, classes: number): boolean {
  if (values.some((value) => !(value >= 0 && value <= 1))) return false;
  for (let at = 0; at < values.length; at += classes) {
    const sum = values.subarray(at, at + classes).reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > 1e-3) return false;
  }
  return true;
}

/** How rows lie in a tensor: [count, width, places], or [count, places, width] with the channels last. */
interface Layout {
  readonly count: number;
  readonly width: number;
  readonly places: number;
  readonly channels: Channels;
}

/**
 * The layout of features of shape [count, width], or with axes of places or time besides, over which they are
 * averaged.
 *
 * @param channels @defaultValue `'first'` of four axes and more, as of images; `'last'` of three, as of tokens
 * @throws {@link InvalidFeaturesError} for no rows, and a mask of other places.
 */
function layoutOf(dims: readonly number[], channels?: Channels, mask?: Mask): Layout {
  const [count = 1, ...axes] = dims.length < 2 ? [1, ...dims] : dims;
  const wide = axes.filter((size) => size !== 1);
  const size = axes.reduce((product, axis) => product * axis, 1);
  if (count === 0 || size === 0) {
    throw new InvalidFeaturesError(`features: a tensor of shape [${dims}] came, which holds none.`);
  }
  if (mask) return maskedLayout(dims, channels, mask);
  if (wide.length <= 1) return { count, width: size, places: 1, channels: 'last' };
  const where = channels ?? (axes.length > 2 ? 'first' : 'last');
  const width = where === 'first' ? axes[0]! : axes.at(-1)!;
  return { count, width, places: size / width, channels: where };
}

function maskedLayout(dims: readonly number[], channels: Channels = 'last', mask: Mask): Layout {
  const [count = 0, ...axes] = dims;
  const [places = 0, width = 0] = channels === 'last' ? axes : axes.toReversed();
  if (axes.length === 2 && count === mask.count && count * places === mask.weights.length) {
    return { count, width, places, channels };
  }
  const shape = [mask.count, mask.weights.length / mask.count];
  throw new InvalidFeaturesError(
    `mask: features of shape [${dims}] came with a mask of shape [${shape}]; [${shape}, width] was expected. ` +
      'Leave `mask` out for features that are pooled already.',
  );
}

/** Types whose values are numbers that a row can hold. */
const NUMBERS = /^(float(16|32|64)|u?int(8|16|32|64))$/;

/** @throws {@link InvalidFeaturesError} for text, truth values and the like. */
export function requireNumberType({ type }: OnnxTensor, what: string): void {
  if (NUMBERS.test(type)) return;
  throw new InvalidFeaturesError(
    `${what}: a tensor of type ${type} came; one of numbers was expected, as float32.`,
  );
}

/** Rows of values in main memory, averaged over places. */
function rowsOfValues(
  values: ArrayLike<number | bigint>,
  { type }: OnnxTensor,
  layout: Layout,
  weights?: Float32Array,
): DeviceRows {
  const { count, width } = layout;
  const numbers =
    type === 'float16' && values instanceof Uint16Array
      ? Float32Array.from(values, float16)
      : Float32Array.from(values as ArrayLike<number>, Number);
  return rowsInMemory(averaged(numbers, layout, weights), [count, width]);
}

/** @param weights Of each place of each row; all the same where there are none. */
function averaged(
  values: Float32Array,
  { count, width, places, channels }: Layout,
  weights: Float32Array = new Float32Array(count * places).fill(1),
): Float32Array {
  if (places === 1) return values;
  const rows = new Float32Array(count * width);
  const [ofPlace, ofChannel] = channels === 'first' ? [1, places] : [width, 1];
  for (let row = 0; row < count; row++) {
    const ofRow = weights.subarray(row * places, (row + 1) * places);
    const total = ofRow.reduce((sum, weight) => sum + weight, 0);
    for (let channel = 0; channel < width; channel++) {
      let sum = 0;
      const first = row * width * places + channel * ofChannel;
      for (let place = 0; place < places; place++) {
        // What is left out may be anything, NaN as well.
        if (ofRow[place]! > 0) sum += ofRow[place]! * values[first + place * ofPlace]!;
      }
      rows[row * width + channel] = sum / total;
    }
  }
  return rows;
}

/** From the bits of IEEE 754's half precision. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
