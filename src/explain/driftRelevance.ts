import { packedRows, subsampleRows } from '../core/base/derivedRows.js';
import { InvalidFeaturesError, InvalidOptionError } from '../core/base/errors.js';
import { assertFinite, type FeatureRows } from '../core/base/rows.js';
import { driftSize, type MeasuredReference, measuredReference } from '../core/harm/driftSize.js';
import { type RelevantDrift, RelevantDriftTest } from '../core/harm/relevantDrift.js';
import type { ExplainedInput } from '../monitor/explainer.js';
import type { Reference } from '../reference/reference.js';

/** Rows of the reference that the size of a drift is measured by: so many take a tenth of a second, once. */
const MEASURED_ROWS = 400;

/** Whether drifts from a reference are as large as what was set to matter. */
export class DriftRelevance {
  readonly #measured: MeasuredReference;
  readonly #test: RelevantDriftTest;

  /**
   * @param relevantFrom An MMD², or rows that differ as much.
   * @throws InvalidOptionError for rows that do not differ from the reference, or one of equal rows.
   * @throws InvalidFeaturesError for rows of another width, or with a NaN.
   */
  constructor(
    { features, bandwidth, width }: Reference,
    relevantFrom: number | FeatureRows,
    level: number,
  ) {
    if (!(bandwidth > 0)) {
      throw new InvalidOptionError(
        'relevantFrom: more than half of the reference rows are equal, so that no size of a drift can be told.',
      );
    }
    const rows = subsampleRows(features, MEASURED_ROWS, 0);
    this.#measured = measuredReference(rows, 'gaussian', bandwidth);
    if (typeof relevantFrom === 'number') {
      this.#test = new RelevantDriftTest(relevantFrom, level);
      return;
    }
    if (relevantFrom.width !== width) {
      throw new InvalidFeaturesError(
        `relevantFrom: rows of ${relevantFrom.width} values came, the reference has ${width}.`,
      );
    }
    assertFinite(relevantFrom, 'relevantFrom');
    const { mmd2 } = driftSize(this.#measured, relevantFrom);
    if (mmd2 <= 0) {
      throw new InvalidOptionError(
        'relevantFrom: rows that differ from the reference were expected; these look like it (MMD² ' +
          `${mmd2.toPrecision(2)}).`,
      );
    }
    this.#test = new RelevantDriftTest(mmd2, level);
  }

  /** See {@link RelevantDriftTest.look}. */
  look(
    inputs: readonly ExplainedInput[],
    sample: number,
    changed: number,
  ): RelevantDrift | undefined {
    return this.#test.look(sample, changed, inputs.length, (count) =>
      driftSize(this.#measured, packedRows(inputs.slice(-count).map(({ row }) => row))),
    );
  }

  /** The drift is over. */
  end(): void {
    this.#test.end();
  }
}
