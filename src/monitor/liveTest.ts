import { requireFiniteStatistic } from '../core/base/checks.js';
import { DeviceError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { type DeviceRows, packedRows, precisionOf } from '../core/base/rows.js';
import type { MmdDetails } from '../core/mmd/detector.js';
import type { ComputeChoice, ComputePlace, EngineRows } from '../core/mmd/engine.js';
import type { ReducerSummary } from '../core/mmd/reducedReference.js';
import { finiteRows, rowsLeftOut } from './badRows.js';
import type { CreatedDetector } from './createDetector.later.js';
import { LiveOutputs, wantsOutputs } from './liveOutputs.js';
import type { ResolvedMonitorOptions } from './options.js';
import { readSample, type Sample } from './sample.js';
import { FeatureWindow, SlotWindow, type WindowWrite } from './window.js';

/** A test's details, with where it was computed. */
export interface LiveDetails extends MmdDetails {
  readonly compute: ComputePlace;
  readonly permutations: number;
  /** Rows of the reference that were tested against. */
  readonly referenceSize: number;
  /** The inputs in the window, slot for slot. */
  readonly inputs: readonly (LiveInput | undefined)[];
  readonly reducer: ReducerSummary | undefined;
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
}

/**
 * The window and its detector, kept in step: what is in one is in the other, slot for slot, and a
 * row that holds a NaN or an infinity is in neither.
 */
export class LiveTest {
  #window: FeatureWindow;
  #outputs: LiveOutputs | undefined;
  #inputs: SlotWindow<LiveInput>;
  readonly #options: ResolvedMonitorOptions;
  readonly #onError: (error: Error) => void;
  /** Where rows come; it bears on where to compute. */
  arrivesOn: GPUDevice | undefined;
  #choice: ComputeChoice;
  #creation: Promise<CreatedDetector> | undefined;
  #created: CreatedDetector | undefined;

  /** @param onError Told of what the user should know though tests go on. */
  constructor(options: ResolvedMonitorOptions, onError: (error: Error) => void) {
    this.#options = options;
    this.#choice = options.compute;
    this.#onError = onError;
    this.#window = new FeatureWindow(
      options.windowSize,
      options.reference.width,
      precisionOf(options.reference.features.values),
    );
    this.#inputs = new SlotWindow(options.windowSize);
    if (wantsOutputs(options)) this.#outputs = new LiveOutputs(options.windowSize, onError);
  }

  get window(): FeatureWindow {
    return this.#window;
  }

  get outputs(): LiveOutputs | undefined {
    return this.#outputs;
  }

  /**
   * Takes in a sample's rows; those that hold a NaN or an infinity are left out and reported.
   *
   * @returns How many rows were taken in.
   * @throws {@link InvalidFeaturesError} for rows of another width; none is taken in.
   */
  async take(sample: Sample): Promise<number> {
    const { detector } = await this.prepare();
    const rows = await readSample(sample);
    const outputs = await this.outputs?.read(sample, rows.count);
    const { finite, rejected } = finiteRows(rows);
    if (finite.count > 0) {
      const where = this.window.write(finite);
      const { slot, skipped } = where;
      this.#note(sample, finite.count, where);
      outputs?.write(where, rejected);
      const isWhole = rejected.length + skipped === 0;
      const isThere = isWhole && 'onDevice' in sample && detector.compute === 'webgpu';
      if (!isThere || !(await this.#write(sample.onDevice, slot))) {
        // What the window keeps, so that the detector can be made anew of it.
        await this.#write(packedRows(this.window.rows().slice(skipped - finite.count)), slot);
      }
    }
    if (rejected.length > 0) this.#onError(rowsLeftOut(rows, rejected));
    return finite.count;
  }

  /** The test of the full window as it is. */
  async test(): Promise<LiveDetails> {
    try {
      const created = await this.prepare();
      return this.#finished(
        await created.detector.test({ rowAt: (at) => this.window.slot(at) }),
        created,
      );
    } catch (error) {
      const created = await this.#withoutDevice(error);
      return this.#finished(
        await created.detector.test({ rowAt: (at) => this.window.slot(at) }),
        created,
      );
    }
  }

  /**
   * Takes in one row and tests the full window, in a single readback: the row goes to its slot
   * unseen, and is looked at when it comes back with the test. A bad one is taken out again, and the
   * test with it.
   *
   * @returns Undefined, with nothing done, where it does not lie where the detector computes.
   * @throws {@link InvalidFeaturesError} for a NaN or infinity; the row is not taken in.
   */
  async takeAndTest(sample: Sample): Promise<LiveDetails | undefined> {
    const created = await this.prepare();
    const { detector } = created;
    const [count, width] = 'onDevice' in sample ? sample.onDevice.shape : [];
    if (detector.compute !== 'webgpu' || count !== 1 || width !== this.window.width)
      return undefined;
    const outputs = await this.outputs?.read(sample, 1);
    const slot = this.window.nextSlot;
    try {
      if (!detector.write((sample as { onDevice: DeviceRows }).onDevice, slot)) return undefined;
      const details = await detector.test({
        withLastRow: true,
        rowAt: (at) => this.window.slot(at),
      });
      const row = { values: details.lastRow!, count: 1, width };
      const { rejected } = finiteRows(row);
      if (rejected.length > 0) throw rowsLeftOut(row, rejected);
      const where = this.window.write(row);
      this.#note(sample, 1, where);
      outputs?.write(where, []);
      return this.#finished(details, created);
    } catch (error) {
      if (error instanceof DeviceError) {
        await this.#withoutDevice(error);
        return undefined;
      }
      const replaced = this.window.slot(slot);
      detector.write({ values: replaced, count: 1, width }, slot);
      detector.invalidate();
      throw error;
    }
  }

  /** Keeps the rows of these slots only, oldest first. */
  async keep(slots: readonly number[]): Promise<void> {
    await this.prepare();
    this.window.keep(slots);
    this.#inputs.keep(slots);
    this.outputs?.keep(slots);
    const rows = this.window.rows();
    if (rows.length > 0) await this.#write(packedRows(rows), 0);
  }

  /** Computes where another test would; before this one is prepared. */
  computeAs(other: LiveTest): void {
    this.#choice = other.#choice;
    this.arrivesOn = other.arrivesOn;
  }

  /** Goes on with the window of another test, in one step; once this one is prepared. */
  takeOver(other: LiveTest): void {
    if (!this.#created) throw new TypeError('The test is not prepared.');
    this.#window = other.#window;
    this.#window.precision = precisionOf(this.#options.reference.features.values);
    this.#inputs = other.#inputs;
    if (this.#outputs) this.#outputs = other.#outputs ?? this.#outputs;
    this.#fill(this.#created);
  }

  /** The detector; made on first use. */
  async prepare(): Promise<CreatedDetector> {
    this.#creation ??= this.#create();
    return this.#creation;
  }

  async dispose(): Promise<void> {
    await this.#creation?.catch(() => {});
    this.#created?.detector.dispose();
    this.#created = undefined;
    this.#creation = undefined;
  }

  async #create(): Promise<CreatedDetector> {
    try {
      const { createDetector } = await loadPart(() => import('./createDetector.later.js'));
      const place = { choice: this.#choice, arrivesOn: this.arrivesOn };
      const created = await createDetector(this.#options, place, this.#onError);
      this.#created = created;
      return created;
    } catch (error) {
      // The next sample tries again.
      this.#creation = undefined;
      throw error;
    }
  }

  async #write(rows: EngineRows, slot: number): Promise<boolean> {
    try {
      return (await this.prepare()).detector.write(rows, slot);
    } catch (error) {
      // The window has the rows already, and what is made anew is made of the window.
      await this.#withoutDevice(error);
      return true;
    }
  }

  /** After a fault of the device: goes on in main memory, from the window's own copy of all rows. */
  async #withoutDevice(error: unknown): Promise<CreatedDetector> {
    if (!(error instanceof DeviceError)) throw error;
    this.#created?.detector.dispose();
    this.#choice = 'wasm';
    this.#creation = this.#create();
    const created = await this.#creation;
    this.#fill(created);
    this.#onError(error);
    return created;
  }

  #fill({ detector }: CreatedDetector): void {
    const rows = this.#window.rows();
    if (rows.length > 0) detector.write(packedRows(rows), this.#window.slots()[0]!);
  }

  #note({ timeMs, thumbnail, id }: Sample, count: number, where: WindowWrite): void {
    const first = this.window.seen - count + 1;
    const inputs = Array.from({ length: count }, (_, i) => ({
      sample: first + i,
      timeMs,
      thumbnail,
      id,
    }));
    this.#inputs.write(inputs, where);
  }

  #finished(details: MmdDetails, created: CreatedDetector): LiveDetails {
    requireFiniteStatistic(details.mmd2);
    const { detector, rows, reducer } = created;
    const { compute, permutations } = detector;
    const inputs = this.#inputs.items();
    return { ...details, compute, permutations, referenceSize: rows.count, inputs, reducer };
  }
}
