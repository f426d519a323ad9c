/** Feature rows of the tensors that LiteRT.js answers with, which its owner may delete at once. */
import type { DeviceRows } from '../core/base/rows.js';
import { copyGpuRows } from '../core/mmd/gpu/gpuRows.js';
import {
  featureRows,
  layoutOf,
  logitRows,
  requireNumberType,
  type TensorKind,
} from '../core/model/outputs/outputRows.later.js';
import type { Channels } from '../core/model/outputs/tappableOutputs.js';
import type { LiteRtTensor } from './runtime.js';

/** Numbers of LiteRT.js's `TensorBufferType`; of what is on the GPU, other kinds are not in row-major float32. */
const HOST_MEMORY = 1;
const WEB_GPU_BUFFER_PACKED = 26;

/** Rows of features: where they are packed on the GPU they stay there, all others are read. */
export function rowsOf(tensor: LiteRtTensor, channels: Channels = 'last'): DeviceRows {
  const kind = kindOf(tensor, 'features');
  const device = tensor.environment.webGpuDevice;
  const { count, width, places } = layoutOf(kind.dims, channels);
  const isPacked = tensor.bufferType === WEB_GPU_BUFFER_PACKED && kind.type === 'float32';
  if (device && isPacked && places === 1) {
    return copyGpuRows({ buffer: tensor.toGpuBuffer(), count, width }, device);
  }
  return featureRows(valuesOf(tensor), kind, channels);
}

/** Logits, or the logarithms of what is a softmax already. */
export function logitsOf(tensor: LiteRtTensor): DeviceRows {
  return logitRows(valuesOf(tensor), kindOf(tensor, 'logits'));
}

/** A copy, begun at once. */
function valuesOf(tensor: LiteRtTensor): ArrayLike<number> | Promise<ArrayLike<number>> {
  return tensor.bufferType === HOST_MEMORY ? tensor.toTypedArray() : tensor.data();
}

function kindOf({ type: { dtype, layout } }: LiteRtTensor, what: string): TensorKind {
  const kind = { type: dtype, dims: Array.from(layout.dimensions) };
  requireNumberType(kind, what);
  return kind;
}
