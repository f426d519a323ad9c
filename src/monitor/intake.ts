import { pickRows } from '../core/base/rows.js';
import type { Spacing } from '../core/dependence/adaptiveStride.js';
import type { DependenceGuard } from '../core/dependence/guard.js';
import type { Readiness } from '../core/dependence/readiness.js';
import {
  type AdmissionRule,
  createAdmissionRule,
  type Sampling,
} from '../core/dependence/sampling.js';
import { disposeSample, type Sample, type SampleRows, sizes } from './sample.js';

/** How much the rows in the window depend on each other. */
export interface WindowDependence {
  /** As many independent rows would tell as much as those in the window. */
  readonly effectiveSampleSize: number;
  /** Lag-1 correlation; undefined where it is not measured. */
  readonly correlation: number | undefined;
  /** Inputs for each one admitted. */
  readonly stride: number;
}

/** Whether the window may be tested, and why. */
export interface WindowFitness extends Readiness {
  /** Inputs for each one admitted. */
  readonly stride: number;
}

/** Which samples go into the window, and whether those in it are independent enough for a test. */
export class Intake {
  readonly rule: AdmissionRule;
  /** What is measured of the rows; from the first sample on. */
  guard: DependenceGuard | undefined;

  constructor(sampling: Sampling) {
    this.rule = createAdmissionRule(sampling);
  }

  /** Whether the window is fit for a test that needs as much; undefined before the first sample. */
  fitness(needs: Spacing): WindowFitness | undefined {
    const { guard } = this;
    return guard && { ...guard.readinessFor(needs), stride: guard.stride };
  }

  /** Takes ownership of a sample; what is left of it, if anything. */
  thin(sample: Sample): Sample | undefined {
    return thinned(sample, this.rule);
  }
}

/**
 * The rows of a sample that the rule admits; each is an input of its own. Takes ownership of the
 * sample, and hands over what is left of it.
 */
function thinned(sample: Sample, rule: AdmissionRule): Sample | undefined {
  const { count } = sizes(sample);
  const rows = Array.from({ length: count }, (_, row) => row).filter(() =>
    rule.offer(sample.timeMs),
  );
  if (rows.length === count) return sample;
  try {
    return rows.length > 0 ? picked(sample, rows) : undefined;
  } finally {
    disposeSample(sample);
  }
}

function picked(sample: Sample, rows: readonly number[]): Sample {
  const { logits, timeMs, thumbnail, id } = sample;
  const features = picks(sample, rows);
  const picked = { ...features, timeMs, thumbnail, id };
  try {
    return { ...picked, logits: logits && picks(logits, rows) };
  } catch (error) {
    disposeSample(picked);
    throw error;
  }
}

function picks(sample: SampleRows, rows: readonly number[]): SampleRows {
  if ('rows' in sample) return { rows: pickRows(sample.rows, Int32Array.from(rows)) };
  return { onDevice: sample.onDevice.pick(rows) };
}
