import type { Calibration } from '../core/alarm/thresholds.js';
import { calibrationTensor } from './referenceSchema.js';
import type { SafetensorsFile } from './safetensors.js';

/** Thresholds as tensors of shape [run times, tests], all else as one metadata entry. */
export function encodeCalibrations(calibrations: readonly Calibration[]): SafetensorsFile {
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
