/** Feature rows of the tensors that ONNX Runtime answers with. */
import { InvalidFeaturesError } from '../core/base/errors.js';
import type { DeviceRows } from '../core/base/rows.js';
import { copyGpuRows } from '../core/mmd/gpu/gpuRows.js';
import {
  featureRows,
  type Layout,
  layoutOf,
  logitRows,
  type Mask,
} from '../core/model/outputs/outputRows.later.js';
import type { OnnxTensor, SessionOptions } from './runtime.js';

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
  if (tensor.location === 'gpu-buffer') {
    return rowsOnGpu(tensor, device, layoutOf(tensor.dims, channels, mask));
  }
  return featureRows(valuesOf(tensor, 'features'), tensor, channels, mask);
}

/** Logits, or the logarithms of what is a softmax already. */
export function logitsOf(tensor: OnnxTensor): DeviceRows {
  return logitRows(valuesOf(tensor, 'logits'), tensor);
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
