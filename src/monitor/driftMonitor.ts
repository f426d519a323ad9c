import type { AlarmEpisode } from '../core/alarm/episodes.js';
import { ReferenceMismatchError, ReferenceUpdateError } from '../core/base/errors.js';
import { ownMethods } from '../core/base/ownMethods.js';
import { requireSameSource } from '../core/model/identity.js';
import type { Runtime } from '../core/model/runtime.js';
import type { TapOptions } from '../core/model/tap.js';
import type { Reference } from '../reference/reference.js';
import { Listeners } from './listeners.js';
import { wantsOutputs } from './liveOutputs.js';
import { type MonitorNotice, startNotices } from './notices.js';
import {
  type MonitorOptions,
  type ResolvedMonitorOptions,
  resolveMonitorOptions,
  settingsOf,
  usableState,
} from './options.js';
import { type JudgedTest, SamplePipeline } from './pipeline.js';
import { type ObservedFeatures, type ObserveOptions, sampleTap, toSample } from './sample.js';
import type { SavedMonitorState } from './savedState.js';
import { type MonitorStatus, stateOf } from './status.js';
import { type DriftedInput, mostDrifted, type TestedNull, testedNull } from './testedWindow.js';
import { thumbnailOf } from './thumbnail.js';
import { type Verdict, verdictOf } from './verdict.js';
import type { FeatureWindow } from './window.js';
import { Wrapping } from './wrapping.js';

/** Events of the monitor and what their listeners are given. */
export interface MonitorEvents {
  /** After every test. */
  verdict: Verdict;
  /** Once for each episode of drift, when it begins. */
  alarm: Verdict;
  /** When an episode of drift has ended. */
  recovered: Verdict;
  /** Something about reference, settings or the rate of samples that should be known. */
  notice: MonitorNotice;
  /** Anything that went wrong in the monitor or in a listener; the app is not affected. */
  error: unknown;
}

/** The monitor, whatever runs the model; the entries document it. */
export class DriftMonitor {
  readonly #listeners = new Listeners<MonitorEvents>();
  readonly #emitError = (error: unknown): void => this.#listeners.emit('error', error);
  #given: MonitorOptions;
  #options: ResolvedMonitorOptions;
  #pipeline: SamplePipeline;
  readonly #wrapping: Wrapping;
  #failure: string | undefined;
  #paused = false;
  #disposed = false;
  #tests: number;
  #lastTest: { readonly verdict: Verdict; readonly judged: JudgedTest } | undefined;
  #notices: MonitorNotice[];

  /** @param runtime The library that runs the app's model; an entry of the package hands it over. */
  constructor(options: MonitorOptions, runtime: Runtime) {
    ownMethods(this);
    this.#given = options;
    this.#options = resolveMonitorOptions(options, runtime);
    this.#wrapping = new Wrapping({
      runtime,
      reference: () => this.reference,
      onMismatch: (error) => {
        this.#pipeline.clear();
        this.#fail(error);
      },
    });
    const saved = usableState(this.#options);
    this.#tests = saved?.tests ?? 0;
    this.#pipeline = new SamplePipeline(this.#options, this.#hooks(), saved?.alarms);
    this.#notices = startNotices(this.#options);
    this.#announce(this.#notices);
  }

  /** What live inputs are compared with. */
  get reference(): Reference {
    return this.#options.reference;
  }

  /** The live window: how far it is filled, and its rows, oldest first. */
  get window(): Pick<FeatureWindow, 'capacity' | 'filled' | 'isFull' | 'rows'> {
    return this.#pipeline.window;
  }

  get status(): MonitorStatus {
    const { window, alarms, guard, dropped } = this.#pipeline;
    const { capacity, filled, seen } = window;
    const failure = this.#failure ?? alarms.failure;
    const suspended = this.#paused ? 'The monitor is paused.' : failure;
    const verdict = this.#lastTest?.verdict;
    return {
      ...stateOf({ suspended, guard, window, progress: alarms.progress, verdict }),
      episode: alarms.episodes.episode,
      samples: seen,
      dropped,
      windowFill: filled,
      windowSize: capacity,
      calibration: alarms.progress,
      tests: this.#tests,
      notices: this.#notices,
      lastVerdict: verdict,
    };
  }

  /** @returns A function that takes the listener off again. */
  on<Name extends keyof MonitorEvents>(
    event: Name,
    listener: (payload: MonitorEvents[Name]) => void,
  ): () => void {
    return this.#listeners.on(event, listener);
  }

  /**
   * A model with the same interface and the same answers as the given one, watched in the same
   * single forward pass. The given one stays untouched and unwatched.
   *
   * @param model A MobileNet, a tfjs GraphModel with `featureNode`, or a LayersModel with
   *   `featureLayer`; of the latter `predict`, `predictOnBatch`, `execute` and `apply` are watched,
   *   training is not.
   * @throws InvalidOptionError for another kind of model, or while a model is wrapped already.
   */
  wrap<Model extends object>(model: Model, options: TapOptions = {}): Model {
    const watched = this.#wrapping.wrap(model, options, (isCurrent) =>
      sampleTap({
        ...this.#options,
        isOpen: () => isCurrent() && this.#isListening,
        wantsLogits: wantsOutputs(this.#options),
        push: (sample) => this.#pipeline.push(sample),
        onError: this.#emitError,
      }),
    );
    this.#failure = undefined;
    this.#pipeline.expectModel();
    return watched;
  }

  /** Stops watching: the wrapped model goes on as if it were bare. The window is kept. */
  unwrap(): void {
    this.#wrapping.unwrap();
  }

  /**
   * Takes in features of any other model. Returns at once; problems go to the `error` event.
   *
   * @param features One row or several, as arrays, a tensor [count, width] or a GPU buffer with its
   *   `count` and `width`; tensors and buffers stay the caller's.
   */
  observe(features: ObservedFeatures, options: ObserveOptions = {}): void {
    if (!this.#isListening) return;
    try {
      const { logits, ...rest } = options;
      const wanted = wantsOutputs(this.#options) && logits ? options : rest;
      const sample = toSample(features, this.#options.clock(), wanted, this.#options);
      const { keepThumbnails } = this.#options;
      const thumbnail = thumbnailOf(options.image, keepThumbnails, this.#emitError);
      this.#pipeline.push({ ...sample, thumbnail });
    } catch (error) {
      this.#emitError(error);
    }
  }

  /** Stops taking in samples; the window is kept. */
  pause(): void {
    this.#paused = true;
    this.#pipeline.clear();
  }

  resume(): void {
    this.#paused = false;
  }

  /** Resolves when tests can be made: thresholds are calibrated, and kept with the reference. */
  ready(): Promise<void> {
    return this.#pipeline.prepare();
  }

  /** Resolves when all samples are taken in, and no test is under way or waits for calibration. */
  idle(): Promise<void> {
    return this.#pipeline.idle();
  }

  /**
   * Marks the present episode of drift as known to a person. It goes on until it recovers.
   *
   * @param label Why it was to be expected, e.g. `'new product on the line'`.
   * @returns The episode; undefined where there is no drift.
   */
  acknowledge(label?: string): AlarmEpisode | undefined {
    return this.#pipeline.alarms.episodes.acknowledge(label);
  }

  /** Empties the window and forgets evidence and episode; e.g. after the lens was cleaned. */
  async reset(): Promise<void> {
    await this.#pipeline.reset();
    this.#lastTest = undefined;
  }

  /**
   * The inputs of the latest test's window, the most unlike the reference first.
   *
   * @param count How many, at most. @defaultValue all
   */
  mostDrifted(count: number = this.#options.windowSize): DriftedInput[] {
    return this.#lastTest ? mostDrifted(this.#lastTest.judged.test, count) : [];
  }

  /** The permutation statistics of the latest test; undefined before the first. */
  nullDistribution(): TestedNull | undefined {
    return this.#lastTest && testedNull(this.#lastTest.judged.test);
  }

  /**
   * Compares with another reference from now on, e.g. one of `reference.extend(rows)`. The present one
   * is used until thresholds are calibrated on the new one; then window and counters go on, evidence
   * and episode start anew.
   *
   * @param changes Another rate of false alarms from now on.
   * @throws ReferenceUpdateError during an episode of drift that nobody has acknowledged.
   * @throws ReferenceMismatchError for a reference of another feature width or model.
   * @throws InvalidOptionError for one that these options do not allow.
   */
  async updateReference(
    reference: Reference,
    changes: Pick<MonitorOptions, 'falseAlarms'> = {},
  ): Promise<void> {
    requireUpdatable(this, reference);
    const { savedState: _, ...rest } = this.#given;
    const given = { ...rest, ...changes, reference };
    const options = resolveMonitorOptions(given, this.#options.runtime);
    const before = this.#pipeline;
    const count = before.alarms.save().episodes.count;
    const next = new SamplePipeline(options, this.#hooks(), undefined, count);
    next.computeAs(before);
    try {
      await next.prepare();
    } catch (error) {
      await next.dispose();
      throw error;
    }
    // A test under way belongs to the present reference.
    await before.idle();
    next.takeOver(before);
    this.#given = given;
    this.#options = options;
    this.#pipeline = next;
    this.#lastTest = undefined;
    this.#notices = startNotices(options);
    this.#announce(this.#notices);
    await before.dispose();
  }

  /** What is known so far, as JSON without features: give it as `savedState` on the next visit. */
  saveState(): SavedMonitorState {
    return {
      schemaVersion: 1,
      referenceId: this.reference.id,
      settings: settingsOf(this.#options),
      tests: this.#tests,
      alarms: this.#pipeline.alarms.save(),
    };
  }

  /** Frees all tensors and buffers; a wrapped model goes on as if it were bare. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.unwrap();
    await this.#pipeline.dispose();
    this.#listeners.clear();
  }

  get #isListening(): boolean {
    return !this.#paused && !this.#disposed;
  }

  #hooks() {
    return {
      before: () => this.#wrapping.check,
      onTest: (judged: JudgedTest) => this.#conclude(judged),
      onNotice: (notice: MonitorNotice) => this.#notify(notice),
      onError: this.#emitError,
      onFailure: (error: unknown) => this.#fail(error),
    };
  }

  /** Once the caller has had a chance to set listeners. */
  #announce(notices: readonly MonitorNotice[]): void {
    queueMicrotask(() => {
      for (const notice of notices) this.#listeners.emit('notice', notice);
    });
  }

  #notify(notice: MonitorNotice): void {
    this.#notices = [...this.#notices, notice];
    this.#listeners.emit('notice', notice);
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error.message : String(error);
    this.#listeners.emit('error', error);
  }

  #conclude(judged: JudgedTest): void {
    if (!this.#isListening) return;
    this.#tests++;
    const counts = { sequence: this.#tests, samples: this.#pipeline.window.seen };
    const verdict = verdictOf(judged, counts, this.#options);
    this.#failure = undefined;
    this.#lastTest = { verdict, judged };
    this.#listeners.emit('verdict', verdict);
    if (judged.step.event) this.#listeners.emit(judged.step.event, verdict);
  }
}

/**
 * @param whose Drift it is, in words after "a drift".
 * @throws ReferenceUpdateError during an episode of drift that nobody has acknowledged.
 * @throws ReferenceMismatchError for a reference of another feature width or model.
 */
export function requireUpdatable(monitor: DriftMonitor, next: Reference, whose = ''): void {
  const { episode } = monitor.status;
  if (episode && !episode.acknowledged) {
    throw new ReferenceUpdateError(
      `The reference was to be updated during a drift${whose} that nobody has acknowledged. Call ` +
        'monitor.acknowledge() first if this is what normal looks like now.',
    );
  }
  const present = monitor.reference;
  if (next.width !== present.width) {
    throw new ReferenceMismatchError(
      `The new reference has features of width ${next.width}, the present one of ${present.width}. ` +
        'Give one of the same model and layer.',
    );
  }
  requireSameSource(present, next);
}
