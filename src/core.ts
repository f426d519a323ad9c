import { loadPart } from './core/base/loadPart.js';
import type { FeatureRowsLike } from './core/base/rows.js';
import type { MmdTestOptions, MmdTestResult } from './core/mmd/mmdTest.later.js';
import { noLibrary } from './core/model/noLibrary.js';
import { DriftMonitor as Monitor } from './monitor/driftMonitor.js';
import type { MonitorOptions } from './monitor/options.js';
import type { SegmentedMonitor as Segments } from './monitor/segmentedMonitor.later.js';
import type { SegmentedMonitorOptions } from './monitor/segments.js';

export type {
  AlarmDecision,
  AlarmLevel,
  AlarmOn,
  AlarmPolicy,
  AlarmRule,
  AlarmTest,
  ChangeKind,
  NoveltyFinding,
  PolicyContext,
  PolicyPlan,
} from './core/alarm/alarmPolicy.js';
export type { AlarmEpisode, EpisodeOptions } from './core/alarm/episodes.js';
export type { FalseAlarmOptions, FalseAlarms } from './core/alarm/falseAlarms.js';
export { evidencePolicy, expectedRunTimePolicy, pValuePolicy } from './core/alarm/policies.js';
export { scanPolicy } from './core/alarm/scanPolicy.js';
export type { Calibration } from './core/alarm/thresholds.js';
export type { Adapter } from './core/base/adapter.js';
export {
  BackendMismatchError,
  BackendUnavailableError,
  DeviceError,
  DeviceLostError,
  DisposedError,
  DriftError,
  InvalidFeaturesError,
  InvalidImageError,
  InvalidOptionError,
  InvalidReferenceFileError,
  InvalidStatisticError,
  ModelLoadError,
  PartLoadError,
  ReferenceMismatchError,
  ReferenceStoreError,
  ReferenceUpdateError,
  ReportError,
  TimeoutError,
} from './core/base/errors.js';
export type { Abortable } from './core/base/patience.js';
export type { RowLabel, RowOriginOptions, RowOrigins } from './core/base/rowOrigins.js';
export type {
  InputProperties,
  RowProperties,
  RowPropertyOptions,
} from './core/base/rowProperties.js';
export type {
  DeviceRows,
  FeatureRow,
  FeatureRows,
  FeatureRowsLike,
  GpuRows,
  LentBuffer,
  Precision,
  TensorLike,
} from './core/base/rows.js';
export type { Sampling } from './core/dependence/sampling.js';
export type { PropertyChange } from './core/explain/changedProperties.js';
export type { Explanation } from './core/explain/explanation.js';
export type { Harm, HarmState } from './core/harm/harm.js';
export type { Correction } from './core/ks/correction.js';
export { type KsTestOptions, type KsTestResult, ksTest } from './core/ks/ksTest.js';
export type { FromFeaturesOptions, ModelOutputs } from './core/ks/modelOutputs.js';
export type {
  FeaturesVerdict,
  OutputVerdict,
  SecondaryOptions,
  SecondaryVerdict,
} from './core/ks/secondary.js';
export type { ComputeChoice, ComputePlace } from './core/mmd/engine.js';
export type { Kernel } from './core/mmd/kernel.js';
export type { MmdTestOptions, MmdTestResult } from './core/mmd/mmdTest.later.js';
export type { Bandwidth, MmdOptions } from './core/mmd/options.js';
export type { MmdOutcome } from './core/mmd/outcome.js';
export type { ReducerSummary } from './core/mmd/reducedReference.js';
export type { ReducerOptions } from './core/mmd/reducerOptions.js';
export type { Permutations } from './core/mmd/splits.js';
export type { FitProgress } from './core/model/extraction.later.js';
export type { ModelIdentity, WeightFingerprint } from './core/model/identity.js';
export type { BackendInfo } from './core/model/runtime.js';
export type { FeatureTap, TapOptions, TappableModel } from './core/model/tap.js';
export type {
  BearingRow,
  NearestShares,
  PartShare,
  PartsFrom,
} from './core/partial/describedParts.js';
export type { Fallback } from './monitor/computingPlace.js';
export type { MonitorEvents } from './monitor/events.js';
export type {
  Described,
  Explained,
  ExplainedInput,
  ExplainedTest,
  Explainer,
} from './monitor/explainer.js';
export type { InputTally } from './monitor/inputCounts.js';
export type { MonitorNotice } from './monitor/notices.js';
export type { MonitorOptions } from './monitor/options.js';
export type { Overload } from './monitor/overload.js';
export type { ObservedFeatures, ObserveOptions } from './monitor/sample.js';
export type { SavedMonitorState } from './monitor/savedState.js';
export type {
  SavedSegmentedState,
  SegmentedEvents,
  SegmentedMonitorOptions,
  SegmentedStatus,
  SegmentStatus,
} from './monitor/segments.js';
export type { StateChange } from './monitor/stateChanges.js';
export type { MonitorState, MonitorStatus, StatusCode } from './monitor/status.js';
export type { SuspendedCode, Suspension } from './monitor/suspension.js';
export type { DriftedInput, TestedNull } from './monitor/testedWindow.js';
export type { ThumbnailSource } from './monitor/thumbnail.js';
export type { Verdict, VerdictCode } from './monitor/verdict.js';
export { FeatureWindow } from './monitor/window.js';
export { type PowerEstimate, type PowerOptions, powerOf } from './reference/powerOf.js';
export { Reference } from './reference/reference.js';
export type { SavedReference } from './reference/referenceDatabase.js';

/**
 * Watches features for drift: keeps the latest ones in a window and compares them with the reference, in
 * tasks of its own. If features have to wait, an answer that comes by promise comes up to 4 ms later (option
 * `overload`). Needs no library: give features to `observe`, or what an adapter made of a model, as
 * `watchSession` of `tfjs-drift/onnx` and `watchCompiled` of `tfjs-drift/litert` do, to `wrap`.
 *
 * @throws InvalidOptionError naming the option that is out of range.
 *
 * @example
 * const monitor = new DriftMonitor({ reference, falseAlarms: { per: 'day', samplesPerSecond: 2 } });
 * monitor.on('alarm', (verdict) => showBanner(verdict.reason));
 * monitor.observe(features);
 */
export class DriftMonitor extends Monitor {
  constructor(options: MonitorOptions) {
    super(options, noLibrary);
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
    return Monitor.create(options, noLibrary);
  },
};

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
  return runMmdTest(reference, live, options);
}
