import type { Calibration } from '../core/alarm/thresholds.js';
import { LIBRARY_VERSION } from '../core/base/libraryVersion.js';
import type { RowOrigins } from '../core/base/rowOrigins.js';
import type { RowProperties } from '../core/base/rowProperties.js';
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
 * place of each in the metadata's list `labelNames`, or -1, where they have times `times`, where they have
 * properties one tensor each in the order of the metadata's list `propertyNames`, where it is known `correct`
 * of 1, 0 and NaN, thresholds where
 * some were calibrated; all else as metadata, what scans were calibrated to and the landmarks of sketches among it.
 */
export function encodeReference(parts: ReferenceParts): Blob {
  const { features, bandwidth, laplaceBandwidth, model, sampledFrom, outputs, labels, times } =
    parts;
  const { properties = {}, correct } = parts;
  const labelNames = [...new Set(labels)].filter((label) => label !== undefined);
  const metadata = {
    format: 'tfjs-drift reference',
    schemaVersion: String(FILE_VERSION),
    libraryVersion: LIBRARY_VERSION,
    bandwidth: bandwidth > 0 ? String(bandwidth) : undefined,
    createdAt: parts.createdAt,
    calibrations: listed(parts.calibrations.map(({ thresholds: _, ...rest }) => rest)),
    scans: listed(parts.scans),
    partials: listed(parts.partials),
    landmarks: listed(parts.landmarks),
    laplaceBandwidth: laplaceBandwidth ? String(laplaceBandwidth) : undefined,
    sampledFrom: sampledFrom ? String(sampledFrom) : undefined,
    model: model && JSON.stringify(model),
    preprocessing: parts.preprocessing,
    imageSize: parts.imageSize,
    labelNames: labels && JSON.stringify(labelNames),
    propertyNames: listed(Object.keys(properties)),
  };
  const shape = [features.count, features.width];
  return encodeSafetensors({
    tensors: {
      // First: other readers want values of 8 bytes to begin at a multiple of 8.
      ...(times && { times: vector(times) }),
      features: { shape, values: features.values },
      ...(outputs && outputTensors(outputs)),
      ...(correct && { correct: vector(correct) }),
      ...Object.fromEntries(
        Object.values(properties).map((values, at) => [propertyTensor(at), vector(values)]),
      ),
      ...(labels && {
        labels: vector(Int32Array.from(labels, (label) => labelNames.indexOf(label!))),
      }),
      ...Object.fromEntries(parts.calibrations.map(thresholdTensor)),
    },
    metadata,
  });
}

/** One metadata entry; none for an empty list. */
function listed(entries: readonly unknown[]): string | undefined {
  return entries.length > 0 ? JSON.stringify(entries) : undefined;
}

function outputTensors({ confidence, entropy }: ModelOutputs): SafetensorsFile['tensors'] {
  return { confidence: vector(confidence), entropy: vector(entropy) };
}

function vector(values: SafetensorsTensor['values']): SafetensorsTensor {
  return { shape: [values.length], values };
}

/** Shape [run times, tests]. */
function thresholdTensor({ thresholds, runTimes }: Calibration, index: number) {
  const shape = [runTimes.length, thresholds.length / runTimes.length];
  return [calibrationTensor(index), { shape, values: thresholds }] as const;
}

/** Raised when a file's meaning changes; older files are then migrated, newer ones refused. */
export const FILE_VERSION = 2;

/** What a random sample is drawn by, where rows were left out: which were kept follows from it. */
export const SAMPLING_SEED = 0;

/** Tensor that holds the thresholds of one calibration. */
export const calibrationTensor = (index: number): string => `calibration.${index}`;

/** Tensor that holds one property of all rows. */
export const propertyTensor = (index: number): string => `property.${index}`;

/** The parts a reference is made of; all but `features` follow from them or describe them. */
export interface ReferenceParts extends FeatureSource, RowOrigins, RowProperties {
  readonly id: string;
  readonly features: FeatureRows;
  readonly mean: FeatureRow;
  readonly bandwidth: number;
  /** The lower median of the rows' L1 distances, once it is known. */
  readonly laplaceBandwidth?: number | undefined;
  readonly createdAt: string;
  readonly sampledFrom: number | undefined;
  readonly outputs: ModelOutputs | undefined;
  /** Rows, from 0. */
  readonly landmarks: readonly number[];
  readonly calibrations: readonly Calibration[];
  readonly scans: readonly ScanCalibration[];
  readonly partials: readonly PartialCalibration[];
}
