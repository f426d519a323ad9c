import type { ComputePlace } from '../detector/createEngine.js';
import type { MmdEvidence } from '../detector/mmdDetector.js';
import { requireFiniteStatistic } from '../detector/mmdOutcome.js';
import { InvalidFeaturesError } from '../errors.js';
import type { ReducerSummary } from '../reducer/reducerSummary.js';
import type { FeatureRows } from '../rows/featureRows.js';
import { finiteRows } from '../rows/finiteRows.js';
import { FeatureWindow } from '../window/featureWindow.js';
import { type CreatedDetector, createDetector } from './createDetector.js';
import { LiveOutputs, wantsOutputs } from './liveOutputs.js';
import type { ResolvedMonitorOptions } from './options.js';
import { readSample, type Sample } from './sampleQueue.js';

/** A test's evidence, with where it was computed. */
export interface LiveEvidence extends MmdEvidence {
  readonly compute: ComputePlace;
  readonly permutations: number;
  /** Rows of the reference that were tested against. */
  readonly referenceSize: number;
  readonly reducer: ReducerSummary | undefined;
}

/**
 * The window and its detector, kept in step: what is in one is in the other, slot for slot, and a
 * row that holds a NaN or an infinity is in neither.
 */
export class LiveTest {
  readonly window: FeatureWindow;
  readonly outputs: LiveOutputs | undefined;
  readonly #options: ResolvedMonitorOptions;
  readonly #onError: (error: Error) => void;
  #created: CreatedDetector | undefined;

  /** @param onError Told of what the user should know though tests go on. */
  constructor(options: ResolvedMonitorOptions, onError: (error: Error) => void) {
    this.#options = options;
    this.#onError = onError;
    this.window = new FeatureWindow(options.windowSize, options.reference.width);
    if (wantsOutputs(options)) this.outputs = new LiveOutputs(options.windowSize, onError);
  }

  /**
   * Takes in a sample's rows; those that hold a NaN or an infinity are left out and reported.
   *
   * @returns How many rows were taken in.
   * @throws {@link InvalidFeaturesError} for rows of another width; none is taken in.
   */
  async admit(sample: Sample): Promise<number> {
    const { detector } = await this.#ready();
    const rows = await readSample(sample);
    const outputs = await this.outputs?.read(sample, rows.count);
    const { finite, rejected } = finiteRows(rows);
    if (finite.count > 0) {
      const { slot, skipped } = this.window.write(finite);
      outputs?.write({ slot, skipped }, rejected);
      const isWhole = rejected.length + skipped === 0;
      const useTensor = isWhole && 'onBackend' in sample && detector.compute === 'backend';
      detector.write(useTensor ? sample.onBackend : lastRows(finite, skipped), slot);
    }
    if (rejected.length > 0) {
      this.#onError(
        new InvalidFeaturesError(
          `live: ${rejected.length} of ${rows.count} rows hold a NaN or an infinity and were left ` +
            `out (the first is row ${rejected[0]}). Check what the model was given.`,
        ),
      );
    }
    return finite.count;
  }

  /** The test of the full window as it is. */
  async test(): Promise<LiveEvidence> {
    const created = await this.#ready();
    return finished(await created.detector.test(), created);
  }

  /** Whether {@link admitAndTest} will do: one row on the backend where the detector computes. */
  async canTestAtOnce(sample: Sample): Promise<boolean> {
    const { compute } = (await this.#ready()).detector;
    const [count, width] = 'onBackend' in sample ? sample.onBackend.shape : [];
    return compute === 'backend' && count === 1 && width === this.window.width;
  }

  /**
   * Takes in one row and tests the full window, in a single readback: the row goes to its slot
   * unseen, and is looked at when it comes back with the test. A bad one is taken out again, and the
   * test with it.
   *
   * @throws {@link InvalidFeaturesError} for a NaN or infinity; the row is not taken in.
   */
  async admitAndTest(sample: Sample): Promise<LiveEvidence> {
    const created = await this.#ready();
    const { detector } = created;
    if (!('onBackend' in sample)) throw new TypeError('A row on the backend was expected.');
    const outputs = await this.outputs?.read(sample, 1);
    const slot = this.window.nextSlot;
    detector.write(sample.onBackend, slot);
    try {
      const evidence = await detector.test(sample.onBackend);
      const row = { values: evidence.alongside!, count: 1, width: this.window.width };
      const where = this.window.write(row);
      outputs?.write(where, []);
      return finished(evidence, created);
    } catch (error) {
      const replaced = this.window.slot(slot);
      detector.write({ values: replaced, count: 1, width: replaced.length }, slot);
      detector.invalidate();
      throw error;
    }
  }

  dispose(): void {
    this.#created?.detector.dispose();
    this.#created = undefined;
  }

  async #ready(): Promise<CreatedDetector> {
    this.#created ??= await createDetector(this.#options, this.#onError);
    return this.#created;
  }
}

function finished(evidence: MmdEvidence, created: CreatedDetector): LiveEvidence {
  requireFiniteStatistic(evidence.mmd2);
  const { detector, referenceSize, reducer } = created;
  const { compute, permutations } = detector;
  return { ...evidence, compute, permutations, referenceSize, reducer };
}

function lastRows({ values, count, width }: FeatureRows, skipped: number): FeatureRows {
  return { values: values.subarray(skipped * width), count: count - skipped, width };
}
