import type { Calibration } from '../calibration/calibration.js';
import type { FeatureSource } from '../features/modelIdentity.js';
import type { FeatureRows } from '../rows/featureRows.js';
import type { ModelOutputs } from '../statistics/modelOutputs.js';

/** The parts a reference is made of; all but `features` follow from them or describe them. */
export interface ReferenceParts extends FeatureSource {
  readonly features: FeatureRows;
  readonly mean: Float32Array;
  readonly bandwidth: number;
  readonly createdAt: string;
  readonly sampledFrom: number | undefined;
  readonly outputs: ModelOutputs | undefined;
  readonly calibrations: readonly Calibration[];
}
