import { came } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import type { FeatureRow } from '../core/base/rows.js';
import type { SketchedMonitor, Sketches, SketchTotal } from './sketches.js';
import type { Sketching } from './sketching.later.js';
import { resolveSketchOptions, type SketchOptions } from './sketchOptions.js';

const NOTHING: SketchTotal = {
  rows: 0,
  dropped: 0,
  closed: 0,
  delivered: 0,
  refused: 0,
  isKept: false,
};

/** Rows that wait for the part that sums them. */
const MOST_EARLY = 256;

/** What is taken of each monitor: twice to the same place would count each row twice. */
const taken = new WeakMap<object, Set<string>>();

/**
 * Sums what a monitor admits, in each period, as kernel values at the reference's landmarks, and posts the sums:
 * sketches, of a kilobyte, that add up over devices. No row or image leaves the page. What was summed is kept in
 * the browser's IndexedDB, so that a reload loses nothing, and sent again until the receiver has it; a sketch that comes
 * twice has the same `id`, device, period and sequence. Nothing that goes wrong here reaches the monitor or the app.
 *
 * @param monitor A `DriftMonitor`; it stays the caller's.
 * @throws InvalidOptionError naming the option that is out of range, for another kind of monitor, or where sketches of
 *   this monitor go to the same address already.
 *
 * @example
 * const sketches = startSketches(monitor, { to: 'https://fleet.example.com/sketches', release: '2.4.0' });
 * await sketches.stop();
 */
export function startSketches(monitor: SketchedMonitor, options: SketchOptions): Sketches {
  requireDriftMonitor(monitor);
  const resolved = resolveSketchOptions(options);
  const release = claim(monitor, JSON.stringify([resolved.place, resolved.periodMs]));
  const { onError } = resolved;
  const early: FeatureRow[] = [];
  let missed = 0;
  let sketching: Sketching | undefined;
  let loading: Promise<Sketching | undefined> | undefined;
  let stopping: Promise<void> | undefined;
  let tellDevice: (device: string | null) => void;
  const device = new Promise<string | null>((resolve) => {
    tellDevice = resolve;
  });
  const load = async (): Promise<Sketching | undefined> => {
    try {
      const part = await loadPart(() => import('./sketching.later.js'));
      sketching = await part.Sketching.start(monitor, resolved, () => void stop());
      tellDevice(sketching.device);
      sketching.take(early.splice(0), missed);
    } catch (error) {
      // The next row tries again.
      loading = undefined;
      onError(error);
    }
    return sketching;
  };
  const loaded = (): Promise<Sketching | undefined> => {
    loading ??= load();
    return loading;
  };
  const off = monitor.on('admitted', (rows) => {
    if (sketching) {
      try {
        sketching.take(rows);
      } catch (error) {
        onError(error);
      }
      return;
    }
    early.push(...rows);
    missed += early.splice(0, Math.max(0, early.length - MOST_EARLY)).length;
    void loaded();
  });
  const stop = (): Promise<void> => {
    if (!stopping) {
      off();
      release();
    }
    stopping ??= loaded().then((begun) => begun?.stop());
    return stopping;
  };
  void loaded();
  return {
    device,
    get total() {
      return sketching?.total ?? NOTHING;
    },
    get privacySpent() {
      return sketching ? sketching.privacySpent : null;
    },
    flush: async () => {
      await (await loaded())?.flush();
    },
    stop,
  };
}

/** @throws {@link InvalidOptionError} for what is none, and one of segments. */
function requireDriftMonitor(monitor: SketchedMonitor): void {
  const isMonitor = typeof monitor?.on === 'function';
  if (isMonitor && 'state' in monitor.status) return;
  throw new InvalidOptionError(
    `monitor: a DriftMonitor was expected, ${isMonitor ? 'a SegmentedMonitor' : came(monitor)} came. Segments have ` +
      'references of their own, whose sketches do not add up.',
  );
}

/** @returns To be called when others may. */
function claim(monitor: object, place: string): () => void {
  const places = taken.get(monitor) ?? new Set();
  if (places.has(place)) {
    throw new InvalidOptionError(
      'monitor: its sketches go to this address already; call stop() of the first before.',
    );
  }
  taken.set(monitor, places.add(place));
  return () => places.delete(place);
}
