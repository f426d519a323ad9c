import { packedRows } from '../core/base/derivedRows.js';
import { type InvalidFeaturesError, named } from '../core/base/errors.js';
import type { Patience } from '../core/base/patience.js';
import type { InputProperties } from '../core/base/rowProperties.js';
import type { MmdDetails } from '../core/mmd/detector.js';
import type { ComputePlace } from '../core/mmd/engine.js';
import { requireFiniteStatistic } from '../core/mmd/outcome.js';
import type { ReducerSummary } from '../core/mmd/reducedReference.js';
import { finiteRows, rowsLeftOut } from './badRows.js';
import type { ComputingPlace, Fallback } from './computingPlace.js';
import type { CreatedDetector } from './createDetector.later.js';
import type { ExplainedInput } from './explainer.js';
import { LiveDetector } from './liveDetector.js';
import { LiveOutputs } from './liveOutputs.js';
import type { ResolvedMonitorOptions } from './options.js';
import { readSample } from './readSample.js';
import { type Sample, sizes } from './sample.js';
import { SlotWindow } from './slotWindow.js';
import type { FeatureWindow, WindowWrite } from './window.js';

/** A test's details, with where it was computed. */
export interface LiveDetails extends MmdDetails, TestSetup {}

/** What a test is made with. */
export interface TestSetup {
  readonly compute: ComputePlace;
  readonly fallback?: Fallback;
  readonly permutations: number;
  /** Rows of the reference that were tested against. */
  readonly referenceSize: number;
  /** The inputs that are tested, slot for slot. */
  readonly inputs: readonly (LiveInput | undefined)[];
  readonly reducer: ReducerSummary | undefined;
}

/** What became of a sample's rows. */
interface Taken {
  /** Rows that were taken in. */
  readonly count: number;
  /** Rows that were left out, and why. */
  readonly refused: number;
  /** Of these, the ones after the last that was taken in. */
  readonly refusedLast: number;
  readonly refusal?: InvalidFeaturesError;
}

/** An input whose features are in the window. */
interface LiveInput {
  /** Counts the samples that were admitted, from 1. */
  readonly sample: number;
  /** When it came, milliseconds since 1970. */
  readonly timeMs: number;
  /** A small picture of it, where those are kept. */
  readonly thumbnail?: OffscreenCanvas | undefined;
  /** What the caller named it. */
  readonly id?: string | undefined;
  /** Simple properties of it, where they are known. */
  readonly properties?: InputProperties | undefined;
}

/**
 * The window, what is kept for each of its rows, and the test of it. A row that holds a NaN or an infinity
 * is in none of them.
 */
export class LiveTest {
  readonly detector: LiveDetector;
  #window: FeatureWindow;
  #outputs: LiveOutputs | undefined;
  #inputs: SlotWindow<LiveInput>;
  readonly #patience: Patience;
  readonly #onError: (error: Error) => void;
  /** Slots of the detector. */
  readonly #tested: number;

  /** @param onError Told of what the user should know though tests go on. */
  constructor(
    options: ResolvedMonitorOptions,
    window: FeatureWindow,
    place: ComputingPlace,
    patience: Patience,
    onError: (error: Error) => void,
  ) {
    this.#patience = patience;
    this.#onError = onError;
    this.#tested = options.testedRows;
    this.#window = window;
    this.#inputs = new SlotWindow(options.windowSize);
    if (options.wantsLogits) this.#outputs = new LiveOutputs(options.windowSize, onError);
    this.detector = new LiveDetector(options, () => this.#window, place, patience, onError);
  }

  get window(): FeatureWindow {
    return this.#window;
  }

  /** Whether there are rows enough for the permutation test. */
  get isTestable(): boolean {
    return this.#window.filled >= this.#tested;
  }

  get outputs(): LiveOutputs | undefined {
    return this.#outputs;
  }

  /**
   * Takes in a sample's rows; those that hold a NaN or an infinity are left out.
   *
   * @returns How many rows were taken in, and what to say of the others.
   * @throws {@link InvalidFeaturesError} for rows of another width; none is taken in.
   */
  async take(sample: Sample): Promise<Taken> {
    const rows = await readSample(sample, this.#patience);
    const outputs = await this.outputs?.read(sample, rows.count, this.#patience);
    const { finite, rejected } = finiteRows(rows);
    if (finite.count > 0) {
      const where = this.window.write(finite);
      // What the window keeps, in its precision.
      const kept = this.window.latest(Math.min(finite.count, this.#tested));
      const slot = this.window.slotIn(this.#tested, kept.length);
      const isWhole = kept.length === rows.count;
      const isThere = isWhole && 'onDevice' in sample && this.detector.put(sample.onDevice, slot);
      if (!isThere) this.detector.put(packedRows(kept), slot);
      this.#note(sample, finite.count, where);
      outputs?.write(where, rejected);
    }
    return {
      count: finite.count,
      ...(rejected.length > 0 && { refusal: rowsLeftOut(rows, rejected) }),
      refused: rejected.length,
      refusedLast: rejected.filter((row, at) => row >= rows.count - rejected.length + at).length,
    };
  }

  /** The window's inputs with their rows, oldest first. */
  explained(): ExplainedInput[] {
    const inputs = this.#inputs.items();
    const outputs = this.outputs?.items();
    return this.window.slots().map((slot) => {
      return { ...inputs[slot]!, ...outputs?.[slot], row: this.window.slot(slot) };
    });
  }

  /** What the permutation test will be made with, once there are rows enough for it. */
  async setup(): Promise<TestSetup> {
    return this.#setup(await this.detector.prepare());
  }

  /** The test of the latest rows as they are. */
  async test(): Promise<LiveDetails> {
    const { details, created } = await this.detector.test();
    return this.#finished(details, created);
  }

  /**
   * Takes in one row and tests the latest ones, in a single readback: the row goes to its slot
   * unseen, and is looked at when it comes back with the test. A bad one is taken out again, and the
   * test with it.
   *
   * @returns Undefined, with nothing taken in, where it does not lie where the detector computes, or
   *   that failed.
   * @throws {@link InvalidFeaturesError} for a NaN or infinity; the row is not taken in.
   */
  async takeAndTest(sample: Sample): Promise<LiveDetails | undefined> {
    if (!('onDevice' in sample)) return undefined;
    const [count, width] = sample.onDevice.shape;
    if (count !== 1 || width !== this.window.width) return undefined;
    const outputs = await this.outputs?.read(sample, 1, this.#patience);
    const slot = this.window.slotIn(this.#tested);
    let details: MmdDetails;
    let created: CreatedDetector;
    try {
      created = await this.detector.inStep();
      const { detector } = created;
      if (detector.compute !== 'webgpu' || !detector.write(sample.onDevice, slot)) return undefined;
      const rowAt = (at: number) => this.detector.rowAt(at);
      details = await this.detector.read(created, { withLastRow: true, rowAt });
    } catch (error) {
      if (await this.detector.recover(error)) return undefined;
      throw error;
    }
    // Until the window has it as well.
    this.detector.fallBehind();
    const row = { values: details.lastRow!, count: 1, width };
    const { rejected } = finiteRows(row);
    if (rejected.length > 0) throw rowsLeftOut(row, rejected);
    const where = this.window.write(row);
    this.detector.catchUp(created);
    this.#note(sample, 1, where);
    outputs?.write(where, []);
    return this.#finished(details, created);
  }

  /** Keeps the rows of these slots only, oldest first. */
  keep(slots: readonly number[]): void {
    this.window.keep(slots);
    this.#inputs.keep(slots);
    this.outputs?.keep(slots);
    this.detector.fallBehind();
  }

  /** Goes on with another window, and what another test has kept for each of its rows. */
  takeOver(window: FeatureWindow, other: LiveTest | undefined, capacity: number): void {
    this.#window = window;
    if (other) {
      this.#inputs = other.#inputs;
      if (this.#outputs) this.#outputs = other.#outputs ?? this.#outputs;
    }
    this.detector.fallBehind();
    if (window.capacity === capacity) return;
    this.keep(window.slots().slice(-capacity));
    for (const ring of [window, this.#inputs, this.outputs]) ring?.resize(capacity);
  }

  #note(sample: Sample, count: number, where: WindowWrite): void {
    const { timeMs, thumbnail, id } = sample;
    const first = this.window.seen - count + 1;
    // What was seen of several is true of none.
    const properties = sizes(sample).count === 1 ? this.#properties(sample) : undefined;
    const inputs = Array.from({ length: count }, (_, i) => ({
      sample: first + i,
      timeMs,
      thumbnail,
      id,
      properties,
    }));
    this.#inputs.write(inputs, where);
  }

  #properties({ described }: Sample): InputProperties | undefined {
    try {
      return typeof described === 'function' ? described() : described;
    } catch (error) {
      this.#onError(named(error, 'The input could not be described'));
      return undefined;
    }
  }

  #finished(details: MmdDetails, created: CreatedDetector): LiveDetails {
    requireFiniteStatistic(details.mmd2);
    return { ...details, ...this.#setup(created) };
  }

  #setup({ detector, rows, reducer }: CreatedDetector): TestSetup {
    const { compute, permutations } = detector;
    const inputs = this.#inputs.items();
    const { window } = this;
    const { fallback } = this.detector;
    return {
      compute,
      ...(fallback && { fallback }),
      permutations,
      referenceSize: rows.count,
      inputs: Array.from(
        { length: Math.min(this.#tested, window.filled) },
        (_, slot) => inputs[window.slotOf(slot, this.#tested)],
      ),
      reducer,
    };
  }
}
