import { packedRows } from '../core/base/derivedRows.js';
import {
  BackendMismatchError,
  DeviceError,
  DeviceLostError,
  DriftError,
  named,
  TimeoutError,
} from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import type { Patience } from '../core/base/patience.js';
import type { FeatureRow } from '../core/base/rows.js';
import type { MmdDetails } from '../core/mmd/detector.js';
import type { ComputeChoice, EngineRows, ReadRequest } from '../core/mmd/engine.js';
import { lossOf } from '../core/mmd/gpu/deviceLoss.js';
import type { ComputingPlace, Fallback } from './computingPlace.js';
import type { CreatedDetector } from './createDetector.later.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { FeatureWindow } from './window.js';

/** Where to go on when a place fails. */
const NEXT: Partial<Record<ComputeChoice, ComputeChoice>> = { webgpu: 'wasm', wasm: 'typescript' };

/** Attempts at one test: each place once more after a first failure. */
const MOST_ATTEMPTS = 5;

/**
 * The detector of a live window, made when it is needed. The window in main memory is the truth: a
 * detector that may not hold what the window holds is filled from it before the next test, and one that
 * fails is made anew of it, elsewhere where it fails again.
 */
export class LiveDetector {
  readonly #options: ResolvedMonitorOptions;
  readonly #window: () => FeatureWindow;
  readonly #place: ComputingPlace;
  readonly #patience: Patience;
  readonly #onError: (error: Error) => void;
  #creation: Promise<CreatedDetector> | undefined;
  #created: CreatedDetector | undefined;
  /** The detector that holds what the window holds; undefined where none may. */
  #inStep: CreatedDetector | undefined;
  /** Counts the detectors that were dropped: one that is being made for before is nobody's. */
  #dropped = 0;
  /** Failures in a row. */
  #strikes = 0;

  /** @param onError Told of what the user should know though tests go on. */
  constructor(
    options: ResolvedMonitorOptions,
    window: () => FeatureWindow,
    place: ComputingPlace,
    patience: Patience,
    onError: (error: Error) => void,
  ) {
    this.#options = options;
    this.#window = window;
    this.#place = place;
    this.#patience = patience;
    this.#onError = onError;
  }

  get fallback(): Fallback | undefined {
    return this.#place.fallback;
  }

  /** The detector; made on first use. One that cannot be made is tried again with the next call. */
  prepare(): Promise<CreatedDetector> {
    this.#creation ??= this.#create().catch((error) => {
      this.#creation = undefined;
      throw error;
    });
    return this.#creation;
  }

  /** The same, holding what the window holds. */
  async inStep(): Promise<CreatedDetector> {
    const created = await this.prepare();
    const window = this.#window();
    if (this.#inStep === created) return created;
    const rows = window.latest(this.#options.testedRows);
    if (rows.length > 0) {
      const slot = window.slotIn(this.#options.testedRows, rows.length);
      created.detector.write(packedRows(rows), slot);
      created.detector.invalidate();
    }
    this.#inStep = created;
    return created;
  }

  /** The window changed in another way than by {@link put}. */
  fallBehind(): void {
    this.#inStep = undefined;
  }

  /** This detector changed likewise. */
  catchUp(created: CreatedDetector): void {
    this.#inStep = created;
  }

  /**
   * Puts rows that the window has taken into the detector.
   *
   * @returns False where they lie on a device that it does not compute on: give them from main memory.
   */
  put(rows: EngineRows, slot: number): boolean {
    if (!this.#created || this.#inStep !== this.#created) {
      this.#inStep = undefined;
      return true;
    }
    try {
      return this.#created.detector.write(rows, slot);
    } catch {
      // The next test meets the fault again, or makes it good.
      this.#inStep = undefined;
      return true;
    }
  }

  /** The test of the window as it is. */
  async test(): Promise<{ readonly details: MmdDetails; readonly created: CreatedDetector }> {
    const rowAt = (slot: number) => this.rowAt(slot);
    for (let attempt = 1; ; attempt++) {
      try {
        const created = await this.inStep();
        const details = await this.read(created, { rowAt });
        return { details, created };
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !(await this.recover(error))) throw error;
      }
    }
  }

  /** What should lie in a slot of the detector, which holds the latest rows of the window. */
  rowAt(slot: number): FeatureRow {
    const window = this.#window();
    return window.slot(window.slotOf(slot, this.#options.testedRows));
  }

  /** A test by a detector that is in step. */
  async read({ detector }: CreatedDetector, request: ReadRequest): Promise<MmdDetails> {
    const details = await detector.test(request);
    this.#strikes = 0;
    return details;
  }

  /**
   * After an error of making, filling or testing: another detector is made, where one can be.
   *
   * @returns Whether to try again.
   */
  async recover(error: unknown): Promise<boolean> {
    this.#inStep = undefined;
    if (this.#patience.signal?.aborted) return false;
    const isOfEngine = !(error instanceof DriftError) || error instanceof BackendMismatchError;
    const isOfDevice = error instanceof DeviceError;
    if (!isOfEngine && !isOfDevice) return false;
    this.#strikes++;
    if (isOfDevice || this.#strikes > 1) {
      const place = this.#created?.detector.compute ?? (isOfDevice ? 'webgpu' : this.#place.choice);
      const next = NEXT[place];
      if (!next) return false;
      this.#place.choice = next;
      this.#place.fallback = fallbackOf(error, place === 'webgpu');
      this.#strikes = 0;
    }
    this.#onError(named(error, 'The test could not be computed, and is computed anew'));
    this.#drop();
    return true;
  }

  /** Computes where it was to be, where there is a device again: from the next test on. */
  renew(): void {
    const { device = this.#options.runtime.device() } = this.#options;
    if (!device || lossOf(device).message !== undefined) return;
    const before = this.#created?.device;
    if (!this.#place.fallback && (!before || before === device)) return;
    this.#place.fallback = undefined;
    this.#place.choice = this.#options.compute;
    this.#strikes = 0;
    this.#drop();
  }

  async dispose(): Promise<void> {
    await this.#creation?.catch(() => {});
    this.#drop();
  }

  #drop(): void {
    this.#dropped++;
    this.#inStep = undefined;
    this.#creation = undefined;
    const created = this.#created;
    this.#created = undefined;
    try {
      created?.detector.dispose();
    } catch (error) {
      this.#onError(error as Error);
    }
  }

  async #create(): Promise<CreatedDetector> {
    const dropped = this.#dropped;
    const { createDetector } = await loadPart(() => import('./createDetector.later.js'));
    const created = await createDetector(this.#options, this.#place, this.#patience, {
      onError: this.#onError,
      onGivenUp: (error) => {
        this.#place.fallback = fallbackOf(error, true);
        this.#onError(error);
      },
    });
    // Made for somebody who has gone.
    if (this.#patience.signal?.aborted) {
      created.detector.dispose();
      throw this.#patience.signal.reason;
    }
    if (dropped !== this.#dropped) {
      created.detector.dispose();
      return this.prepare();
    }
    this.#created = created;
    if (this.#window().filled === 0) this.#inStep = created;
    return created;
  }
}

function fallbackOf(error: unknown, wasOnDevice: boolean): Fallback {
  if (error instanceof DeviceLostError) return 'device-lost';
  if (error instanceof BackendMismatchError) return 'computed-wrongly';
  return wasOnDevice || error instanceof TimeoutError ? 'device-failed' : 'engine-failed';
}
