import { engine, ready } from '@tensorflow/tfjs-core';
import { type BackendInfo, backendInfo } from '../backend/backendInfo.js';
import { InvalidFeaturesError } from '../errors.js';
import { type FeatureRows, type FeatureRowsLike, toFeatureRows } from '../rows/featureRows.js';
import { pooledRows } from '../rows/pooledRows.js';
import type { Kernel } from '../statistics/kernel.js';
import { medianDistance, pooledMedianDistance } from '../statistics/medianDistance.js';
import { pooledSquaredDistances } from '../statistics/pooledSquaredDistances.js';
import { MmdDetector } from './mmdDetector.js';
import { type MmdOutcome, mmdOutcome, requireFiniteStatistic } from './mmdOutcome.js';
import { mmdTestFloat64 } from './mmdTestFloat64.js';
import { type Bandwidth, type MmdOptions, requireTwoRows, resolveMmdOptions } from './options.js';

/** Options of {@link mmdTest}. */
export interface MmdTestOptions extends MmdOptions {
  /**
   * `'backend'`: float32 on the app's tfjs backend; `'typescript'`: float64 in plain TypeScript,
   * slower and exact to 1e-12. @defaultValue `'backend'` where tfjs has one, else `'typescript'`
   */
  readonly compute?: 'backend' | 'typescript';
}

/** Result of {@link mmdTest}: a plain record that can be sent as JSON. */
export interface MmdTestResult extends MmdOutcome, BackendInfo {
  readonly kernel: Kernel;
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
  const compute = options.compute ?? (hasBackend() ? 'backend' : 'typescript');
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
  const { kernel, permutations, seed } = resolved;
  const sizes = { referenceSize: x.count, windowSize: y.count, featureWidth: x.width };
  if (compute === 'typescript') {
    const reading = await mmdTestFloat64(x, y, resolved);
    const outcome = mmdOutcome({ ...reading, referenceSize: x.count, precision: 'float64' });
    const info = { backend: 'typescript', adapter: 'cpu', software: false };
    return { ...outcome, kernel, permutations, seed, ...sizes, ...info };
  }
  await ready();
  const outcome = await testOnBackend(x, y, resolved);
  return { ...outcome, kernel, permutations, seed, ...sizes, ...backendInfo() };
}

function hasBackend(): boolean {
  return Object.keys(engine().registryFactory).length > 0;
}

async function testOnBackend(
  reference: FeatureRows,
  live: FeatureRows,
  options: Required<MmdOptions>,
): Promise<MmdOutcome> {
  const bandwidth = await bandwidthOf(reference, live, options.bandwidth);
  const windowSize = live.count;
  const detector = new MmdDetector({
    ...options,
    bandwidth,
    reference,
    windowSize,
    compute: 'backend',
  });
  try {
    detector.write(live, 0);
    const { mmd2, pValue, z, approximatePValue } = await detector.test();
    requireFiniteStatistic(mmd2);
    return { mmd2, pValue, z, approximatePValue, bandwidth };
  } finally {
    detector.dispose();
  }
}

function bandwidthOf(
  reference: FeatureRows,
  live: FeatureRows,
  bandwidth: Bandwidth,
): number | Promise<number> {
  if (bandwidth === 'median') return medianDistance(reference);
  if (bandwidth !== 'pooled-median') return bandwidth;
  return pooledMedianDistance(pooledSquaredDistances(pooledRows(reference, live)));
}
