import { ReportError } from '../core/base/errors.js';
import type { FeatureRow } from '../core/base/rows.js';
import { totalEpsilon } from '../core/fleet/analyticGaussian.js';
import type { SketchPrivacy } from '../core/fleet/sketch.js';
import { reliableClock } from '../monitor/clock.js';
import { onPageLeave } from '../reports/pageLeave.js';
import { keep, spentBy } from './keptSketches.js';
import { closed } from './openSketch.js';
import { RunningSketches } from './runningSketches.js';
import { bodyOf, SketchDelivery } from './sketchDelivery.js';
import type { SketchedMonitor, SketchTotal } from './sketches.js';
import type { ResolvedSketchOptions } from './sketchOptions.js';
import { browserStore, memoryStore, type SketchStore } from './sketchStore.js';

/** Pages send what they closed at the same hour within so long, or a twelfth of the period. */
const LONGEST_SPREAD_MS = 300_000;

/** Where a page keeps its sketches, and as which device. */
interface Home {
  readonly store: SketchStore;
  readonly device: string | null;
}

/** Sums the rows of one monitor, keeps the sums, and sends them once their period is over. */
export class Sketching {
  readonly device: string | null;
  readonly #options: ResolvedSketchOptions;
  readonly #store: SketchStore;
  readonly #running: RunningSketches;
  readonly #delivery: SketchDelivery;
  readonly #run: string = newId();
  readonly #offs: (() => void)[] = [];
  #dropped = 0;
  #closed = 0;
  #privacySpent: SketchPrivacy | null;
  /** Whether other pages' sketches are kept, or may be. */
  #hasOthers = true;
  /** Whether closed sketches wait, or may. */
  #hasWaiting = true;
  /** By the clock of `performance`. */
  #sendAtMs = 0;
  #work: Promise<void> = Promise.resolve();

  private constructor(
    monitor: SketchedMonitor,
    options: ResolvedSketchOptions,
    { store, device }: Home,
  ) {
    this.device = device;
    this.#options = options;
    this.#store = store;
    this.#running = new RunningSketches(monitor, options, device, newId);
    this.#delivery = new SketchDelivery(options, store);
    this.#privacySpent = options.privacy && { epsilon: 0, delta: 0 };
  }

  /** Opens what is kept, and sends what was left on earlier visits. Never rejects. */
  static async start(
    monitor: SketchedMonitor,
    options: ResolvedSketchOptions,
    onDisposed: () => void,
  ): Promise<Sketching> {
    const clock = reliableClock(options.clock, options.onError);
    const home = await homeOf(options);
    const sketching = new Sketching(monitor, { ...options, clock }, home);
    sketching.#listen(monitor, onDisposed);
    void sketching.#running.prepare();
    void sketching.#tick();
    return sketching;
  }

  get total(): SketchTotal {
    const { rows, missed } = this.#running;
    return {
      rows,
      dropped: this.#dropped + missed,
      closed: this.#closed,
      ...this.#delivery.counts,
      isKept: this.#store.isShared,
    };
  }

  get privacySpent(): SketchPrivacy | null {
    return this.#privacySpent;
  }

  /** Rows that were admitted. @param missed So many before them were not seen. */
  take(rows: readonly FeatureRow[], missed = 0): void {
    this.#running.missed += missed;
    const sum = this.#running.take(rows);
    if (!sum || sum.count === 0) return;
    const keptCount = sum.kept?.count ?? 0;
    const { minSamples } = this.#options;
    // From then on it can be sent when the page is left.
    const isEnough = keptCount < minSamples && sum.count >= minSamples;
    if (!sum.kept || isEnough) void this.#keep();
  }

  /** Keeps what was summed, closes what is over, and sends what is closed. Never rejects. */
  async flush(): Promise<void> {
    await this.#running.prepare();
    await this.#keep();
    this.#delivery.hurry();
    this.#sendAtMs = 0;
    this.#hasWaiting = await this.#delivery.send();
  }

  /** What was summed of this period stays in the browser; where it cannot, it is sent. */
  async stop(): Promise<void> {
    for (const off of this.#offs.splice(0)) off();
    const { privacy } = this.#options;
    if (!this.#store.isShared && !privacy) this.#running.end(this.#running.all());
    await this.#keep(true);
    await this.flush();
  }

  #listen(monitor: SketchedMonitor, onDisposed: () => void): void {
    const safely = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        this.#options.onError(error);
      }
    };
    const offStatus = monitor.on('status', ({ state, code }) => {
      // Its end is not what it was doing.
      if (code === 'disposed') onDisposed();
      else safely(() => this.#running.see(state));
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
      offStatus,
      onPageLeave(() => safely(() => this.#leave())),
      () => clearInterval(timer),
      () => globalThis.removeEventListener?.('online', online),
    );
  }

  async #tick(): Promise<void> {
    await this.#keep();
    if (!this.#hasWaiting || performance.now() < this.#sendAtMs) return;
    this.#hasWaiting = await this.#delivery.send();
  }

  /** @param isLast That this page will sum no more. */
  #keep(isLast = false): Promise<void> {
    this.#work = this.#work.then(() => this.#keepNow(isLast)).catch(this.#options.onError);
    return this.#work;
  }

  async #keepNow(isLast: boolean): Promise<void> {
    const sums = this.#running.all();
    if (sums.length === 0 && !this.#hasOthers) return;
    const own = sums.map(({ open, kept, isEnded }) => ({ now: open, kept, isEnded }));
    const nowMs = this.#running.seenMs;
    // Where nothing tells what was used, the next one is most likely free.
    const sequenceBefore = this.#store.isShared ? 0 : Math.floor(this.#options.random() * 9e8);
    const request = { run: this.#run, nowMs, own, isLast, newId, sequenceBefore };
    const done = await this.#store.update((before) => {
      const { kept, result } = keep(before, request);
      const spent = spentBy(kept, this.device, nowMs);
      return { kept, closed: result.closed, result: { ...result, spent } };
    });
    for (const [at, sum] of sums.entries()) {
      const kept = done.own[at];
      if (kept) sum.keep(kept, own[at]!.now);
      else this.#running.remove(sum);
    }
    this.#dropped += done.dropped;
    this.#closed += done.closed.length;
    this.#hasOthers = done.hasOthers;
    this.#privacySpent = this.#options.privacy && sumOf(done.spent);
    if (done.closed.length === 0 || this.#hasWaiting) return;
    this.#hasWaiting = true;
    const spreadMs = Math.min(LONGEST_SPREAD_MS, this.#options.periodMs / 12);
    this.#sendAtMs = performance.now() + this.#options.random() * spreadMs;
  }

  /**
   * The page may not come back. What is enough by itself goes by a beacon, as the next visit would send it of what was
   * kept: by the same id, device, period and sequence, so that it counts once, whichever arrives.
   */
  #leave(): void {
    const { privacy, minSamples, to, format } = this.#options;
    const { isShared } = this.#store;
    const sums = this.#running.all().filter(({ kept, count, isEnded }) => {
      const isEnough = (isShared ? (kept?.count ?? 0) : count) >= minSamples;
      // With noise only once in a period.
      return isEnough && !isEnded && !privacy;
    });
    if (!isShared) {
      this.#running.end(sums);
      void this.flush();
      return;
    }
    const sketches = sums.map(({ open }) => closed(open));
    const isSent =
      sums.length > 0 && sendBeacon(to, bodyOf(sketches, this.#running.seenMs, format));
    if (isSent) this.#running.end(sums);
    void this.#keep();
  }
}

/** In the browser, or in main memory where that keeps nothing. */
async function homeOf({ device, onLoss }: ResolvedSketchOptions): Promise<Home> {
  try {
    const known = await browserStore.update((kept) => {
      const own = kept.device ?? newId();
      const next = device === undefined ? { ...kept, device: own } : kept;
      return { kept: next, closed: [], result: own };
    });
    return { store: browserStore, device: device === undefined ? known : device };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `Sketches are lost if this page ends before their period does: ${why}`;
    onLoss(new ReportError(message, { cause }));
    return { store: memoryStore(), device: device === undefined ? newId() : device };
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
