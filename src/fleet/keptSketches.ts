import type { SketchPrivacy } from '../core/fleet/sketch.js';
import { added, addsUp, type ClosedSketch, closed, isOver, type OpenSketch } from './openSketch.js';

/**
 * What the browser keeps of all pages of an origin: the sketches that are being summed, and which sequences each
 * device has used. It changes in one step at a time, whichever tab makes it, so that no two sketches have the same
 * device, period and sequence, and no row is in two sketches.
 */
export interface KeptSketches {
  /** The random id of this browser, once there is one. */
  readonly device?: string;
  readonly open: readonly KeptSketch[];
  readonly periods: readonly DevicePeriod[];
}

/** An open sketch, and whose it is. */
interface KeptSketch extends OpenSketch {
  /** Who sums it; `''` for nobody any more. */
  readonly run: string;
  /** When it was last kept, milliseconds since 1970. */
  readonly touchedMs: number;
}

/** What is known of a device and one of its periods. */
interface DevicePeriod {
  readonly device: string | null;
  readonly period: string;
  readonly periodMs: number;
  /** The last one that was given away. */
  readonly sequence: number;
  /** The noise that its sketch was closed with. */
  readonly spent: SketchPrivacy | null;
}

/** A sketch of the page that asks. */
export interface OwnSketch {
  readonly now: OpenSketch;
  /** As it was last kept. */
  readonly kept: OpenSketch | undefined;
  /** That nothing is added any more, though its period may go on. */
  readonly isEnded: boolean;
}

/** A page that asks for its sketches to be kept. */
export interface KeepRequest {
  /** The page's, or rather the call's. */
  readonly run: string;
  readonly nowMs: number;
  readonly own: readonly OwnSketch[];
  /** That nobody sums them any more. */
  readonly isLast: boolean;
  readonly newId: () => string;
  /** The sequence before the first of a period. */
  readonly sequenceBefore: number;
}

/** What came of it. */
export interface KeepResult {
  /** The page's own, in their order, with what pages that are gone have left; undefined for those that were closed. */
  readonly own: readonly (OpenSketch | undefined)[];
  readonly closed: readonly ClosedSketch[];
  /** Rows that were dropped: too few, or of a period that a sketch with noise was sent of. */
  readonly dropped: number;
  /** Whether sketches of others are kept. */
  readonly hasOthers: boolean;
}

const DAY_MS = 86_400_000;

/** A page keeps its sketches at least every ten minutes, or it is gone, asleep or frozen. */
const GONE_AFTER_MS = 15 * 60_000;

/** Sequences are remembered for so long: no sketch is that late. */
const REMEMBERED_MS = 8 * DAY_MS;

/**
 * Keeps a page's sketches, closes those whose period is over, and takes over what pages that are gone have left: into
 * the page's own sketch where it adds up and cannot have been sent, else it is closed as well. A page that was only
 * asleep finds its sketch gone, and goes on with what it has summed since.
 */
export function keep(
  before: KeptSketches,
  request: KeepRequest,
): { readonly kept: KeptSketches; readonly result: KeepResult } {
  const keeping = new Keeping(before, request);
  const ids = request.own.map((sketch) => keeping.put(sketch));
  const isEnded = (at: number) => request.own[at]!.isEnded;
  for (const [at, id] of ids.entries()) if (isEnded(at)) keeping.close(id);
  for (const id of ids) keeping.closeIfOver(id);
  for (const id of keeping.left(ids)) keeping.takeOver(id, ids);
  return keeping.finished(ids);
}

/** A page that is left sends what it has kept by a beacon, and does not know whether it arrives. */
function mayBeSent({ count, minSamples, header }: OpenSketch): boolean {
  return count >= minSamples && !header.privacy;
}

function keyOf({ device, period, periodMs }: Pick<DevicePeriod, 'device' | 'period' | 'periodMs'>) {
  return JSON.stringify([device, period, periodMs]);
}

/** One change of what is kept. */
class Keeping {
  readonly #request: KeepRequest;
  readonly #device: string | undefined;
  readonly #open: Map<string, KeptSketch>;
  readonly #periods: Map<string, DevicePeriod>;
  readonly #closed: ClosedSketch[] = [];
  #dropped = 0;

  constructor({ device, open, periods }: KeptSketches, request: KeepRequest) {
    this.#request = request;
    this.#device = device;
    this.#open = new Map(open.map((sketch) => [sketch.id, sketch]));
    this.#periods = new Map(periods.map((known) => [keyOf(known), known]));
  }

  /** @returns Its id. */
  put({ now, kept }: OwnSketch): string {
    const { run, newId } = this.#request;
    const isTaken = kept && this.#open.get(kept.id)?.run !== run;
    const rest = isTaken ? { ...added(now, kept, -1), id: newId(), sequence: 0 } : now;
    const sequence = rest.sequence || this.#nextSequence(rest.header);
    this.#set({ ...rest, sequence });
    return rest.id;
  }

  /** Ids of what nobody sums any more. */
  left(own: readonly string[]): string[] {
    const { nowMs } = this.#request;
    const sketches = [...this.#open.values()].filter(({ id }) => !own.includes(id));
    const left = sketches.filter(
      ({ run, touchedMs }) => run === '' || Math.abs(nowMs - touchedMs) > GONE_AFTER_MS,
    );
    return left.map(({ id }) => id);
  }

  takeOver(id: string, own: readonly string[]): void {
    const left = this.#open.get(id);
    if (!left) return;
    const mine = own.find((other) => {
      const sketch = this.#open.get(other);
      return sketch && addsUp(sketch, left);
    });
    if (isOver(left, this.#request.nowMs)) {
      this.closeIfOver(id);
    } else if (mayBeSent(left)) {
      this.close(id);
    } else if (mine !== undefined) {
      this.#open.delete(id);
      this.#set(added(this.#open.get(mine)!, left));
    }
  }

  /** With what would be too little by itself. */
  closeIfOver(id: string): void {
    const { nowMs, run } = this.#request;
    const sketch = this.#open.get(id);
    if (!sketch || !isOver(sketch, nowMs)) return;
    // It is sent as it was, if it was sent.
    const mayGrow = sketch.run === run || !mayBeSent(sketch);
    for (const other of mayGrow ? [...this.#open.values()] : []) {
      const isSmall = other.id !== id && isOver(other, nowMs) && !mayBeSent(other);
      if (!isSmall || !addsUp(other, sketch)) continue;
      this.#open.delete(other.id);
      this.#set(added(this.#open.get(id)!, other));
    }
    this.close(id);
  }

  close(id: string): void {
    const sketch = this.#open.get(id)!;
    const { count, minSamples, header } = sketch;
    this.#open.delete(id);
    const key = keyOf(header);
    const known = this.#periods.get(key)!;
    if (count < minSamples || (header.privacy && known.spent)) {
      this.#dropped += count;
      return;
    }
    this.#closed.push(closed(sketch));
    this.#periods.set(key, { ...known, spent: header.privacy ?? known.spent });
  }

  finished(own: readonly string[]): ReturnType<typeof keep> {
    const open = [...this.#open.values()];
    const isNeeded = (known: DevicePeriod) =>
      Math.abs(this.#request.nowMs - Date.parse(known.period)) <= REMEMBERED_MS ||
      open.some(({ header }) => keyOf(header) === keyOf(known));
    return {
      kept: {
        ...(this.#device !== undefined && { device: this.#device }),
        open,
        periods: [...this.#periods.values()].filter(isNeeded),
      },
      result: {
        own: own.map((id) => this.#open.get(id)),
        closed: this.#closed,
        dropped: this.#dropped,
        hasOthers: open.some(({ id }) => !own.includes(id)),
      },
    };
  }

  #set(sketch: OpenSketch): void {
    const { isLast, run, nowMs } = this.#request;
    this.#open.set(sketch.id, { ...sketch, run: isLast ? '' : run, touchedMs: nowMs });
  }

  #nextSequence({ device, period, periodMs }: OpenSketch['header']): number {
    const key = keyOf({ device, period, periodMs });
    const known = this.#periods.get(key);
    const sequence = (known?.sequence ?? this.#request.sequenceBefore) + 1;
    this.#periods.set(key, { device, period, periodMs, spent: null, ...known, sequence });
    return sequence;
  }
}

/** The noise of the last day's sketches. */
export function spentBy(
  { periods }: KeptSketches,
  device: string | null,
  nowMs: number,
): SketchPrivacy[] {
  return periods.flatMap(({ device: whose, period, spent }) => {
    const isOfDay = Math.abs(nowMs - Date.parse(period)) <= DAY_MS;
    return whose === device && spent && isOfDay ? [spent] : [];
  });
}
