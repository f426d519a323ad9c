import type { AlarmEpisode } from '../core/alarm/episodes.js';
import { type FalseAlarms, requireFalseAlarms } from '../core/alarm/falseAlarms.js';
import { InvalidFeaturesError, InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import type { FeatureRows } from '../core/base/rows.js';
import { nextTask } from '../core/base/tasks.js';
import type { Runtime } from '../core/model/runtime.js';
import type { Reference } from '../reference/reference.js';
import { reliableClock } from './clock.js';
import { DriftMonitor } from './driftMonitor.js';
import type { Listeners } from './listeners.js';
import { type MonitorOptions, monitorOptionNames, requireReference } from './options.js';
import { requireUpdatable } from './referenceUpdates.later.js';
import type { ObserveOptions } from './sample.js';
import type { SavedMonitorState } from './savedState.js';
import { parted, type Segment } from './segmentParts.js';
import type {
  SavedSegmentedState,
  SegmentedEvents,
  SegmentedMonitorOptions,
  SegmentedStatus,
} from './segments.js';
import { StateChanges, type StateNow } from './stateChanges.js';
import type { MonitorStatus } from './status.js';
import { requireAlive, type Suspension } from './suspension.js';

/** The monitor of all inputs, and those of the segments. */
export class Segments {
  readonly overall: DriftMonitor;
  readonly #runtime: Runtime;
  readonly #listeners: Listeners<SegmentedEvents>;
  /** Why nothing comes to these monitors. */
  readonly #suspension: () => Suspension | undefined;
  /** The monitors tell of one that cannot be relied on. */
  readonly #clock: () => number;
  readonly #states = new Map<DriftMonitor, StateChanges>();
  readonly #shared: Omit<MonitorOptions, 'reference' | 'falseAlarms'>;
  readonly #falseAlarms: FalseAlarms;
  #segments: ReadonlyMap<string, Segment>;
  /** Labels of the inputs in the window of all. */
  /** Of an update that is under way. */
  readonly #made: DriftMonitor[] = [];
  #updating: Promise<void> = Promise.resolve();
  #isDisposed = false;
  #latest: string[] = [];

  private constructor(
    { labels: _, savedState, falseAlarms = { per: 'day' }, ...options }: SegmentedMonitorOptions,
    parts: readonly Segment[],
    runtime: Runtime,
    listeners: Listeners<SegmentedEvents>,
    suspension: () => Suspension | undefined,
  ) {
    const { reference, ...shared } = options;
    this.#runtime = runtime;
    this.#listeners = listeners;
    this.#suspension = suspension;
    this.#clock = reliableClock(options.clock ?? Date.now, () => {});
    this.#shared = shared;
    this.#falseAlarms = requireFalseAlarms(falseAlarms);
    const ofWhole = shareOf(falseAlarms, 2);
    const saved = savedSegments(savedState);
    // A state of another kind goes to the monitor of the whole, which says that it is of no use.
    const ofOverall = saved ? savedOf(saved, 'overall') : (savedState as SavedMonitorState);
    this.overall = this.#make(undefined, reference, ofWhole, ofOverall);
    const ofSegment = shareOfEach(falseAlarms, parts);
    for (const part of parts) {
      if (!part.reference) continue;
      const { label } = part;
      part.monitor = this.#make(
        label,
        part.reference,
        ofSegment,
        saved && savedOf(saved.segments, label),
      );
    }
    this.#segments = byLabel(parts);
  }

  /** @throws InvalidOptionError for another number of labels than rows, or options out of range. */
  static async create(
    options: SegmentedMonitorOptions,
    runtime: Runtime,
    listeners: Listeners<SegmentedEvents>,
    suspension: () => Suspension | undefined,
  ): Promise<Segments> {
    requireKnownNames('SegmentedMonitor', options, NAMES);
    return new Segments(options, await parted(options), runtime, listeners, suspension);
  }

  /** All monitors, that of the whole first. */
  get monitors(): DriftMonitor[] {
    const watching = [...this.#segments.values()].flatMap(({ monitor }) => monitor ?? []);
    return [this.overall, ...watching];
  }

  /** Whether and why something comes to these monitors has changed. */
  tell(): void {
    for (const states of this.#states.values()) states.tell();
  }

  get status(): Pick<SegmentedStatus, 'overall' | 'segments' | 'change'> {
    const overall = this.#statusOf(this.overall);
    const segments = [...this.#segments.values()].map(({ label, size, reason, monitor }) => {
      const status = monitor && this.#statusOf(monitor);
      return { label, size, status, reason: status?.reason ?? reason };
    });
    const { measure, kind } = overall.lastVerdict ?? {};
    const isDrift = overall.state === 'drift';
    const isMix = overall.state === 'warning' && measure === 'novelty' && kind === 'mix';
    const isWithin = segments.some(({ status }) => status?.state === 'drift');
    const hasUnwatched = this.#latest.some((label) => !this.#segments.get(label)?.monitor);
    const ofWhole = hasUnwatched ? 'unwatched' : isDrift && kind === 'new' ? 'new' : 'mix';
    const change = isWithin ? 'new' : isDrift || isMix ? ofWhole : undefined;
    return { overall, segments, change };
  }

  /**
   * @param segment The whole, where it is left out.
   * @throws InvalidOptionError for a segment that is not watched.
   */
  monitorOf(segment: string | undefined): DriftMonitor {
    if (segment === undefined) return this.overall;
    const monitor = this.#segments.get(segment)?.monitor;
    if (monitor) return monitor;
    const watched = [...this.#segments.values()].filter((one) => one.monitor);
    throw new InvalidOptionError(
      `segment: one of those that are watched (${watched.map(({ label }) => `'${label}'`).join(', ')}) ` +
        `was expected, '${segment}' came.`,
    );
  }

  acknowledge(
    label: string | undefined,
    segment: string | undefined,
  ): { segment: string | undefined; episode: AlarmEpisode }[] {
    const all = [undefined, ...[...this.#segments.values()].map((one) => one.label)];
    const meant = segment === undefined ? all : [segment];
    return meant.flatMap((name) => {
      const isWatched = name === undefined || this.#segments.get(name)?.monitor;
      const episode = isWatched || segment ? this.monitorOf(name).acknowledge(label) : undefined;
      return episode ? { segment: name, episode } : [];
    });
  }

  /** @param options What goes with the rows, a row of logits for each. */
  take(
    { values, count, width }: FeatureRows,
    labels: readonly string[],
    options: Omit<ObserveOptions, 'logits'> & { readonly logits?: FeatureRows | undefined },
  ): void {
    if (labels.length !== count) {
      throw new InvalidFeaturesError(
        `labels: one for each of the ${count} rows was expected, ${labels.length} came.`,
      );
    }
    const { logits, ...rest } = options;
    this.overall.observe({ values, width }, { ...rest, ...(logits && { logits }) });
    this.#latest = [...this.#latest, ...labels].slice(-this.overall.window.capacity);
    const rowOf = (rows: FeatureRows, row: number) => ({
      values: rows.values.slice(row * rows.width, (row + 1) * rows.width),
      width: rows.width,
    });
    labels.forEach((label, row) => {
      const own = logits && { logits: rowOf(logits, row) };
      const monitor = this.#segments.get(label)?.monitor;
      monitor?.observe(rowOf({ values, count, width }, row), { ...rest, ...own });
    });
  }

  async reset(): Promise<void> {
    for (const monitor of this.monitors) await monitor.reset();
    this.#latest = [];
  }

  /** See `SegmentedMonitor.updateReference`: one after another, so that the last one counts. */
  updateReference(reference: Reference, labels?: readonly string[]): Promise<void> {
    const before = this.#updating.catch(() => {});
    this.#updating = before.then(() => this.#update(reference, labels));
    return this.#updating;
  }

  /** Frees all monitors, those of an update that is under way too, which rejects then. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const all = [...this.monitors, ...this.#made];
    await Promise.all(all.map((monitor) => monitor.dispose()));
  }

  async #update(reference: Reference, labels: readonly string[] | undefined): Promise<void> {
    requireAlive(this.#isDisposed);
    const made = this.#made;
    requireReference(reference);
    requireUpdatable(this.overall, reference, ' of the whole');
    const parts = await parted({ ...this.#shared, reference, labels });
    const before = this.#segments;
    for (const { label, monitor } of before.values()) {
      if (monitor) requireUpdatable(monitor, reference, ` of segment '${label}'`);
    }
    const ofSegment = shareOfEach(this.#falseAlarms, parts);
    made.length = 0;
    try {
      for (const part of parts) {
        const present = before.get(part.label)?.monitor;
        if (!part.reference || present) continue;
        part.monitor = this.#make(part.label, part.reference, ofSegment);
        made.push(part.monitor);
        await part.monitor.ready();
      }
      await this.overall.updateReference(reference);
      for (const part of parts) {
        const present = before.get(part.label)?.monitor;
        if (!part.reference || !present) continue;
        await present.updateReference(part.reference, { falseAlarms: ofSegment });
        part.monitor = present;
      }
    } catch (error) {
      for (const monitor of made.splice(0)) await monitor.dispose();
      throw error;
    }
    made.length = 0;
    this.#segments = byLabel(parts);
    const kept = new Set(this.monitors);
    for (const { monitor } of before.values())
      if (monitor && !kept.has(monitor)) await monitor.dispose();
  }

  saveState(): SavedSegmentedState {
    const segments = [...this.#segments.values()].flatMap(({ label, monitor }) =>
      monitor ? [[label, monitor.saveState()] as const] : [],
    );
    return {
      schemaVersion: 1,
      overall: this.overall.saveState(),
      segments: Object.fromEntries(segments),
    };
  }

  #make(
    segment: string | undefined,
    reference: Reference,
    falseAlarms: FalseAlarms,
    savedState?: MonitorOptions['savedState'],
  ): DriftMonitor {
    const monitor = new DriftMonitor(
      // Within a segment there is no mix to be left alone.
      {
        ...this.#shared,
        ...(segment !== undefined && { alarmOn: 'any' }),
        reference,
        falseAlarms,
        savedState,
      },
      this.#runtime,
    );
    for (const event of ['verdict', 'alarm', 'recovered'] as const) {
      monitor.on(event, (verdict) => this.#listeners.emit(event, { segment, verdict }));
    }
    const states = new StateChanges(
      () => this.#now(monitor),
      () => this.#statusOf(monitor),
      this.#clock,
      (event, told) => this.#listeners.emit(event, { segment, [event]: told } as never),
    );
    this.#states.set(monitor, states);
    monitor.on('status', ({ code }) => {
      states.tell();
      if (code === 'disposed') this.#states.delete(monitor);
    });
    // Whoever awaits `create` has not set his listeners yet when the first notices come.
    monitor.on('notice', async (notice) => {
      await nextTask();
      this.#listeners.emit('notice', { segment, notice });
    });
    monitor.on('error', (error) => this.#listeners.emit('error', error));
    return monitor;
  }

  #now(monitor: DriftMonitor): StateNow {
    const suspension = this.#suspension();
    return suspension ? { state: 'suspended', ...suspension } : monitor.status;
  }

  #statusOf(monitor: DriftMonitor): MonitorStatus {
    const { state, code, reason, since } = this.#states.get(monitor)?.now ?? monitor.status;
    return { ...monitor.status, state, code, reason, since };
  }
}

/** What the monitors knew, where it is of a segmented one. */
function savedSegments(
  saved: SegmentedMonitorOptions['savedState'],
): SavedSegmentedState | undefined {
  const isOne =
    typeof saved === 'object' &&
    saved !== null &&
    'overall' in saved &&
    saved.schemaVersion === 1 &&
    typeof saved.segments === 'object' &&
    saved.segments !== null;
  return isOne ? saved : undefined;
}

/** One that is not there is given as an empty one, so that its monitor says that it starts anew. */
function savedOf<Key extends string>(
  states: Readonly<Partial<Record<Key, SavedMonitorState>>>,
  key: Key,
): SavedMonitorState {
  const state = Object.hasOwn(states, key) ? states[key] : undefined;
  return state || ({} as SavedMonitorState);
}

const { policy: _, explain: __, ...shared } = monitorOptionNames;
const NAMES: NamesOf<SegmentedMonitorOptions> = { ...shared, labels: true };

function byLabel(parts: readonly Segment[]): ReadonlyMap<string, Segment> {
  return new Map(parts.map((part) => [part.label, part]));
}

function shareOfEach(falseAlarms: FalseAlarms, parts: readonly Segment[]): FalseAlarms {
  const watched = parts.filter(({ reference }) => reference).length;
  return shareOf(falseAlarms, 2 * Math.max(1, watched));
}

/**
 * Of a rate in samples each segment sees its own samples only, so that two shares, the whole and the
 * segments, make up the budget; of a rate in time every monitor takes its part. What it shares with other
 * monitors comes on top.
 */
function shareOf(falseAlarms: FalseAlarms, parts: number): FalseAlarms {
  const { among = 1 } = falseAlarms;
  return { ...falseAlarms, among: among * ('perSamples' in falseAlarms ? 2 : parts) };
}
