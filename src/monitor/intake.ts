import { loadPart } from '../core/base/loadPart.js';
import { type FeatureRow, pickRows } from '../core/base/rows.js';
import type { Spacing } from '../core/dependence/adaptiveStride.js';
import type { DependenceGuard } from '../core/dependence/guard.later.js';
import type { Readiness } from '../core/dependence/readiness.js';
import { type AdmissionRule, createAdmissionRule } from '../core/dependence/sampling.js';
import type { ResolvedMonitorOptions } from './options.js';
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
  readonly #options: ResolvedMonitorOptions;
  readonly #rule: AdmissionRule;
  #guard: DependenceGuard | undefined;

  constructor(options: ResolvedMonitorOptions) {
    this.#options = options;
    this.#rule = createAdmissionRule(options.sampling);
  }

  /** Whether the window is fit for a test that needs as much; undefined before the first sample. */
  fitness(needs: Spacing): WindowFitness | undefined {
    const guard = this.#guard;
    return guard && { ...guard.readinessFor(needs), stride: guard.stride };
  }

  /** Whether a test may be made that needs as much. */
  isFitFor(needs: Spacing): boolean {
    return this.#guard?.stateFor(needs) === 'independent' && !this.#guard.isRepeating;
  }

  /** Takes ownership of a sample; what is left of it, if anything. */
  thin(sample: Sample): Sample | undefined {
    return thinned(sample, this.#rule);
  }

  /** Once; measures along the axes of the reference. */
  async prepare(): Promise<void> {
    if (this.#guard) return;
    const { DependenceGuard } = await loadPart(() => import('../core/dependence/guard.later.js'));
    const { reference, sampling, testedRows: windowSize } = this.#options;
    const options = { sampling, windowSize, rule: this.#rule };
    this.#guard = await DependenceGuard.create(reference.features, options);
  }

  /**
   * Looks at rows that were admitted.
   *
   * @param spacing What frames are thinned to.
   * @returns 1, or k where only every k-th row in the window, counted from the latest, may stay.
   */
  lookAt(rows: readonly FeatureRow[], spacing: Spacing): number {
    return Math.max(1, ...rows.map((row) => this.#guard?.look(row, spacing) ?? 1));
  }

  get dependence(): WindowDependence {
    const { testedRows: windowSize } = this.#options;
    return {
      effectiveSampleSize: this.#guard?.effectiveSampleSize(windowSize) ?? windowSize,
      correlation: this.#guard?.correlation,
      stride: this.#rule.stride,
    };
  }
}

/**
 * Samples between the app's forward pass and the monitor's own time. Bounded, so that an app that
 * is faster than the monitor costs samples, not memory: the oldest are given up first.
 */
export class SampleQueue<Item extends Sample = Sample> {
  readonly #limit: number;
  #samples: Item[] = [];
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#samples.length === 0;
  }

  /** Whether more than half of those that may wait do. */
  get isCrowded(): boolean {
    return this.#samples.length > this.#limit / 2;
  }

  /** Samples given up so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes ownership of a sample. */
  push(sample: Item): void {
    this.#samples.push(sample);
    if (this.#samples.length <= this.#limit) return;
    const oldest = this.#samples.shift();
    if (oldest) disposeSample(oldest);
    this.#dropped++;
  }

  /** Hands over the oldest sample, and with it its ownership. */
  take(): Item | undefined {
    return this.#samples.shift();
  }

  /** @returns How many there were. */
  clear(): number {
    const samples = this.#samples.splice(0);
    for (const sample of samples) disposeSample(sample);
    return samples.length;
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
