import { named, ReportError } from '../core/base/errors.js';
import type { FeatureRow } from '../core/base/rows.js';
import { totalEpsilon } from '../core/fleet/analyticGaussian.js';
import type { SketchPrivacy } from '../core/fleet/sketch.js';
import { reliableClock } from '../monitor/clock.js';
import { onPageLeave } from '../reports/pageLeave.js';
import { keep, spentBy } from './keptSketches.js';
import { closed } from './openSketch.js';
import { bodyOf, SketchDelivery } from './sketchDelivery.js';
import type { SketchedMonitor, SketchTotal } from './sketches.js';
import type { ResolvedSketchOptions } from './sketchOptions.js';
import { type Sketcher, sketcherOf } from './sketchSpaces.later.js';
import { browserStore, memoryStore, type SketchStore } from './sketchStore.js';
import { SketchSum } from './sketchSum.js';

/** Rows that may wait until sketches can be taken of them. */
const MOST_WAITING_ROWS = 1_024;

/** A page that was not awake for longer does not know what the monitor was doing. */
const LONGEST_SIGHT_MS = 300_000;
const LONGEST_SIGHT_CHECKPOINTS = 2;

/** Pages send what they closed at the same hour within so long, or a twelfth of the period. */
const LONGEST_SPREAD_MS = 300_000;

/** Sums the rows of one monitor, keeps the sums, and sends them once their period is over. */
export class Sketching {
  readonly #monitor: SketchedMonitor;
  readonly #options: ResolvedSketchOptions;
  readonly #clock: () => number;
  readonly #run: string = newId();
  readonly #offs: (() => void)[] = [];
  readonly #total = { rows: 0, dropped: 0, closed: 0 };
  #privacySpent: SketchPrivacy | null;
  #store!: SketchStore;
  #device!: string | null;
  #delivery!: SketchDelivery;
  #sketcher: Sketcher | undefined;
  /** The reference that {@link #preparing} is about. */
  #prepared: SketchedMonitor['reference'] | undefined;
  #preparing: Promise<void> | undefined;
  #early: FeatureRow[] = [];
  #current: SketchSum | undefined;
  #finished: SketchSum[] = [];
  #state: string;
  #seenMs: number;
  /** Whether other pages' sketches are kept, or may be. */
  #hasOthers = true;
  /** Whether closed sketches wait, or may. */
  #hasWaiting = true;
  /** By the clock of `performance`. */
  #sendAtMs = 0;
  #work: Promise<void> = Promise.resolve();

  private constructor(monitor: SketchedMonitor, options: ResolvedSketchOptions) {
    this.#monitor = monitor;
    this.#options = options;
    this.#clock = reliableClock(options.clock, options.onError);
    this.#privacySpent = options.privacy && { epsilon: 0, delta: 0 };
    this.#state = monitor.status.state;
    this.#seenMs = this.#clock();
  }

  /** Opens what is kept, and sends what was left on earlier visits. Never rejects. */
  static async start(
    monitor: SketchedMonitor,
    options: ResolvedSketchOptions,
    onDisposed: () => void,
  ): Promise<Sketching> {
    const sketching = new Sketching(monitor, options);
    await sketching.#openStore();
    sketching.#listen(onDisposed);
    sketching.#prepare();
    void sketching.#tick();
    return sketching;
  }

  get device(): string | null {
    return this.#device;
  }

  get total(): SketchTotal {
    return { ...this.#total, ...this.#delivery.counts, isKept: this.#store.isShared };
  }

  get privacySpent(): SketchPrivacy | null {
    return this.#privacySpent;
  }

  /** Rows that were admitted. */
  take(rows: readonly FeatureRow[]): void {
    const sum = this.#follow();
    if (!sum) {
      this.#early.push(...rows);
      this.#total.dropped += this.#early.splice(0, this.#early.length - MOST_WAITING_ROWS).length;
      this.#prepare();
      return;
    }
    for (const row of rows) sum.add(sum.sketcher.columnOf(row));
    this.#total.rows += rows.length;
    const keptCount = sum.kept?.count ?? 0;
    const { minSamples } = this.#options;
    // From then on it can be sent when the page is left.
    const isEnough = keptCount < minSamples && sum.count >= minSamples;
    if (!sum.kept || isEnough) void this.#keep();
  }

  /** Keeps what was summed, closes what is over, and sends what is closed. Never rejects. */
  async flush(): Promise<void> {
    await this.#preparing;
    await this.#keep();
    this.#delivery.hurry();
    this.#hasWaiting = await this.#delivery.send();
  }

  /** What was summed of this period stays in the browser; where it cannot, it is sent. */
  async stop(): Promise<void> {
    for (const off of this.#offs.splice(0)) off();
    this.#follow();
    if (!this.#store.isShared && !this.#options.privacy) this.#endAll();
    await this.#keep(true);
    await this.flush();
  }

  async #openStore(): Promise<void> {
    const { device } = this.#options;
    try {
      this.#device = await browserStore.update((kept) => {
        const known = kept.device ?? newId();
        const own = device === undefined ? known : device;
        const next = device === undefined ? { ...kept, device: known } : kept;
        return { kept: next, closed: [], result: own };
      });
      this.#store = browserStore;
    } catch (cause) {
      this.#store = memoryStore();
      this.#device = device === undefined ? newId() : device;
      const why = cause instanceof Error ? cause.message : String(cause);
      this.#options.onLoss(
        new ReportError(`Sketches are lost if this page ends before their period does: ${why}`, {
          cause,
        }),
      );
    }
    this.#delivery = new SketchDelivery(this.#options, this.#store);
  }

  #listen(onDisposed: () => void): void {
    const status = this.#monitor.on('status', ({ state, code }) => {
      this.#follow();
      // Its end is not what it was doing.
      if (code === 'disposed') onDisposed();
      else this.#state = state;
    });
    const timer = setInterval(() => void this.#tick(), this.#options.checkpointMs);
    // Node would stay awake for it.
    (timer as { unref?: () => void }).unref?.();
    const online = (): void => {
      this.#delivery.hurry();
      void this.#tick();
    };
    globalThis.addEventListener?.('online', online);
    this.#offs.push(
      status,
      onPageLeave(() => this.#leave()),
      () => clearInterval(timer),
      () => globalThis.removeEventListener?.('online', online),
    );
  }

  async #tick(): Promise<void> {
    await this.#keep();
    if (!this.#hasWaiting || performance.now() < this.#sendAtMs) return;
    this.#hasWaiting = await this.#delivery.send();
  }

  /** Makes ready to take sketches of the monitor's reference, once. */
  #prepare(): void {
    const { reference } = this.#monitor;
    if (this.#prepared === reference) return;
    this.#prepared = reference;
    this.#preparing = this.#prepareFor(reference);
  }

  async #prepareFor(reference: SketchedMonitor['reference']): Promise<void> {
    try {
      const sketcher = await sketcherOf(reference, this.#options);
      if (this.#monitor.reference !== reference) return;
      this.#sketcher = sketcher;
      if (this.#early.length > 0) this.take(this.#early.splice(0));
    } catch (error) {
      this.#options.onError(named(error, 'No sketches can be taken of this reference'));
    }
  }

  /** What rows are added to now, undefined where there is no such yet; what is over is put aside. */
  #follow(): SketchSum | undefined {
    const nowMs = this.#clock();
    const { periodMs, checkpointMs } = this.#options;
    const startMs = Math.floor(nowMs / periodMs) * periodMs;
    const sightMs = Math.max(LONGEST_SIGHT_MS, LONGEST_SIGHT_CHECKPOINTS * checkpointMs);
    const fromMs = Math.max(this.#seenMs, nowMs - sightMs);
    this.#seenMs = nowMs;
    const before = this.#current;
    before?.stay(this.#state, Math.min(nowMs, before.endMs) - fromMs);
    const sketcher =
      this.#sketcher?.reference === this.#monitor.reference ? this.#sketcher : undefined;
    if (before && before.startMs === startMs && before.sketcher === sketcher) return before;
    if (before) this.#end(before);
    if (!sketcher) return undefined;
    const sum = this.#begin(sketcher, startMs);
    if (before?.startMs !== startMs) sum.stay(this.#state, nowMs - Math.max(fromMs, startMs));
    this.#current = sum;
    return sum;
  }

  #begin(sketcher: Sketcher, startMs: number): SketchSum {
    const { to, minSamples, periodMs, app, release, labels, privacy } = this.#options;
    return new SketchSum(sketcher, {
      id: newId(),
      sequence: 0,
      header: {
        sketchId: sketcher.sketchId,
        referenceId: sketcher.reference.id,
        device: this.#device,
        period: new Date(startMs).toISOString(),
        periodMs,
        app,
        release,
        labels,
        privacy,
      },
      to,
      minSamples,
      count: 0,
      sums: Array(sketcher.landmarks).fill(0),
      states: {},
      state: this.#state,
      evidence: null,
      noise: sketcher.noise(),
    });
  }

  /** Nothing is added to it any more. */
  #end(sum: SketchSum): void {
    this.#note(sum);
    this.#current = undefined;
    sum.isEnded = this.#seenMs < sum.endMs;
    if (sum.count > 0) this.#finished.push(sum);
  }

  #endAll(): void {
    if (this.#current) this.#end(this.#current);
    for (const sum of this.#finished) sum.isEnded = true;
  }

  #note(sum: SketchSum): void {
    const { evidence, evidenceSamples } = this.#monitor.status.lastVerdict ?? {};
    sum.note({
      state: this.#state,
      evidence:
        evidence === undefined || !evidenceSamples
          ? null
          : { value: evidence, samples: evidenceSamples },
    });
  }

  /** @param isLast That this page will sum no more. */
  #keep(isLast = false): Promise<void> {
    this.#work = this.#work.then(() => this.#keepNow(isLast)).catch(this.#options.onError);
    return this.#work;
  }

  async #keepNow(isLast: boolean): Promise<void> {
    const current = this.#follow();
    if (current) this.#note(current);
    const sums = [...this.#finished, ...(current && current.count > 0 ? [current] : [])];
    if (sums.length === 0 && !this.#hasOthers) return;
    const own = sums.map(({ open, kept, isEnded }) => ({ now: open, kept, isEnded }));
    const nowMs = this.#seenMs;
    const request = { run: this.#run, nowMs, own, isLast, newId, sequenceBefore: 0 };
    if (!this.#store.isShared) request.sequenceBefore = Math.floor(Math.random() * 9e8);
    const result = await this.#store.update((before) => {
      const { kept, result } = keep(before, request);
      const spent = spentBy(kept, this.#device, nowMs);
      return { kept, closed: result.closed, result: { ...result, spent } };
    });
    for (const [at, sum] of sums.entries()) {
      const kept = result.own[at];
      if (kept) sum.keep(kept, own[at]!.now);
      else this.#finished = this.#finished.filter((finished) => finished !== sum);
    }
    this.#total.dropped += result.dropped;
    this.#total.closed += result.closed.length;
    this.#hasOthers = result.hasOthers;
    this.#privacySpent = this.#options.privacy && sumOf(result.spent);
    if (result.closed.length === 0 || this.#hasWaiting) return;
    this.#hasWaiting = true;
    const spreadMs = Math.min(LONGEST_SPREAD_MS, this.#options.periodMs / 12);
    this.#sendAtMs = performance.now() + Math.random() * spreadMs;
  }

  /**
   * The page may not come back. What is enough by itself goes by a beacon, as another visit would send it if it were
   * the last to know of it: by the same id, so that it counts once, whichever arrives.
   */
  #leave(): void {
    this.#follow();
    const { privacy, minSamples, to } = this.#options;
    if (!this.#store.isShared) {
      // With noise only once in a period, and nothing tells the next visit.
      const isEnough = this.#current && this.#current.count >= minSamples;
      if (isEnough && !privacy) this.#endAll();
      void this.flush();
      return;
    }
    const sums = [...this.#finished, ...(this.#current ? [this.#current] : [])].filter(
      ({ kept, isEnded }) => !isEnded && !privacy && kept && kept.count >= minSamples,
    );
    if (sums.length > 0) {
      for (const sum of sums) this.#note(sum);
      const body = bodyOf(sums.map(({ open }) => closed(open)));
      if (sendBeacon(to, body)) {
        if (this.#current && sums.includes(this.#current)) this.#end(this.#current);
        for (const sum of sums) sum.isEnded = true;
      }
    }
    void this.#keep();
  }
}

function sendBeacon(url: string, body: string): boolean {
  try {
    return navigator.sendBeacon(url, new Blob([body], { type: 'application/json' }));
  } catch {
    return false;
  }
}

/** What sketches told together; those of the same privacy by what their noise comes to. */
function sumOf(spent: readonly SketchPrivacy[]): SketchPrivacy {
  const kinds = new Map<string, SketchPrivacy[]>();
  for (const one of spent) {
    const kind = JSON.stringify(one);
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  let [epsilon, delta] = [0, 0];
  for (const [one, ...more] of kinds.values()) {
    epsilon += totalEpsilon(one!, more.length + 1);
    delta += one!.delta;
  }
  return { epsilon, delta };
}

/** A random UUID; not `crypto.randomUUID`, which pages without https do not have. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
