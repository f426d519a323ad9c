import { packedRows } from '../base/derivedRows.js';
import type { FeatureRow, FeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import type { Correction } from './correction.js';
import { kolmogorovSmirnov, type SortedSample, sortedSample } from './kolmogorovSmirnov.js';
import type { ModelOutputs } from './modelOutputs.js';
import { adjust } from './multipleTesting.js';
import {
  type KnownTails,
  kolmogorovSmirnovPerFeature,
  largestAt,
  sortedFeatures,
} from './perFeature.js';
import type {
  FeaturesVerdict,
  OutputVerdict,
  ResolvedSecondaryOptions,
  SecondaryVerdict,
} from './secondary.js';

/** What the window is compared with. */
interface TestedReference {
  readonly features: FeatureRows;
  readonly outputs: ModelOutputs | undefined;
}

/** The secondary detectors of one reference, for windows of one size. */
export class SecondaryTests {
  readonly #options: ResolvedSecondaryOptions;
  readonly #reference: TestedReference;
  readonly #knownTails: KnownTails = new Map();
  #features: SortedSample[] | undefined;
  #tests = 0;

  constructor(options: ResolvedSecondaryOptions, reference: TestedReference) {
    this.#options = options;
    this.#reference = reference;
  }

  /**
   * To be called after each test of the window.
   *
   * @param rows The window's rows, oldest first.
   * @param outputs The model's known outputs for them.
   * @returns Undefined after tests that are passed over.
   */
  async run(
    rows: readonly FeatureRow[],
    outputs: ModelOutputs | undefined,
  ): Promise<SecondaryVerdict | undefined> {
    const { features, outputs: areOutputsTested, level, every } = this.#options;
    if (this.#tests++ % every !== 0) return undefined;
    return {
      level,
      ...(features && { features: await this.#testFeatures(packedRows(rows), features) }),
      ...(areOutputsTested && {
        confidence: this.#testOutput('confidence', outputs),
        entropy: this.#testOutput('entropy', outputs),
      }),
    };
  }

  async #testFeatures(live: FeatureRows, correction: Correction): Promise<FeaturesVerdict> {
    const pause = timeSlices();
    this.#features ??= await sortedFeatures(this.#reference.features, pause);
    const tests = await kolmogorovSmirnovPerFeature(this.#features, live, pause, this.#knownTails);
    const { adjusted, rejected } = adjust(tests.pValues, correction, this.#options.level);
    const worst = largestAt(tests.statistics);
    return {
      status: rejected.length > 0 ? 'shifted' : 'ok',
      correction,
      shifted: rejected.length,
      worst,
      statistic: tests.statistics[worst]!,
      pValue: adjusted[worst]!,
    };
  }

  #testOutput(name: keyof ModelOutputs, outputs: ModelOutputs | undefined): OutputVerdict {
    const reference = this.#reference.outputs?.[name];
    const live = outputs?.[name];
    if (!reference || !live || live.length === 0) return { status: 'absent' };
    const test = kolmogorovSmirnov(sortedSample(reference), sortedSample(live));
    return {
      status: test.pValue <= this.#options.level ? 'shifted' : 'ok',
      ...test,
      referenceMean: mean(reference),
      windowMean: mean(live),
      rows: live.length,
    };
  }
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
