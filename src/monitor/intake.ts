import { loadPart } from '../core/base/loadPart.js';
import type { DependenceGuard } from '../core/dependence/guard.later.js';
import { type AdmissionRule, createAdmissionRule } from '../core/dependence/sampling.js';
import { admitted } from './admitted.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { Sample } from './sample.js';

/** How much the rows in the window depend on each other. */
export interface WindowDependence {
  /** As many independent rows would tell as much as those in the window. */
  readonly effectiveSampleSize: number;
  /** Lag-1 correlation; undefined where it is not measured. */
  readonly correlation: number | undefined;
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

  /** Undefined before the first sample. */
  get guard(): Pick<DependenceGuard, 'judgement' | 'stride'> | undefined {
    return this.#guard;
  }

  get isIndependent(): boolean {
    return this.#guard?.judgement.state === 'independent' && !this.#guard.isRepeating;
  }

  /** Takes ownership of a sample; what is left of it, if anything. */
  admit(sample: Sample): Sample | undefined {
    return admitted(sample, this.#rule);
  }

  /** Once; measures along the axes of the reference. */
  async prepare(): Promise<void> {
    if (this.#guard) return;
    const { DependenceGuard } = await loadPart(() => import('../core/dependence/guard.later.js'));
    const { reference, sampling, windowSize } = this.#options;
    const options = { sampling, windowSize, rule: this.#rule };
    this.#guard = await DependenceGuard.create(reference.features, options);
  }

  /**
   * Looks at rows that were admitted.
   *
   * @returns 1, or k where only every k-th row in the window, counted from the latest, may stay.
   */
  lookAt(rows: readonly Float32Array[]): number {
    return Math.max(1, ...rows.map((row) => this.#guard?.admitted(row).keepEvery ?? 1));
  }

  get dependence(): WindowDependence {
    const { windowSize } = this.#options;
    return {
      effectiveSampleSize: this.#guard?.effectiveSampleSize(windowSize) ?? windowSize,
      correlation: this.#guard?.correlation,
      stride: this.#rule.stride,
    };
  }
}
