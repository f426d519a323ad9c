import { requireFiniteStatistic } from '../../core/base/checks.js';
import { InvalidFeaturesError } from '../../core/base/errors.js';
import {
  type FeatureRows,
  type FeatureRowsLike,
  pooledRows,
  toFeatureRows,
} from '../../core/base/rows.js';
import { pooledSquaredDistances } from '../../core/math/distanceMatrix.js';
import { medianDistance, pooledMedianDistance } from '../../core/math/distances.js';
import { type ComputeChoice, type ComputePlace, engineBandwidth } from '../../core/mmd/engine.js';
import { type Float64Test, mmdTestFloat64 } from '../../core/mmd/float64Test.js';
import type { Kernel } from '../../core/mmd/kernel.js';
import type { MmdOptions } from '../../core/mmd/options.js';
import { requireSizes, requireTwoRows, resolveMmdOptions } from '../../core/mmd/options.js';
import { type MmdOutcome, mmdOutcome } from '../../core/mmd/outcome.js';
import { permutationSplits } from '../../core/mmd/splits.js';
import type { BackendInfo } from '../../core/model/runtime.js';
import { backendInfo } from '../backend/backendInfo.js';
import { chooseCompute } from './chooseCompute.js';
import { TensorEngine } from './tensorEngine.js';

/** Options of `mmdTest`. */
export interface MmdTestOptions extends MmdOptions {
  /**
   * `'backend'`: float32 on the app's tfjs backend; `'typescript'`: float64 in plain TypeScript,
   * exact to 1e-12; `'auto'`: the backend where it is WebGPU on a real GPU, else TypeScript, which is
   * faster then. A backend that fails a self-check is not used; the result says where it was computed.
   * @defaultValue `'auto'`
   */
  readonly compute?: ComputeChoice;
}

/** Result of `mmdTest`: a plain record that can be sent as JSON. */
export interface MmdTestResult extends MmdOutcome, BackendInfo {
  readonly kernel: Kernel;
  /** Where it was computed. */
  readonly compute: ComputePlace;
  /** Splits compared with the observed one. */
  readonly permutations: number;
  readonly seed: number;
  /** Rows of the reference. */
  readonly referenceSize: number;
  /** Rows of the live sample. */
  readonly windowSize: number;
  /** Values per row. */
  readonly featureWidth: number;
}

/** See `mmdTest`. */
export async function runMmdTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: MmdTestOptions,
): Promise<MmdTestResult> {
  const resolved = resolveMmdOptions(options);
  const x = await toFeatureRows(reference, 'reference');
  const y = await toFeatureRows(live, 'live');
  requireTwoRows(x.count, 'reference');
  requireTwoRows(y.count, 'live');
  if (x.width !== y.width) {
    throw new InvalidFeaturesError(
      `live: rows of width ${y.width} came, the reference's width is ${x.width}; ` +
        'both must be features of the same layer of the same model.',
    );
  }
  requireSizes(x.count, y.count, x.width);
  const { kernel, permutations, seed } = resolved;
  const splits = permutationSplits(x.count, y.count, permutations, seed);
  const bandwidth = await engineBandwidth(resolved.bandwidth, () => medianDistance(x));
  const test = { kernel, bandwidth, splits };
  const size = { referenceSize: x.count, windowSize: y.count, width: x.width };
  // Why a backend was given up has nowhere to go; the result says where it was computed.
  const runsOnBackend =
    typeof bandwidth !== 'object' &&
    (await chooseCompute(options.compute ?? 'auto', size, () => {})) === 'backend';
  const outcome = runsOnBackend
    ? await testOnBackend(x, y, test)
    : mmdOutcome({
        ...(await mmdTestFloat64(x, y, test)),
        referenceSize: x.count,
        precision: 'float64',
      });
  requireFiniteStatistic(outcome.mmd2);
  return {
    ...outcome,
    kernel,
    compute: runsOnBackend ? 'backend' : 'typescript',
    permutations: splits.count - 1,
    seed,
    referenceSize: x.count,
    windowSize: y.count,
    featureWidth: x.width,
    ...(runsOnBackend ? backendInfo() : { backend: 'typescript', adapter: 'cpu', software: false }),
  };
}

/** The pooled median is taken in float64, and the backend given the number. */
async function testOnBackend(
  reference: FeatureRows,
  live: FeatureRows,
  test: Float64Test,
): Promise<MmdOutcome> {
  const bandwidth =
    test.bandwidth === 'pooled-median'
      ? pooledMedianDistance(pooledSquaredDistances(pooledRows(reference, live)))
      : Number(test.bandwidth);
  const tensorEngine = new TensorEngine({ ...test, bandwidth, reference, windowSize: live.count });
  try {
    tensorEngine.write(live, 0);
    const reading = await tensorEngine.read();
    return mmdOutcome({ ...reading, referenceSize: reference.count, precision: 'float32' });
  } finally {
    tensorEngine.dispose();
  }
}
