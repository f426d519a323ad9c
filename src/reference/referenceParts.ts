import type { Calibration } from '../core/alarm/thresholds.js';
import type { FeatureRows } from '../core/base/rows.js';
import type { ModelOutputs } from '../core/ks/modelOutputs.js';
import type { FeatureSource } from '../tfjs/models/modelIdentity.js';

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
