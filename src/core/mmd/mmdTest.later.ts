import { type Adapter, adapterOf } from '../base/adapter.js';
import { rowOf } from '../base/derivedRows.js';
import { BackendMismatchError, DeviceError, InvalidFeaturesError } from '../base/errors.js';
import { type NamesOf, requireKnownNames } from '../base/names.js';
import { type Abortable, patiently } from '../base/patience.js';
import { toFeatureRows } from '../base/readRows.js';
import type { FeatureRows, FeatureRowsLike } from '../base/rows.js';
import { pooledDistances } from '../math/distanceMatrix.js';
import { type DistanceMeasure, lowerMedianDistance } from '../math/distances.js';
import { medianDistance } from '../math/medianDistance.later.js';
import { engineBandwidth } from './bandwidth.js';
import { type ComputeSettled, chooseCompute } from './chooseCompute.js';
import { MmdDetector } from './detector.js';
import type { ComputeChoice, ComputePlace } from './engine.js';
import { mmdTestFloat64 } from './float64Test.js';
import { type Kernel, measureOf } from './kernel.js';
import {
  type MmdOptions,
  mmdOptionNames,
  requireCompute,
  requireDevice,
  requireSizes,
  requireTwoRows,
  resolveMmdOptions,
} from './options.js';
import { type MmdOutcome, mmdOutcome, requireFiniteStatistic } from './outcome.js';
import { permutationSplits } from './splits.js';

/** Options of `mmdTest`. */
export interface MmdTestOptions extends MmdOptions, Abortable {
  /**
   * `'typescript'`: float64, exact to 1e-12, in one go that holds up the page; `'wasm'`: by WebAssembly
   * SIMD, in float32 and in slices, or in TypeScript likewise where that cannot be had; `'webgpu'`: in
   * float32 on {@link device}, or as `'wasm'` where it computes wrongly and for the bandwidths
   * `'pooled-median'` and `'fuse'`. `'auto'` is `'wasm'`. The result says where it was computed.
   * @defaultValue `'auto'`
   */
  readonly compute?: ComputeChoice;
  /** What `'webgpu'` computes on. @defaultValue tfjs's, where its backend is WebGPU */
  readonly device?: GPUDevice | undefined;
}

const NAMES: NamesOf<MmdTestOptions> = {
  ...mmdOptionNames,
  compute: true,
  device: true,
  signal: true,
};

/** Result of `mmdTest`: a plain record that can be sent as JSON. */
export interface MmdTestResult extends MmdOutcome, Adapter {
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
 * See `mmdTest`.
 *
 * @param ownDevice What `'webgpu'` computes on where no device is given.
 */
export async function runMmdTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: MmdTestOptions,
  ownDevice?: GPUDevice | undefined,
): Promise<MmdTestResult> {
  requireKnownNames('mmdTest', options, NAMES);
  const resolved = resolveMmdOptions(options);
  const { compute: choice = 'auto', device = ownDevice, signal } = options;
  requireCompute(choice);
  requireDevice(device);
  const x = await toFeatureRows(reference, 'reference', signal);
  const y = await toFeatureRows(live, 'live', signal);
  requireTwoRows(x.count, 'reference');
  requireTwoRows(y.count, 'live');
  if (x.width !== y.width) {
    throw new InvalidFeaturesError(
      `live: rows of width ${y.width} came, the reference's width is ${x.width}; ` +
        'both must be features of the same layer of the same model.',
    );
  }
  requireSizes(x.count, y.count, x.width);
  const computed =
    choice === 'typescript'
      ? inFloat64(x, y, resolved)
      : byEngine(x, y, resolved, choice === 'auto' ? 'wasm' : choice, device);
  const outcome = await patiently(computed, 'It', { ms: Number.POSITIVE_INFINITY, signal });
  requireFiniteStatistic(outcome.mmd2);
  return {
    ...outcome,
    kernel: resolved.kernel,
    seed: resolved.seed,
    referenceSize: x.count,
    windowSize: y.count,
    featureWidth: x.width,
  };
}

type Computed = MmdOutcome & Adapter & Pick<MmdTestResult, 'compute' | 'permutations'>;

const CPU: Adapter = { adapter: 'cpu', software: false };

async function inFloat64(
  reference: FeatureRows,
  live: FeatureRows,
  { kernel, bandwidth, permutations, seed }: Required<MmdOptions>,
): Promise<Computed> {
  const splits = permutationSplits(reference.count, live.count, permutations, seed);
  const median = () => exactMedian(reference, measureOf(kernel));
  const test = { kernel, bandwidth: await engineBandwidth(bandwidth, reference, median), splits };
  const reading = await mmdTestFloat64(reference, live, test);
  return {
    ...mmdOutcome({ ...reading, precision: 'float64' }),
    compute: 'typescript',
    permutations: splits.count - 1,
    ...CPU,
  };
}

/** In float64, as all else here. */
function exactMedian(rows: FeatureRows, measure: DistanceMeasure): Promise<number> {
  const { count } = rows;
  const all = pooledDistances(rows, measure);
  return lowerMedianDistance(
    all.filter((_, at) => at % count < Math.floor(at / count)),
    measure,
  );
}

async function byEngine(
  reference: FeatureRows,
  live: FeatureRows,
  { kernel, bandwidth, permutations, seed }: Required<MmdOptions>,
  choice: ComputeChoice,
  device: GPUDevice | undefined,
): Promise<Computed> {
  const size = { referenceSize: reference.count, windowSize: live.count, width: reference.width };
  const median = () => medianDistance(reference, measureOf(kernel));
  const settledBandwidth = await engineBandwidth(bandwidth, reference, median);
  const request = {
    choice,
    device,
    size,
    permutations,
    bandwidth: settledBandwidth,
    arrivesOnDevice: false,
  };
  const settled = await chooseCompute(request, (error) => {
    if (error instanceof DeviceError) throw error;
  });
  const testOn = async ({ compute, gpu }: ComputeSettled): Promise<Computed> => {
    const detector = await MmdDetector.create({
      reference,
      windowSize: live.count,
      kernel,
      bandwidth: settledBandwidth,
      permutations,
      seed,
      compute,
      gpu,
    });
    try {
      detector.write(live, 0);
      const rowAt = (slot: number) => rowOf(live, slot);
      const { witness: _, nullStatistics: __, ...outcome } = await detector.test({ rowAt });
      const { compute: place } = detector;
      return {
        ...outcome,
        compute: place,
        permutations: detector.permutations,
        ...(gpu && place === 'webgpu' ? adapterOf(gpu.device) : CPU),
      };
    } finally {
      detector.dispose();
    }
  };
  return testOn(settled).catch((error) => {
    // A GPU that computes wrongly is given up, and the result says where it was computed.
    if (!(error instanceof BackendMismatchError)) throw error;
    return testOn({ compute: 'wasm' });
  });
}
