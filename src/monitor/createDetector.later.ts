import type { FeatureRows } from '../core/base/rows.js';
import { medianDistance } from '../core/math/distances.js';
import { MmdDetector } from '../core/mmd/detector.js';
import { type EngineBandwidth, engineBandwidth } from '../core/mmd/engine.js';
import { ReducedDetector } from '../core/mmd/reducedDetector.js';
import {
  type ReducerSummary,
  reducedReference,
  reducerSummary,
} from '../core/mmd/reducedReference.js';
import type { ResolvedMonitorOptions } from './options.js';

/** A detector, and what it tests against. */
export interface CreatedDetector {
  readonly detector: Pick<MmdDetector, keyof MmdDetector>;
  /** The rows that it tests against: the reference's, or some of them, projected. */
  readonly rows: FeatureRows;
  readonly bandwidth: EngineBandwidth;
  readonly reducer: ReducerSummary | undefined;
}

/**
 * The detector of a monitor's options, with the projection before it where one is asked for.
 *
 * @param onError Told of what the user should know though tests go on.
 */
export async function createDetector(
  options: ResolvedMonitorOptions,
  onError: (error: Error) => void,
): Promise<CreatedDetector> {
  const { reference, bandwidth, windowSize, kernel, permutations, seed, reducer } = options;
  const device = await options.runtime.loadCompute();
  const size = { referenceSize: reference.size, windowSize, width: reference.width };
  const compute = await device.choose(options.compute, size, onError);
  const shared = {
    windowSize,
    kernel,
    permutations,
    seed,
    compute,
    device,
    onDisagreement: onError,
  };
  if (reducer === 'none') {
    const rows = reference.features;
    const config = {
      ...shared,
      reference: rows,
      bandwidth: await engineBandwidth(bandwidth, () => reference.bandwidth),
    };
    return {
      detector: new MmdDetector(config),
      rows,
      bandwidth: config.bandwidth,
      reducer: undefined,
    };
  }
  const reduced = await reducedReference(reference.features, reducer, seed);
  const { rows } = reduced;
  const config = {
    ...shared,
    reference: rows,
    bandwidth: await engineBandwidth(bandwidth, () => medianDistance(rows)),
  };
  const detector = new ReducedDetector(config, reduced.reducer);
  return { detector, rows, bandwidth: config.bandwidth, reducer: reducerSummary(reduced) };
}
