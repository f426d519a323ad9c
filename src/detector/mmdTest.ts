import { engine, ready } from '@tensorflow/tfjs-core';
import { type BackendInfo, backendInfo } from '../backend/backendInfo.js';
import { InvalidFeaturesError } from '../errors.js';
import { type FeatureRows, type FeatureRowsLike, toFeatureRows } from '../rows/featureRows.js';
import { pooledRows } from '../rows/pooledRows.js';
import type { Kernel } from '../statistics/kernel.js';
import { medianDistance, pooledMedianDistance } from '../statistics/medianDistance.js';
import { permutationSplits } from '../statistics/permutationSplits.js';
import { pooledSquaredDistances } from '../statistics/pooledSquaredDistances.js';
import type { ComputePlace } from './createEngine.js';
import { engineBandwidth } from './engineBandwidth.js';
import { requireSizes } from './limits.js';
import { type MmdOutcome, mmdOutcome, requireFiniteStatistic } from './mmdOutcome.js';
import { type Float64Test, mmdTestFloat64 } from './mmdTestFloat64.js';
import { type MmdOptions, requireTwoRows, resolveMmdOptions } from './options.js';
import { TensorEngine } from './tensorEngine.js';

/** Options of {@link mmdTest}. */
export interface MmdTestOptions extends MmdOptions {
  /**
   * `'backend'`: float32 on the app's tfjs backend; `'typescript'`: float64 in plain TypeScript,
   * exact to 1e-12; `'auto'`: the backend where it is WebGPU on a real GPU, else TypeScript, which is
   * faster then. @defaultValue `'auto'`
   */
  readonly compute?: 'auto' | ComputePlace;
}

/** Result of {@link mmdTest}: a plain record that can be sent as JSON. */
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

/**
 * The kernel two-sample test on plain arrays: do the live rows come from where the reference rows
 * came from? Unbiased MMD² and its permutation p-value (Gretton et al., "A Kernel Two-Sample
 * Test", JMLR 13, 2012).
 *
 * @param reference At least 2 rows; `number[][]`, a flat array with its width, or a tensor.
 * @param live At least 2 rows of the same width.
 * @throws InvalidFeaturesError for too few rows, different widths, NaN or infinity, or rows that
 *   are all equal where the bandwidth is to be a median.
 * @throws InvalidStatisticError for features too large for the backend's float32.
 * @throws InvalidOptionError for an option out of range.
 *
 * @example
 * const { mmd2, pValue } = await mmdTest([[0], [1], [2], [3]], [[2.5], [3.5], [4.5], [5.5]]);
 */
export async function mmdTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: MmdTestOptions = {},
): Promise<MmdTestResult> {
  const resolved = resolveMmdOptions(options);
  const compute = await computePlace(options.compute ?? 'auto');
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
  const runsOnBackend = compute === 'backend' && typeof bandwidth !== 'object';
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

async function computePlace(wanted: 'auto' | ComputePlace): Promise<ComputePlace> {
  if (wanted !== 'auto') return wanted;
  if (Object.keys(engine().registryFactory).length === 0) return 'typescript';
  await ready();
  const { backend, software } = backendInfo();
  return backend === 'webgpu' && !software ? 'backend' : 'typescript';
}

/** The pooled median is taken in float64, and the backend given the number. */
async function testOnBackend(
  reference: FeatureRows,
  live: FeatureRows,
  test: Float64Test,
): Promise<MmdOutcome> {
  await ready();
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
