import { LIBRARY_VERSION } from '../core/base/libraryVersion.js';
import type { ModelOutputs } from '../core/ks/modelOutputs.js';
import { encodeCalibrations } from './encodeCalibrations.js';
import { encodeSafetensors } from './encodeSafetensors.js';
import type { ReferenceParts } from './referenceParts.js';
import { SCHEMA_VERSION } from './referenceSchema.js';
import type { SafetensorsFile } from './safetensors.js';

/**
 * A reference as a safetensors file: tensor `features`, where the model gave outputs also
 * `confidence` and `entropy` of shape [count], thresholds where some were calibrated; all else as
 * metadata.
 */
export function encodeReference(parts: ReferenceParts): Blob {
  const { features, bandwidth, model, preprocessing, createdAt, sampledFrom, outputs } = parts;
  const calibrations = encodeCalibrations(parts.calibrations);
  const metadata: Record<string, string> = {
    format: 'tfjs-drift reference',
    schemaVersion: String(SCHEMA_VERSION),
    libraryVersion: LIBRARY_VERSION,
    bandwidth: String(bandwidth),
    createdAt,
    ...calibrations.metadata,
  };
  if (sampledFrom) metadata['sampledFrom'] = String(sampledFrom);
  if (model) metadata['model'] = JSON.stringify(model);
  if (preprocessing !== undefined) metadata['preprocessing'] = preprocessing;
  const shape = [features.count, features.width];
  return encodeSafetensors({
    tensors: {
      features: { shape, values: Float32Array.from(features.values) },
      ...(outputs && outputTensors(outputs)),
      ...calibrations.tensors,
    },
    metadata,
  });
}

function outputTensors({ confidence, entropy }: ModelOutputs): SafetensorsFile['tensors'] {
  const tensor = (values: Float32Array) => ({ shape: [values.length], values });
  return { confidence: tensor(confidence), entropy: tensor(entropy) };
}
