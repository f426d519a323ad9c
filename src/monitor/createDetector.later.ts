import { DeviceError } from '../core/base/errors.js';
import { type Patience, patiently } from '../core/base/patience.js';
import type { FeatureRows } from '../core/base/rows.js';
import { medianDistance } from '../core/math/medianDistance.later.js';
import { type EngineBandwidth, engineBandwidth } from '../core/mmd/bandwidth.js';
import { type ComputeSettled, chooseCompute } from '../core/mmd/chooseCompute.js';
import { MmdDetector } from '../core/mmd/detector.js';
import { measureOf } from '../core/mmd/kernel.js';
import {
  type ReducerSummary,
  reducedReference,
  reducerSummary,
} from '../core/mmd/reducedReference.js';
import type { ComputingPlace } from './computingPlace.js';
import type { ResolvedMonitorOptions } from './options.js';

/** A detector, and what it tests against. */
export interface CreatedDetector {
  readonly detector: MmdDetector;
  /** The rows that it tests against: the reference's, or some of them, projected. */
  readonly rows: FeatureRows;
  readonly bandwidth: EngineBandwidth;
  readonly reducer: ReducerSummary | undefined;
  /** What it computes on; undefined in main memory. */
  readonly device: GPUDevice | undefined;
}

/** Told of what the user should know though tests go on. */
interface DetectorHooks {
  readonly onError: (error: Error) => void;
  /** A GPU was to compute, and does not. */
  readonly onGivenUp: (error: Error) => void;
}

/**
 * The detector of a monitor's options, with the projection before it where one is asked for.
 *
 * @param place What is wanted in place of the options' `compute`, and the device that live rows come on.
 * @param patience How long backend and device may take to answer.
 */
export async function createDetector(
  options: ResolvedMonitorOptions,
  { choice, arrivesOn }: ComputingPlace,
  patience: Patience,
  { onError, onGivenUp }: DetectorHooks,
): Promise<CreatedDetector> {
  const { testedRows: windowSize, kernel, permutations, seed, runtime } = options;
  await patiently(runtime.ready(), "The model's backend", patience);
  const { rows, bandwidth, reducer, summary } = await testedReference(options);
  const device = options.device ?? runtime.device();
  const settled = await chooseCompute(
    {
      choice,
      device,
      size: { referenceSize: rows.count, windowSize, width: rows.width },
      permutations,
      bandwidth,
      arrivesOnDevice: device !== undefined && arrivesOn === device,
      patience,
    },
    onGivenUp,
  );
  const detectorOn = (place: ComputeSettled) =>
    MmdDetector.create({
      reference: rows,
      windowSize,
      kernel,
      bandwidth,
      permutations,
      seed,
      ...place,
      reducer,
      patience,
      onDisagreement: onError,
    });
  const detector = await detectorOn(settled).catch((error) => {
    if (!(error instanceof DeviceError)) throw error;
    onGivenUp(error);
    return detectorOn({ compute: 'wasm' });
  });
  const isOnDevice = detector.compute === 'webgpu';
  return {
    detector,
    rows,
    bandwidth,
    reducer: summary,
    device: isOnDevice ? settled.gpu?.device : undefined,
  };
}

async function testedReference({
  reference,
  bandwidth,
  kernel,
  seed,
  reducer: options,
}: ResolvedMonitorOptions) {
  if (options === 'none') {
    const rows = reference.features;
    const median = () => reference.medianBandwidth(kernel);
    return { rows, bandwidth: await engineBandwidth(bandwidth, rows, median) };
  }
  const reduced = await reducedReference(reference.features, options, seed);
  const { rows, reducer } = reduced;
  const median = () => medianDistance(rows, measureOf(kernel));
  return {
    rows,
    bandwidth: await engineBandwidth(bandwidth, rows, median),
    reducer,
    summary: reducerSummary(reduced),
  };
}
