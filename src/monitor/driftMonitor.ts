import type { AlarmEpisode } from '../core/alarm/episodes.js';
import { DisposedError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { requireKnownNames } from '../core/base/names.js';
import { ownMethods } from '../core/base/ownMethods.js';
import { handled } from '../core/base/tasks.js';
import type { Runtime } from '../core/model/runtime.js';
import type { TapOptions, TappableModel } from '../core/model/tap.js';
import type { Reference } from '../reference/reference.js';
import { eventNames, type MonitorEvents } from './events.js';
import { Listeners } from './listeners.js';
import { NoticeBoard } from './notices.js';
import {
  type MonitorOptions,
  type ResolvedMonitorOptions,
  resolveMonitorOptions,
} from './options.js';
import { offerRoom, roomOf } from './overload.js';
import { type PipelineHooks, SamplePipeline } from './pipeline.js';
import type { ReferenceUpdates } from './referenceUpdates.later.js';
import {
  type ObservedFeatures,
  type ObserveOptions,
  rowsIn,
  sampleTap,
  toSample,
} from './sample.js';
import type { SavedMonitorState } from './savedState.js';
import { StateChanges } from './stateChanges.js';
import { type MonitorStatus, stateOf } from './status.js';
import { DISPOSED, PAUSED, requireAlive, type Suspension, suspensionBy } from './suspension.js';
import { type DriftedInput, type TestedNull, Tests } from './testedWindow.js';
import { settingsOf, usableState } from './usableState.js';
import type { FeatureWindow } from './window.js';
import { Wrapping } from './wrapping.js';

/** The monitor, whatever runs the model; the entries document it. */
export class DriftMonitor {
  readonly #listeners = new Listeners<MonitorEvents>(eventNames);
  readonly #emitError = (error: unknown): void => this.#listeners.emit('error', error);
  #given: MonitorOptions;
  #options: ResolvedMonitorOptions;
  #pipeline: SamplePipeline;
  readonly #wrapping: Wrapping;
  /** Why the model is of no use. */
  #failure: Suspension | undefined;
  #isPaused = false;
  #isDisposed = false;
  /** From the first update on. */
  #updates: ReferenceUpdates | undefined;
  readonly #states: StateChanges;
  readonly #tests: Tests;
  readonly #notices: NoticeBoard;

  /** @param runtime The library that runs the app's model; an entry of the package hands it over. */
  constructor(options: MonitorOptions, runtime: Runtime) {
    ownMethods(this);
    this.#given = options;
    this.#options = resolveMonitorOptions(options, runtime, this.#emitError);
    this.#wrapping = new Wrapping({
      runtime,
      timeoutMs: options.timeoutMs,
      reference: () => this.reference,
      onMismatch: (error) => {
        this.#pipeline.clear();
        this.#failure = suspensionBy(error);
        this.#emitError(error);
        this.#states.tell();
      },
    });
    const saved = usableState(this.#options);
    this.#tests = new Tests(saved?.tests ?? 0);
    this.#pipeline = new SamplePipeline(this.#options, this.#hooks(), { saved: saved?.alarms });
    this.#notices = new NoticeBoard(this.#options, (notice) => {
      this.#listeners.emit('notice', notice);
    });
    this.#states = new StateChanges(
      () => this.#state,
      () => this.status,
      this.#options.clock,
      (event, told) => this.#listeners.emit<'state' | 'status'>(event, told),
    );
    offerRoom(this, () => this.#pipeline.room());
  }

  /** The reference that live inputs are compared with. */
  get reference(): Reference {
    return this.#options.reference;
  }

  /** The latest rows, oldest first, and how full the window is. */
  get window(): Pick<FeatureWindow, 'capacity' | 'filled' | 'isFull' | 'rows'> {
    return this.#pipeline.window;
  }

  get status(): MonitorStatus {
    const { window, firstTest, alarms, tally } = this.#pipeline;
    const { capacity, filled, seen } = window;
    return {
      ...this.#states.now,
      lastTested: this.#states.aging?.lastTested,
      referenceId: this.reference.id,
      ...tally,
      episode: alarms.episodes.episode,
      samples: seen,
      windowFill: filled,
      windowSize: capacity,
      firstTest,
      calibration: alarms.progress,
      tests: this.#tests.count,
      notices: this.#notices.all,
      lastVerdict: this.#tests.verdict,
    };
  }

  /** @returns A function that takes the listener off again. */
  on<Name extends keyof MonitorEvents>(
    event: Name,
    listener: (payload: MonitorEvents[Name]) => void,
  ): () => void {
    queueMicrotask(() => this.#states.tell());
    return this.#listeners.on(event, listener);
  }

  /**
   * A model with the same interface and the same answers as the given one, watched in the same
   * single forward pass. The given one stays untouched and unwatched.
   *
   * @param model A MobileNet, a tfjs GraphModel with `featureNode`, or a LayersModel with `featureLayer`, of which
   *   `predict`, `predictOnBatch`, `execute` and `apply` are watched, training is not; or what an adapter made of
   *   another library's model, with `tfjs-drift/core` nothing else.
   * @throws InvalidOptionError for another kind of model, or while a model is wrapped already.
   */
  wrap<Model extends object>(model: Model | TappableModel<Model>, options: TapOptions = {}): Model {
    const watched = this.#wrapping.wrap(model, options, (isCurrent) =>
      sampleTap({
        ...this.#options,
        isOpen: () => isCurrent() && this.#isListening,
        push: (sample) => {
          if (this.#wrapping.admit(sample)) this.#pipeline.push(sample);
          else this.#pipeline.lose(1, this.#wrapping.suspension?.reason, true);
        },
        room: () => roomOf(this),
        onMissed: (error) => this.#pipeline.lose(1, error, true),
        onNotice: (notice) => this.#notices.post(notice),
        onError: this.#emitError,
        onLost: (error) => this.#pipeline.lose(1, error),
      }),
    );
    this.#failure = undefined;
    this.#pipeline.expectModel();
    this.#states.tell();
    return watched;
  }

  /** Stops watching: the wrapped model works as if it had not been wrapped. The window is kept. */
  unwrap(): void {
    this.#wrapping.unwrap();
    this.#failure = undefined;
    this.#states.tell();
  }

  /**
   * Gives the monitor features of any other model. Returns at once; problems go to the `error` event.
   *
   * @param features One row or several, as arrays, a tensor [count, width] or a GPU buffer with its `count`
   *   and `width`; tensors and buffers still belong to the caller.
   */
  observe(features: ObservedFeatures, options: ObserveOptions = {}): void {
    if (!this.#isListening) return;
    try {
      const source = { ...this.#options, onError: this.#emitError };
      this.#pipeline.push(toSample(features, this.#options.clock(), options, source));
    } catch (error) {
      this.#pipeline.lose(rowsIn(features), error);
    }
  }

  /** Ignores samples from now on; the window is kept. */
  pause(): void {
    this.#isPaused = true;
    this.#pipeline.clear();
    this.#states.tell();
  }

  resume(): void {
    this.#isPaused = false;
    this.#states.tell();
  }

  /**
   * Resolves when the thresholds are calibrated, so that tests can be made. The reference keeps them.
   *
   * @throws DisposedError after `dispose()`, or when it is called meanwhile.
   */
  ready(): Promise<void> {
    return handled(this.#ready());
  }

  /** As {@link ready}, some seconds later: what tells new inputs from known ones (`kind`) is calibrated, too. */
  calibrated(): Promise<void> {
    return handled(this.#ready(true));
  }

  /** Resolves when all samples so far are processed, and no test is running or waiting for calibration. */
  async idle(): Promise<void> {
    const pipeline = this.#pipeline;
    await pipeline.idle();
    // The reference was replaced meanwhile, and the samples are another pipeline's.
    if (pipeline !== this.#pipeline) await this.idle();
  }

  /**
   * Marks the present episode of drift as known. It goes on until inputs look like the reference again.
   *
   * @param label Why the drift was expected, e.g. `'new product on the line'`.
   * @returns The episode; undefined if there is none.
   */
  acknowledge(label?: string): AlarmEpisode | undefined {
    return this.#pipeline.alarms.acknowledge(label);
  }

  /**
   * Empties the window, and discards evidence and episode, e.g. after the lens was cleaned.
   *
   * @throws DisposedError after `dispose()`.
   */
  async reset(): Promise<void> {
    requireAlive(this.#isDisposed);
    await this.#pipeline.reset();
    this.#tests.forgetLast();
    this.#states.tell();
  }

  /**
   * The inputs in the window of the latest test; those least like the reference come first.
   *
   * @param count How many, at most. @defaultValue all
   */
  mostDrifted(count: number = this.#options.windowSize): DriftedInput[] {
    return this.#tests.mostDrifted(count);
  }

  /** The permutation statistics of the latest test; undefined before the first. */
  nullDistribution(): TestedNull | undefined {
    return this.#tests.null();
  }

  /**
   * Changes to another reference, e.g. one of `reference.extend(rows)`. The present one is used until the
   * new one is calibrated. Then window and counters go on; evidence and episode start anew.
   *
   * @param changes Another rate of false alarms from now on.
   * @throws ReferenceUpdateError during an episode of drift that nobody has acknowledged.
   * @throws ReferenceMismatchError for a reference of another feature width or model.
   * @throws InvalidOptionError for one that these options do not allow.
   * @throws DisposedError after `dispose()`, or when it is called meanwhile.
   */
  async updateReference(
    reference: Reference,
    changes: Pick<MonitorOptions, 'falseAlarms'> = {},
  ): Promise<void> {
    requireAlive(this.#isDisposed);
    const part = await loadPart(() => import('./referenceUpdates.later.js'));
    requireAlive(this.#isDisposed);
    this.#updates ??= new part.ReferenceUpdates();
    requireKnownNames('updateReference', changes, { falseAlarms: true });
    part.requireUpdatable(this, reference);
    const given = { ...this.#given, ...changes, reference, savedState: undefined };
    const options = resolveMonitorOptions(given, this.#options.runtime, this.#emitError);
    const before = this.#pipeline;
    const next = new SamplePipeline(options, this.#hooks(), { before });
    await this.#updates.run(next, before, () => {
      part.requireUpdatable(this, reference);
      next.takeOver(before);
      this.#given = given;
      this.#options = options;
      this.#pipeline = next;
      this.#tests.forgetLast();
      this.#notices.startAnew(options);
      this.#states.tell();
    });
  }

  /** The state so far, as JSON without features: give it as `savedState` on the next visit. */
  saveState(): SavedMonitorState {
    return {
      schemaVersion: 1,
      referenceId: this.reference.id,
      settings: settingsOf(this.#options),
      tests: this.#tests.count,
      alarms: this.#pipeline.alarms.save(),
    };
  }

  /**
   * Frees all tensors and buffers; a wrapped model works as if it had not been wrapped. Later calls do
   * nothing, or reject with a DisposedError.
   */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.unwrap();
    const end = new DisposedError(DISPOSED.reason);
    this.#updates?.end(end);
    await this.#pipeline.dispose(end);
    this.#listeners.clear();
  }

  get #isListening(): boolean {
    return !this.#isPaused && !this.#isDisposed;
  }

  get #state(): ReturnType<typeof stateOf> {
    const ended = this.#isDisposed ? DISPOSED : this.#isPaused ? PAUSED : undefined;
    const why = ended ?? this.#failure ?? this.#wrapping.suspension ?? this.#pipeline.suspension;
    return stateOf(this.#pipeline, why, this.#tests.verdict);
  }

  #hooks(): PipelineHooks {
    return {
      before: () => this.#wrapping.check(),
      isListening: () => this.#isListening,
      onAdmitted: (rows) => this.#listeners.emit('admitted', rows),
      onTest: (judged, processor) => {
        const { seen } = this.#pipeline.window;
        const verdict = this.#tests.conclude(judged, processor, seen, this.#options);
        processor.noteTest(this.#states, judged.timeMs, this.#options, this.#listeners);
        this.#listeners.emit('verdict', verdict);
        if (judged.step.event) this.#listeners.emit(judged.step.event, verdict);
      },
      onNotice: (notice) => this.#notices.post(notice),
      onError: this.#emitError,
      onStep: () => this.#states.tell(),
    };
  }

  async #ready(isWhole?: boolean): Promise<void> {
    requireAlive(this.#isDisposed);
    const pipeline = this.#pipeline;
    try {
      await pipeline.prepare();
      if (isWhole) await pipeline.alarms.settle();
    } catch (error) {
      // Of a reference that was replaced meanwhile.
      if (this.#pipeline === pipeline) throw error;
      await this.#ready(isWhole);
    }
  }
}
