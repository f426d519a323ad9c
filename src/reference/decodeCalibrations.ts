import type { Calibration } from '../core/alarm/thresholds.js';
import { InvalidReferenceFileError } from '../core/base/errors.js';
import { kernels } from '../core/mmd/kernel.js';
import { calibrationTensor } from './referenceSchema.js';
import type { SafetensorsFile } from './safetensors.js';

/** @throws {@link InvalidReferenceFileError} for calibrations that are damaged. */
export function decodeCalibrations({ tensors, metadata }: SafetensorsFile): Calibration[] {
  const json = metadata['calibrations'];
  if (json === undefined) return [];
  const described = parse(json);
  return described.map((rest, index) => {
    const { shape = [], values } = tensors[calibrationTensor(index)] ?? {};
    const { runTimes } = rest;
    const isWhole =
      values !== undefined &&
      shape.length === 2 &&
      shape[0] === runTimes.length &&
      shape[1] === Math.ceil(rest.windowSize / rest.testEvery) &&
      values.every(Number.isFinite);
    if (!isWhole) throw invalid();
    return { ...rest, thresholds: values };
  });
}

function parse(json: string): Omit<Calibration, 'thresholds'>[] {
  try {
    const described: unknown = JSON.parse(json);
    if (Array.isArray(described) && described.every(isDescription)) return described;
  } catch {}
  throw invalid();
}

function isDescription(value: unknown): value is Omit<Calibration, 'thresholds'> {
  const { windowSize, testEvery, kernel, bandwidth, referenceSize, streams, runTimes, ...rest } =
    (value ?? {}) as Partial<Calibration>;
  const sizes = [windowSize, testEvery, referenceSize, streams];
  return (
    sizes.every((size) => Number.isInteger(size) && size! > 0) &&
    kernels.includes(kernel!) &&
    bandwidth! > 0 &&
    Array.isArray(runTimes) &&
    runTimes.length >= 2 &&
    runTimes.every((time, i) => Number.isFinite(time) && time > (runTimes[i - 1] ?? 0)) &&
    [rest.deviation, rest.tail?.shape, rest.tail?.scale, rest.tail?.from].every(Number.isFinite)
  );
}

function invalid(): InvalidReferenceFileError {
  return new InvalidReferenceFileError(
    'This is not a reference file: its calibrations are damaged. Give a file that ' +
      'reference.toFile() made.',
  );
}
