import { loadPart } from './core/base/loadPart.js';
import type { FeatureRowsLike } from './core/base/rows.js';
import type { MmdTestOptions, MmdTestResult } from './core/mmd/mmdTest.later.js';
import { DriftMonitor as Monitor } from './monitor/driftMonitor.js';
import type { MonitorOptions } from './monitor/options.js';
import type { SegmentedMonitor as Segments } from './monitor/segmentedMonitor.later.js';
import type { SegmentedMonitorOptions } from './monitor/segments.js';
import { Reference as FeatureReference } from './reference/reference.js';
import type { FitOptions } from './tfjs/models/extractFeatures.later.js';
import type { ModelInput } from './tfjs/models/imageInput.js';
import { tfjs } from './tfjs/runtime.js';

// What is declared here takes the place of what `core` calls by the same name.
export * from './core.js';
export { backendInfo } from './tfjs/backend/backendInfo.js';
export type { FitOptions } from './tfjs/models/extractFeatures.later.js';
export type { ImageInput, ModelInput } from './tfjs/models/imageInput.js';

// Monitor, reference and test know no tfjs: here they are given what they need of it.

/**
 * Watches a model's features for drift: keeps the latest ones in a window and compares them with the
 * reference, in tasks of its own. If features have to wait, an answer that comes by promise comes up to 4 ms
 * later (option `overload`).
 *
 * Uses the tfjs backend that the app has chosen and changes neither backend, flags nor models.
 *
 * @throws InvalidOptionError naming the option that is out of range.
 *
 * @example
 * const monitor = new DriftMonitor({ reference, falseAlarms: { per: 'day', samplesPerSecond: 2 } });
 * const watched = monitor.wrap(model);
 * monitor.on('alarm', (verdict) => showBanner(verdict.reason));
 * const predictions = await watched.classify(image);
 */
export class DriftMonitor extends Monitor {
  constructor(options: MonitorOptions) {
    super(options, tfjs);
  }
}

/**
 * One monitor for each segment of the inputs (a predicted class, a camera, a product line), and one for all
 * of them, fed by one pass of the model. They share one budget of false alarms, half of it for the segments.
 * It distinguishes a change within segments from a change of their mix.
 */
export type SegmentedMonitor = Segments;

/** Makes one; it is loaded when it is first asked for. */
export const SegmentedMonitor = {
  /**
   * @throws InvalidOptionError for another number of labels than rows, or options out of range.
   */
  async create(options: SegmentedMonitorOptions): Promise<SegmentedMonitor> {
    const { SegmentedMonitor: Monitor } = await loadPart(
      () => import('./monitor/segmentedMonitor.later.js'),
    );
    return Monitor.create(options, tfjs);
  },
};

/**
 * What undrifted data looks like to a model: feature rows of known good inputs, with what is
 * computed from them once and never again, so that scores stay comparable over time. Immutable,
 * in main memory, tied to no backend.
 */
export class Reference extends FeatureReference {
  /**
   * Fits a reference: one forward pass per input, then mean and bandwidth.
   *
   * @param model A MobileNet, a tfjs GraphModel with `featureNode` or a LayersModel with
   *   `featureLayer`; it stays untouched.
   * @param inputs Images, batches of images or tensors, from an array, iterable or async iterable; at least
   *   2, and many more if the test is to find small drifts. An image is read at its own size, an `<img>`
   *   whatever its size on the page; one beyond what the backend can read (16.7 megapixels on a GPU) is drawn
   *   smaller first.
   * @throws InvalidImageError naming the input that is not an image, cannot be decoded, does not load
   *   within a minute, or is not what the model takes.
   * @throws InvalidOptionError for what is no list of inputs, a model that is none, or an unknown option.
   * @throws TimeoutError where the model does not answer for a minute.
   * @throws InvalidFeaturesError for fewer than 2 rows, a NaN, or rows that are all equal.
   * @throws The signal's reason, when aborted.
   */
  static async fit(
    model: object,
    inputs: Iterable<ModelInput> | AsyncIterable<ModelInput>,
    options: FitOptions = {},
  ): Promise<Reference> {
    const { extractFeatures } = await loadPart(
      () => import('./tfjs/models/extractFeatures.later.js'),
      { signal: options?.signal },
    );
    const extraction = await extractFeatures(model, inputs, options);
    return FeatureReference.fromExtraction(extraction, options.signal);
  }
}

/**
 * The kernel two-sample test on plain arrays: do live rows and reference rows have the same distribution?
 * Unbiased MMD² and its permutation p-value (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012).
 *
 * @param reference At least 2 rows; `number[][]`, a flat array with its width, or a tensor.
 * @param live At least 2 rows of the same width.
 * @throws InvalidFeaturesError for too few rows, different widths, NaN or infinity, or rows that
 *   are all equal where the bandwidth is to be a median.
 * @throws InvalidStatisticError for rows too far apart for float32, compared with the reference's.
 * @throws InvalidOptionError for an option out of range, or `'webgpu'` without a device.
 * @throws DeviceLostError if the device is lost during a test on `'webgpu'`.
 * @throws DeviceError if the device refuses what the test needs.
 * @throws The signal's reason, when aborted; the result of a computation that has begun is then ignored.
 *
 * @example
 * const { mmd2, pValue } = await mmdTest([[0], [1], [2], [3]], [[2.5], [3.5], [4.5], [5.5]]);
 */
export async function mmdTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: MmdTestOptions = {},
): Promise<MmdTestResult> {
  const { runMmdTest } = await loadPart(() => import('./core/mmd/mmdTest.later.js'), {
    signal: options?.signal,
  });
  return runMmdTest(reference, live, options, tfjs.device());
}
