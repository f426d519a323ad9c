export type {
  AlarmDecision,
  AlarmLevel,
  AlarmPolicy,
  AlarmRule,
  AlarmTest,
  PolicyContext,
} from './core/alarm/alarmPolicy.js';
export type { AlarmEpisode, EpisodeOptions } from './core/alarm/episodes.js';
export type { FalseAlarmOptions, FalseAlarms } from './core/alarm/falseAlarms.js';
export { evidencePolicy, expectedRunTimePolicy, pValuePolicy } from './core/alarm/policies.js';
export type { Calibration } from './core/alarm/thresholds.js';
export * from './core/base/errors.js';
export type { FeatureRows, FeatureRowsLike } from './core/base/rows.js';
export type { Sampling } from './core/dependence/sampling.js';
export type { Correction } from './core/ks/ksTest.js';
export { type KsTestOptions, type KsTestResult, ksTest } from './core/ks/ksTest.js';
export type { FromFeaturesOptions, ModelOutputs } from './core/ks/modelOutputs.js';
export type {
  FeaturesVerdict,
  OutputVerdict,
  SecondaryOptions,
  SecondaryVerdict,
} from './core/ks/secondary.js';
export type { Kernel } from './core/mmd/kernel.js';
export type { Bandwidth, MmdOptions } from './core/mmd/options.js';
export type { MmdOutcome } from './core/mmd/outcome.js';
export type { ReducerSummary } from './core/mmd/reducedReference.js';
export type { ReducerOptions } from './core/mmd/reducerOptions.js';
export type { Permutations } from './core/mmd/splits.js';
export { DriftMonitor, type MonitorEvents } from './monitor/driftMonitor.js';
export type { MonitorNotice } from './monitor/notices.js';
export type { MonitorOptions } from './monitor/options.js';
export type { ObservedFeatures, ObserveOptions } from './monitor/sample.js';
export type { SavedMonitorState } from './monitor/savedState.js';
export {
  type SegmentedEvents,
  SegmentedMonitor,
  type SegmentedMonitorOptions,
  type SegmentedStatus,
  type SegmentStatus,
} from './monitor/segmentedMonitor.js';
export type { MonitorState, MonitorStatus } from './monitor/status.js';
export type { DriftedInput, TestedNull } from './monitor/testedWindow.js';
export type { ThumbnailSource } from './monitor/thumbnail.js';
export type { Verdict } from './monitor/verdict.js';
export { FeatureWindow } from './monitor/window.js';
export type { FitOptions, FitProgress } from './reference/extractFeatures.later.js';
export { type PowerEstimate, type PowerOptions, powerOf } from './reference/powerOf.js';
export { Reference } from './reference/reference.js';
export type { SavedReference } from './reference/referenceStore.later.js';
export { type BackendInfo, backendInfo } from './tfjs/backend/backendInfo.js';
export type { ComputeChoice } from './tfjs/engine/chooseCompute.js';
export type { ComputePlace } from './tfjs/engine/createEngine.js';
export { type MmdTestOptions, type MmdTestResult, mmdTest } from './tfjs/engine/mmdTest.js';
export type { GpuRows } from './tfjs/gpuRows.js';
export type { ImageInput, ModelInput } from './tfjs/models/imageInput.js';
export type { ModelIdentity } from './tfjs/models/modelIdentity.js';
export type { TapOptions } from './tfjs/models/tappable.js';
