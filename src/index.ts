export type { AlarmEpisode, EpisodeOptions } from './alarm/alarmEpisodes.js';
export type {
  AlarmDecision,
  AlarmLevel,
  AlarmPolicy,
  AlarmRule,
  AlarmTest,
  PolicyContext,
} from './alarm/alarmPolicy.js';
export { evidencePolicy } from './alarm/evidencePolicy.js';
export { expectedRunTimePolicy } from './alarm/expectedRunTimePolicy.js';
export type { FalseAlarmOptions, FalseAlarms } from './alarm/falseAlarms.js';
export { type PowerEstimate, type PowerOptions, powerOf } from './alarm/powerOf.js';
export { pValuePolicy } from './alarm/pValuePolicy.js';
export { type BackendInfo, backendInfo } from './backend/backendInfo.js';
export type { Calibration } from './calibration/calibration.js';
export type { Correction } from './detector/correction.js';
export type { ComputePlace } from './detector/createEngine.js';
export { type KsTestOptions, type KsTestResult, ksTest } from './detector/ksTest.js';
export type { MmdOutcome } from './detector/mmdOutcome.js';
export { type MmdTestOptions, type MmdTestResult, mmdTest } from './detector/mmdTest.js';
export type { Bandwidth, MmdOptions } from './detector/options.js';
export * from './errors.js';
export type { ImageInput, ModelInput } from './features/imageInput.js';
export type { ModelIdentity } from './features/modelIdentity.js';
export type { TapOptions } from './features/tappableModel.js';
export type { ComputeChoice } from './monitor/chooseCompute.js';
export { DriftMonitor, type MonitorEvents } from './monitor/driftMonitor.js';
export type { MonitorState, MonitorStatus } from './monitor/monitorStatus.js';
export type { DriftedInput } from './monitor/mostDrifted.js';
export type { MonitorNotice } from './monitor/notices.js';
export type { MonitorOptions } from './monitor/options.js';
export type { ObservedFeatures, ObserveOptions } from './monitor/sampleQueue.js';
export type { SavedMonitorState } from './monitor/savedMonitorState.js';
export type { TestedNull } from './monitor/testedNull.js';
export type { ThumbnailSource } from './monitor/thumbnail.js';
export type { Verdict } from './monitor/verdict.js';
export type { ReducerOptions } from './reducer/reducerOptions.js';
export type { ReducerSummary } from './reducer/reducerSummary.js';
export type { FitOptions, FitProgress } from './reference/extractFeatures.js';
export { Reference } from './reference/reference.js';
export type { FromFeaturesOptions } from './reference/referenceOutputs.js';
export type { SavedReference } from './reference/savedReference.js';
export type { FeatureRows, FeatureRowsLike } from './rows/featureRows.js';
export type { GpuRows } from './rows/gpuRows.js';
export type { Sampling } from './sampling/sampling.js';
export type { SecondaryOptions } from './secondary/options.js';
export type {
  FeaturesVerdict,
  OutputVerdict,
  SecondaryVerdict,
} from './secondary/secondaryVerdict.js';
export {
  type SegmentedEvents,
  SegmentedMonitor,
  type SegmentedMonitorOptions,
  type SegmentedStatus,
  type SegmentStatus,
} from './segments/segmentedMonitor.js';
export type { Kernel } from './statistics/kernel.js';
export type { ModelOutputs } from './statistics/modelOutputs.js';
export type { Permutations } from './statistics/permutationSplits.js';
export { FeatureWindow } from './window/featureWindow.js';
