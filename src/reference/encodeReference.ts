import type { Calibration } from '../core/alarm/thresholds.js';
import { LIBRARY_VERSION } from '../core/base/libraryVersion.js';
import type { RowOrigins } from '../core/base/rowOrigins.js';
import type { FeatureRow, FeatureRows } from '../core/base/rows.js';
import type { ModelOutputs } from '../core/ks/modelOutputs.js';
import type { FeatureSource } from '../core/model/identity.js';
import type { PartialCalibration } from '../core/partial/partialCalibration.js';
import type { ScanCalibration } from '../core/scan/scanCalibration.js';
import {
  encodeSafetensors,
  type SafetensorsFile,
  type SafetensorsTensor,
} from './encodeSafetensors.js';

/**
 * A reference as a safetensors file: tensor `features` in the precision it is kept in, where the
 * model gave outputs also `confidence` and `entropy` of shape [count], where rows have labels `labels`, the
 * place of each in the metadata's list `labelNames`, or -1, where they have times `times`, thresholds where
 * some were calibrated; all else as metadata, what scans were calibrated to among it.
 */
export function encodeReference(parts: ReferenceParts): Blob {
  const {
    features,
    bandwidth,
    laplaceBandwidth,
    model,
    preprocessing,
    imageSize,
    createdAt,
    sampledFrom,
    outputs,
    labels,
    times,
  } = parts;
  const labelNames = [...new Set(labels)].filter((label) => label !== undefined);
  const calibrations = encodeCalibrations(parts.calibrations);
  const metadata: Record<string, string> = {
    format: 'tfjs-drift reference',
    schemaVersion: String(FILE_VERSION),
    libraryVersion: LIBRARY_VERSION,
    ...(bandwidth > 0 && { bandwidth: String(bandwidth) }),
    createdAt,
    ...calibrations.metadata,
    ...(parts.scans.length > 0 && { scans: JSON.stringify(parts.scans) }),
    ...(parts.partials.length > 0 && { partials: JSON.stringify(parts.partials) }),
  };
  if (laplaceBandwidth) metadata['laplaceBandwidth'] = String(laplaceBandwidth);
  if (sampledFrom) metadata['sampledFrom'] = String(sampledFrom);
  if (model) metadata['model'] = JSON.stringify(model);
  if (preprocessing !== undefined) metadata['preprocessing'] = preprocessing;
  if (imageSize) metadata['imageSize'] = imageSize;
  if (labels) metadata['labelNames'] = JSON.stringify(labelNames);
  const shape = [features.count, features.width];
  return encodeSafetensors({
    tensors: {
      // First: other readers want values of 8 bytes to begin at a multiple of 8.
      ...(times && { times: vector(times) }),
      features: { shape, values: features.values },
      ...(outputs && outputTensors(outputs)),
      ...(labels && {
        labels: vector(Int32Array.from(labels, (label) => labelNames.indexOf(label!))),
      }),
      ...calibrations.tensors,
    },
    metadata,
  });
}

function outputTensors({ confidence, entropy }: ModelOutputs): SafetensorsFile['tensors'] {
  return { confidence: vector(confidence), entropy: vector(entropy) };
}

function vector(values: SafetensorsTensor['values']): SafetensorsTensor {
  return { shape: [values.length], values };
}

/** Thresholds as tensors of shape [run times, tests], all else as one metadata entry. */
function encodeCalibrations(calibrations: readonly Calibration[]): SafetensorsFile {
  if (calibrations.length === 0) return { tensors: {}, metadata: {} };
  const tensors = calibrations.map(({ thresholds, runTimes }, index) => {
    const shape = [runTimes.length, thresholds.length / runTimes.length];
    return [calibrationTensor(index), { shape, values: thresholds }] as const;
  });
  const described = calibrations.map(({ thresholds: _, ...rest }) => rest);
  return {
    tensors: Object.fromEntries(tensors),
    metadata: { calibrations: JSON.stringify(described) },
  };
}

/** Raised when a file's meaning changes; older files are then migrated, newer ones refused. */
export const FILE_VERSION = 2;

/** What a random sample is drawn by, where rows were left out: which were kept follows from it. */
export const SAMPLING_SEED = 0;

/** Tensor that holds the thresholds of one calibration. */
export const calibrationTensor = (index: number): string => `calibration.${index}`;

/** The parts a reference is made of; all but `features` follow from them or describe them. */
export interface ReferenceParts extends FeatureSource, RowOrigins {
  readonly id: string;
  readonly features: FeatureRows;
  readonly mean: FeatureRow;
  readonly bandwidth: number;
  /** The lower median of the rows' L1 distances, once it is known. */
  readonly laplaceBandwidth?: number | undefined;
  readonly createdAt: string;
  readonly sampledFrom: number | undefined;
  readonly outputs: ModelOutputs | undefined;
  readonly calibrations: readonly Calibration[];
  readonly scans: readonly ScanCalibration[];
  readonly partials: readonly PartialCalibration[];
}
