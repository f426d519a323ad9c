export { InvalidFeaturesError, InvalidOptionError } from './core/base/errors.js';
export type { InputProperties } from './core/base/rowProperties.js';
export type { PropertyChange } from './core/explain/changedProperties.js';
export type { Explanation } from './core/explain/explanation.js';
export type { PartChange, PartChanges } from './core/explain/partChanges.js';
export type { CalibrationBasis } from './core/harm/confidenceCalibration.js';
export type { AccuracyEstimate } from './core/harm/estimatedAccuracy.js';
export type { Harm, HarmState, LabelFinding } from './core/harm/harm.js';
export type { LabelOutcome } from './core/harm/labelledRisk.js';
export type { RelevantDrift } from './core/harm/relevantDrift.js';
export {
  type ChangeWatch,
  type ExplainerOptions,
  explainer,
  type MonitorExplainer,
} from './explain/explainer.js';
export type { HarmOptions, RelevantFrom } from './explain/harmOptions.js';
export type { InputToLabel, SavedHarm } from './explain/harmWatch.js';
export { partsWatch } from './explain/partsWatch.js';
export { propertyWatch } from './explain/propertyWatch.js';
