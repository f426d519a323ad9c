import { named } from '../core/base/errors.js';
import type { FeatureRow } from '../core/base/rows.js';
import type { SketchedMonitor } from './sketches.js';
import type { ResolvedSketchOptions } from './sketchOptions.js';
import { type Sketcher, sketcherOf } from './sketchSpaces.later.js';
import { SketchSum } from './sketchSum.js';

/** Rows that may wait until sketches can be taken of them. */
const MOST_WAITING_ROWS = 1_024;

/** A page that was not awake for longer, or two checkpoints, does not know what the monitor was doing. */
const LONGEST_SIGHT_MS = 300_000;

/** The sketches that a page sums: one for the present period and reference, and those that are finished. */
export class RunningSketches {
  /** Rows that were summed. */
  rows = 0;
  /** Rows that could not be. */
  missed = 0;
  readonly #monitor: SketchedMonitor;
  readonly #options: ResolvedSketchOptions;
  readonly #clock: () => number;
  readonly #device: string | null;
  readonly #newId: () => string;
  #sketcher: Sketcher | undefined;
  /** The reference that {@link #preparing} is about. */
  #prepared: SketchedMonitor['reference'] | undefined;
  #preparing: Promise<void> | undefined;
  #early: FeatureRow[] = [];
  #current: SketchSum | undefined;
  #finished: SketchSum[] = [];
  #state: string;
  #seenMs: number;

  constructor(
    monitor: SketchedMonitor,
    options: ResolvedSketchOptions,
    device: string | null,
    newId: () => string,
  ) {
    this.#monitor = monitor;
    this.#options = options;
    this.#clock = options.clock;
    this.#device = device;
    this.#newId = newId;
    this.#state = monitor.status.state;
    this.#seenMs = this.#clock();
  }

  /** When {@link follow} was last called. */
  get seenMs(): number {
    return this.#seenMs;
  }

  /** What rows are added to, where there are any. */
  get current(): SketchSum | undefined {
    return this.#current;
  }

  /** Resolves when rows of the monitor's reference can be summed, or it is known that they cannot. */
  prepare(): Promise<void> {
    const { reference } = this.#monitor;
    if (this.#prepared !== reference) {
      this.#prepared = reference;
      this.#preparing = this.#prepareFor(reference);
    }
    return this.#preparing!;
  }

  /** @returns What they were added to, undefined where they wait. */
  take(rows: readonly FeatureRow[]): SketchSum | undefined {
    const sum = this.follow();
    if (!sum) {
      this.#early.push(...rows);
      const over = Math.max(0, this.#early.length - MOST_WAITING_ROWS);
      this.missed += this.#early.splice(0, over).length;
      void this.prepare();
      return undefined;
    }
    for (const row of rows) sum.add(sum.sketcher.columnOf(row));
    this.rows += rows.length;
    return sum;
  }

  /** The monitor is in this state from now on. */
  see(state: string): void {
    this.follow();
    this.#state = state;
  }

  /** What rows are added to now, undefined where they cannot be; what is over is put aside. */
  follow(): SketchSum | undefined {
    const nowMs = this.#clock();
    const { periodMs, checkpointMs } = this.#options;
    const startMs = Math.floor(nowMs / periodMs) * periodMs;
    const sightMs = Math.max(LONGEST_SIGHT_MS, 2 * checkpointMs);
    const fromMs = Math.max(this.#seenMs, nowMs - sightMs);
    this.#seenMs = nowMs;
    const before = this.#current;
    before?.stay(this.#state, Math.min(nowMs, before.endMs) - fromMs);
    const isReady = this.#sketcher?.reference === this.#monitor.reference;
    const sketcher = isReady ? this.#sketcher : undefined;
    if (before && before.startMs === startMs && before.sketcher === sketcher) return before;
    if (before) this.#finish(before, nowMs < before.endMs);
    if (!sketcher) return undefined;
    const sum = this.#begin(sketcher, startMs);
    if (before?.startMs !== startMs) sum.stay(this.#state, nowMs - Math.max(fromMs, startMs));
    this.#current = sum;
    return sum;
  }

  /** All that have rows, as of now. */
  all(): SketchSum[] {
    const current = this.follow();
    if (current) this.#note(current);
    return [...this.#finished, ...(current && current.count > 0 ? [current] : [])];
  }

  /** Nothing is added to these any more, though their period may go on. */
  end(sums: readonly SketchSum[]): void {
    if (this.#current && sums.includes(this.#current)) this.#finish(this.#current, true);
    for (const sum of sums) sum.isEnded = true;
  }

  /** It is closed. */
  remove(sum: SketchSum): void {
    this.#finished = this.#finished.filter((finished) => finished !== sum);
  }

  async #prepareFor(reference: SketchedMonitor['reference']): Promise<void> {
    try {
      const sketcher = await sketcherOf(reference, this.#options);
      if (this.#monitor.reference !== reference) return;
      this.#sketcher = sketcher;
      this.take(this.#early.splice(0));
    } catch (error) {
      this.missed += this.#early.splice(0).length;
      this.#options.onError(named(error, 'No sketches can be taken of this reference'));
    }
  }

  #finish(sum: SketchSum, isEnded: boolean): void {
    this.#note(sum);
    this.#current = undefined;
    sum.isEnded = isEnded;
    if (sum.count > 0) this.#finished.push(sum);
  }

  #note(sum: SketchSum): void {
    const { evidence: value, evidenceSamples: samples } = this.#monitor.status.lastVerdict ?? {};
    const evidence = value === undefined || !samples ? null : { value, samples };
    sum.note({ state: this.#state, evidence });
  }

  #begin(sketcher: Sketcher, startMs: number): SketchSum {
    const { place, minSamples, periodMs, app, release, labels, privacy } = this.#options;
    const { sketchId, reference, landmarks } = sketcher;
    return new SketchSum(sketcher, {
      id: this.#newId(),
      sequence: 0,
      header: {
        sketchId,
        referenceId: reference.id,
        device: this.#device,
        period: new Date(startMs).toISOString(),
        periodMs,
        app,
        release,
        labels,
        privacy,
      },
      place,
      minSamples,
      count: 0,
      sums: Array(landmarks).fill(0),
      states: {},
      state: this.#state,
      evidence: null,
      noise: sketcher.noise(),
    });
  }
}
