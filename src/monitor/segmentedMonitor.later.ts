import type { AlarmEpisode } from '../core/alarm/episodes.js';
import { DisposedError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import type { NamesOf } from '../core/base/names.js';
import { ownMethods } from '../core/base/ownMethods.js';
import { type Patience, patiently } from '../core/base/patience.js';
import type { Runtime } from '../core/model/runtime.js';
import type { TapOptions, TappableModel } from '../core/model/tap.js';
import type { Reference } from '../reference/reference.js';
import type { DriftMonitor } from './driftMonitor.js';
import { Inbox } from './inbox.js';
import { type LabelledSample, labelledRows, requireLabelOf, requireLabels } from './labels.js';
import { Listeners } from './listeners.js';
import { roomOf } from './overload.js';
import {
  type ObservedFeatures,
  type ObserveOptions,
  rowsIn,
  sampleTap,
  sizes,
  toSample,
} from './sample.js';
import type {
  SavedSegmentedState,
  SegmentedEvents,
  SegmentedMonitorOptions,
  SegmentedStatus,
} from './segments.js';
import type { Segments } from './segments.later.js';
import { DISPOSED, PAUSED, requireAlive, type Suspension, suspensionBy } from './suspension.js';
import type { DriftedInput, TestedNull } from './testedWindow.js';
import { WorkLoop } from './workLoop.js';
import { Wrapping } from './wrapping.js';

const NAMES: NamesOf<SegmentedEvents> = {
  verdict: true,
  alarm: true,
  recovered: true,
  state: true,
  status: true,
  notice: true,
  error: true,
};

/** A monitor of segments, whatever runs the model; the entries document it. */
export class SegmentedMonitor {
  readonly #listeners = new Listeners<SegmentedEvents>(NAMES);
  readonly #emitError = (error: unknown): void => this.#listeners.emit('error', error);
  readonly #options: SegmentedMonitorOptions;
  readonly #runtime: Runtime;
  readonly #wrapping: Wrapping;
  #segments!: Segments;
  #inbox!: Inbox<LabelledSample>;
  readonly #loop = new WorkLoop(
    () => !this.#closing.signal.aborted && !this.#inbox.isEmpty,
    () => this.#step(),
  );
  readonly #closing = new AbortController();
  readonly #patience: Patience;
  /** The model is not the reference's. */
  #failure: Suspension | undefined;
  #isPaused = false;
  /** The code that was told last. */
  #told: Suspension['code'] | undefined;

  /** For {@link create}. */
  protected constructor(options: SegmentedMonitorOptions, runtime: Runtime) {
    ownMethods(this);
    this.#options = options;
    this.#runtime = runtime;
    this.#patience = { ms: options?.timeoutMs, signal: this.#closing.signal };
    this.#wrapping = new Wrapping({
      runtime,
      timeoutMs: options?.timeoutMs,
      reference: () => this.reference,
      onMismatch: (error) => {
        this.#inbox.clear();
        this.#failure = suspensionBy(error);
        this.#emitError(error);
        this.#tell();
      },
    });
  }

  /**
   * @param runtime The library that runs the app's model; an entry of the package hands it over.
   * @throws InvalidOptionError for another number of labels than rows, or options out of range.
   */
  static async create(
    options: SegmentedMonitorOptions,
    runtime: Runtime,
  ): Promise<SegmentedMonitor> {
    const { Segments } = await loadPart(() => import('./segments.later.js'));
    const monitor = new SegmentedMonitor(options, runtime);
    const suspension = () => monitor.#suspension;
    monitor.#segments = await Segments.create(options, runtime, monitor.#listeners, suspension);
    monitor.#inbox = new Inbox(
      { ...options, windowSize: monitor.window.capacity },
      {
        onNotice: (notice) => monitor.#listeners.emit('notice', { segment: undefined, notice }),
        onError: monitor.#emitError,
      },
    );
    return monitor;
  }

  /** The whole of what live inputs are compared with. */
  get reference(): Reference {
    return this.#segments.overall.reference;
  }

  /** The live window of all inputs; see `DriftMonitor.window`. */
  get window(): DriftMonitor['window'] {
    return this.#segments.overall.window;
  }

  get status(): SegmentedStatus {
    const { thinned: _, ...tally } = this.#inbox.tally;
    return { ...this.#segments.status, suspension: this.#suspension, ...tally };
  }

  /** Why nothing is taken in, whatever the windows hold. */
  get #suspension(): Suspension | undefined {
    if (this.#closing.signal.aborted) return DISPOSED;
    if (this.#isPaused) return PAUSED;
    return this.#failure ?? this.#wrapping.suspension ?? this.#inbox?.suspension;
  }

  /** @returns A function that takes the listener off again. */
  on<Name extends keyof SegmentedEvents>(
    event: Name,
    listener: (payload: SegmentedEvents[Name]) => void,
  ): () => void {
    return this.#listeners.on(event, listener);
  }

  /**
   * Takes in features, a label for each row. Returns at once; problems go to the `error` event.
   * Rows of a label that the reference does not have count for the whole only.
   */
  observe(
    features: ObservedFeatures,
    labels: readonly string[],
    options: ObserveOptions = {},
  ): void {
    if (!this.#isListening) return;
    try {
      requireLabels(labels);
      const source = { ...this.#options, runtime: this.#runtime, onError: this.#emitError };
      this.#push({ ...toSample(features, 0, options, source), labels: [...labels] });
    } catch (error) {
      this.#lose(rowsIn(features), error);
    }
  }

  /**
   * A model with the same interface and answers, whose most probable class is the segment.
   *
   * @param options.labelOf The segment of a class, by its index.
   * @throws InvalidOptionError for a model that cannot be watched, or while one is wrapped already.
   */
  wrap<Model extends object>(
    model: Model | TappableModel<Model>,
    options: TapOptions & { readonly labelOf: (classIndex: number) => string },
  ): Model {
    const { keepThumbnails } = this.#options;
    const { labelOf, ...tapOptions } = options ?? {};
    requireLabelOf(labelOf);
    const watched = this.#wrapping.wrap(model, tapOptions, (isCurrent) =>
      sampleTap({
        isOpen: () => isCurrent() && this.#isListening,
        wantsLogits: true,
        keepThumbnails,
        clock: () => 0,
        push: (sample) => {
          if (this.#wrapping.admit(sample)) this.#push({ ...sample, labels: labelOf });
          else this.#lose(1, this.#wrapping.suspension?.reason, true);
        },
        room: () => this.#inbox.room() ?? roomOf(this.#segments.overall),
        onMissed: (error) => this.#lose(1, error, true),
        reference: this.reference,
        onNotice: (notice) => this.#listeners.emit('notice', { segment: undefined, notice }),
        onError: this.#emitError,
        onLost: (error) => this.#lose(1, error),
      }),
    );
    this.#failure = undefined;
    this.#tell();
    return watched;
  }

  /** Stops watching: the wrapped model works as if it had not been wrapped. */
  unwrap(): void {
    this.#wrapping.unwrap();
    this.#failure = undefined;
    this.#tell();
  }

  /** Stops taking in samples; the windows are kept. */
  pause(): void {
    this.#isPaused = true;
    this.#inbox.clear();
    for (const monitor of this.#segments.monitors) monitor.pause();
  }

  resume(): void {
    this.#isPaused = false;
    for (const monitor of this.#segments.monitors) monitor.resume();
  }

  /** Resolves when tests can be made, of the whole and of every segment that is watched. */
  async ready(): Promise<void> {
    for (const monitor of this.#segments.monitors) await monitor.ready();
  }

  /** Resolves when all is calibrated, see `DriftMonitor.calibrated`, of the whole and of every segment that is watched. */
  async calibrated(): Promise<void> {
    for (const monitor of this.#segments.monitors) await monitor.calibrated();
  }

  /** Resolves when all samples are taken in and no test is under way. */
  async idle(): Promise<void> {
    const upTo = this.#inbox.pushed;
    await this.#loop.until(() => this.#inbox.handled >= upTo && !this.#inbox.isEmpty);
    for (const monitor of this.#segments.monitors) await monitor.idle();
  }

  /**
   * Marks the present episodes of drift as known to a person, as `DriftMonitor.acknowledge` does.
   *
   * @param label Why they were to be expected.
   * @param segment That of this segment only. @defaultValue all, and that of the whole
   * @returns The episodes.
   * @throws InvalidOptionError for a segment that is not watched.
   */
  acknowledge(
    label?: string,
    segment?: string,
  ): { readonly segment: string | undefined; readonly episode: AlarmEpisode }[] {
    return this.#segments.acknowledge(label, segment);
  }

  /** Empties all windows and forgets evidence and episodes; e.g. after the lens was cleaned. */
  async reset(): Promise<void> {
    this.#inbox.clear();
    await this.#loop.rest();
    try {
      await this.#segments.reset();
    } finally {
      this.#loop.resume();
    }
  }

  /**
   * The inputs in the window of the latest test; those least like the reference come first.
   *
   * @param count How many, at most. @defaultValue all
   * @param segment That of a segment. @defaultValue the whole
   * @throws InvalidOptionError for a segment that is not watched.
   */
  mostDrifted(count?: number, segment?: string): DriftedInput[] {
    return this.#segments.monitorOf(segment).mostDrifted(count);
  }

  /**
   * The permutation statistics of the latest test; undefined before the first.
   *
   * @param segment Of a segment. @defaultValue the whole
   * @throws InvalidOptionError for a segment that is not watched.
   */
  nullDistribution(segment?: string): TestedNull | undefined {
    return this.#segments.monitorOf(segment).nullDistribution();
  }

  /**
   * Changes to another reference, as `DriftMonitor.updateReference` does. New segments are watched from then
   * on, and segments that the new reference does not have are no longer watched. The segments change one
   * after the other, each when its thresholds are calibrated; if one fails, those before it have changed.
   *
   * @param labels The segment of each of its rows, as in the options.
   * @throws ReferenceUpdateError during an episode of drift that nobody has acknowledged.
   * @throws ReferenceMismatchError for a reference of another feature width or model.
   * @throws InvalidOptionError for another number of labels, or options that it does not allow.
   */
  async updateReference(reference: Reference, labels?: readonly string[]): Promise<void> {
    requireAlive(this.#closing.signal.aborted);
    await this.#segments.updateReference(reference, labels);
  }

  /** The state so far: give it as `savedState` on the next visit. */
  saveState(): SavedSegmentedState {
    return this.#segments.saveState();
  }

  /** Frees all tensors and buffers; see `DriftMonitor.dispose`. */
  async dispose(): Promise<void> {
    this.unwrap();
    this.#closing.abort(new DisposedError('The monitor was disposed of.'));
    this.#inbox.clear();
    this.#tell();
    await this.#loop.rest();
    await this.#segments.dispose();
    this.#listeners.clear();
  }

  get #isListening(): boolean {
    return !this.#isPaused && !this.#closing.signal.aborted;
  }

  /** Takes ownership of the sample. */
  #push(sample: LabelledSample): void {
    this.#inbox.push(sample);
    this.#loop.wake();
  }

  async #step(): Promise<void> {
    const { signal } = this.#closing;
    const check = patiently(Promise.resolve(this.#wrapping.check()), '', { ms: Infinity, signal });
    await check.catch(() => {});
    const sample = signal.aborted ? undefined : this.#inbox.take();
    if (!sample) return;
    try {
      await check;
      const isWanted = Boolean(this.#options.secondary?.outputs);
      const { rows, labels, options } = await labelledRows(sample, this.#patience, isWanted);
      this.#segments.take(rows, labels, options);
      this.#inbox.admit();
      this.#tell();
    } catch (error) {
      if (this.#isListening) this.#lose(sizes(sample).count, error);
    } finally {
      this.#inbox.release(sample);
    }
  }

  /** See `Inbox.lose`. */
  #lose(count: number, error: unknown, isKnown?: boolean): void {
    this.#inbox.lose(count, error, isKnown);
    this.#tell();
  }

  /** That nothing is taken in any more, or is again. */
  #tell(): void {
    const code = this.#suspension?.code;
    if (code === this.#told) return;
    this.#told = code;
    this.#segments.tell();
  }
}
