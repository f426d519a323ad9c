import { calmEpisodes } from '../core/alarm/episodes.js';
import { named } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { type Patience, patiently } from '../core/base/patience.js';
import { precisionOf } from '../core/base/rows.js';
import { AlarmWatch } from './alarmWatch.js';
import type { ComputingPlace } from './computingPlace.js';
import type { CreatedDetector } from './createDetector.later.js';
import { Inbox } from './inbox.js';
import type { InputTally } from './inputCounts.js';
import { Intake, type WindowFitness } from './intake.js';
import type { JudgedTest } from './judgedTest.js';
import type { MonitorNotice } from './notices.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { ProcessorHooks, SampleProcessor, Stage } from './processor.later.js';
import { type Sample, sizes } from './sample.js';
import type { SavedAlarms } from './savedState.js';
import { type Suspension, suspensionBy } from './suspension.js';
import { FeatureWindow } from './window.js';
import { WorkLoop } from './workLoop.js';

/** What the pipeline tells its monitor; nothing of it may throw. */
export interface PipelineHooks extends ProcessorHooks {
  /** Awaited before samples are taken in; one that came is lost where it rejects. */
  readonly before: () => Promise<void> | undefined;
  readonly onTest: (test: JudgedTest, by: SampleProcessor) => void;
  readonly onNotice: (notice: MonitorNotice) => void;
  /** After each step: what the monitor is doing may have changed. */
  readonly onStep: () => void;
}

/** What was before a pipeline. */
interface Since {
  readonly saved?: SavedAlarms | undefined;
  readonly before?: SamplePipeline;
}

/**
 * From samples to judged tests, one step at a time and in tasks of its own, so that the app's
 * promises always go first. Every wait for others has an end, so that no step hangs.
 */
export class SamplePipeline {
  readonly alarms: AlarmWatch;
  #intake: Intake;
  #inbox: Inbox;
  readonly #options: ResolvedMonitorOptions;
  readonly #hooks: PipelineHooks;
  readonly #place: ComputingPlace;
  #window: FeatureWindow;
  #loading: Promise<SampleProcessor> | undefined;
  /** Loaded with the first sample. */
  #processor: SampleProcessor | undefined;
  readonly #loop = new WorkLoop(
    () =>
      !this.#closing.signal.aborted &&
      (!this.#inbox.isEmpty || Boolean(this.#processor?.isDueAfter(0))),
    () => this.#step(),
  );
  readonly #closing = new AbortController();
  readonly #patience: Patience;
  #starting: Promise<void> | undefined;
  /** Not one that is prepared to take another's place. */
  #isInUse: boolean;
  /** Why the latest setup, and the latest test, failed. */
  #troubles: { setup?: Suspension | undefined; test?: Suspension | undefined } = {};

  /**
   * @param since.saved What the alarms knew before the page was left.
   * @param since.before The pipeline whose place it is to take later: it computes where that does.
   */
  constructor(options: ResolvedMonitorOptions, hooks: PipelineHooks, { saved, before }: Since) {
    this.#patience = { ms: options.timeoutMs, signal: this.#closing.signal };
    this.alarms = new AlarmWatch(options, this.#patience, saved);
    this.#intake = new Intake(options.sampling);
    this.#inbox = new Inbox(options, hooks);
    this.#options = options;
    this.#hooks = hooks;
    this.#place = before ? { ...before.#place } : { choice: options.compute };
    this.#isInUse = !before;
    const { width, features } = options.reference;
    this.#window = new FeatureWindow(options.windowSize, width, precisionOf(features.values));
  }

  get window(): FeatureWindow {
    return this.#window;
  }

  /** Rows that the first test needs. */
  get firstTest(): number {
    return this.#options.firstTest;
  }

  /** What became of inputs that are not in the window. */
  get tally(): InputTally {
    return this.#inbox.tally;
  }

  /** Why nothing is tested, where inputs, alarms, or what tests are made with are not as they should be. */
  get suspension(): Suspension | undefined {
    const { setup, test } = this.#troubles;
    return setup ?? this.alarms.suspension ?? this.#inbox.suspension ?? test;
  }

  /** What is known of how inputs depend on each other; undefined before the first one. */
  get fitness(): WindowFitness | undefined {
    return this.#intake.fitness(this.alarms.needs);
  }

  /** Takes ownership of the sample; never throws. */
  push(sample: Sample): void {
    this.#inbox.push(sample, (whole) => this.#intake.thin(whole));
    // What got lost on the way makes no step.
    if (this.#inbox.suspension) this.#hooks.onStep();
    this.#loop.wake();
  }

  /** See {@link Inbox.room}. */
  room(): Promise<void> | undefined {
    return this.#inbox.room();
  }

  /** Inputs never became samples; see {@link Inbox.lose}. */
  lose(count: number, error: unknown, isKnown?: boolean): void {
    this.#inbox.lose(count, error, isKnown);
    this.#hooks.onStep();
  }

  /** Rows of the app's model will come. */
  expectModel(): void {
    this.#place.arrivesOn = this.#options.runtime.device();
    this.#processor?.live.detector.renew();
  }

  /** Resolves when tests can be made: detector and alarm policy are ready. */
  prepare(): Promise<void> {
    const made = this.#load().then(({ live }) => live.detector.prepare());
    const prepared = made
      .catch((error) => {
        if (!this.#closing.signal.aborted) this.#troubles.setup = suspensionBy(error);
        this.#hooks.onStep();
        throw error;
      })
      .then((created) => {
        this.#startAlarms(created);
        return this.alarms.start(created, this.#processor!.startRule);
      });
    return patiently(prepared, '', { ms: Infinity, signal: this.#closing.signal });
  }

  /** Goes on with window, counts and waiting samples of a pipeline that rests. */
  takeOver(other: SamplePipeline): void {
    this.#window = other.#window;
    this.#window.precision = precisionOf(this.#options.reference.features.values);
    this.#processor?.live.takeOver(this.#window, other.#processor?.live, this.#options.windowSize);
    this.#intake = other.#intake;
    this.#inbox = other.#inbox;
    other.#inbox = new Inbox(this.#options, this.#hooks);
    if (this.#processor) this.#processor.untested = this.window.filled;
    this.alarms.episodes = calmEpisodes(other.alarms.episodes.count);
    this.#isInUse = true;
    void this.#lookAtReference();
    this.#loop.wake();
  }

  /** Resolves after the step that is being made; none follows before {@link resume}. */
  rest(): Promise<void> {
    return this.#loop.rest();
  }

  resume(): void {
    this.#loop.resume();
  }

  /** Empties the window, and forgets evidence and episode. */
  async reset(): Promise<void> {
    this.clear();
    await this.rest();
    this.clear();
    this.#processor?.live.keep([]);
    if (this.#processor) this.#processor.untested = 0;
    this.#intake = new Intake(this.#options.sampling);
    this.alarms.reset();
    this.resume();
  }

  /** Gives up what waits to be taken in. */
  clear(): void {
    this.#inbox.clear();
  }

  /** @throws What {@link dispose} was given, after it. */
  requireOpen(): void {
    this.#closing.signal.throwIfAborted();
  }

  /**
   * Resolves when all samples that came so far are taken in, and no test is under way or waits for the
   * policy; or at the end of this pipeline.
   */
  async idle(): Promise<void> {
    const upTo = this.#inbox.pushed;
    for (;;) {
      await this.#loop.until(() => this.#inbox.handled >= upTo && !this.#inbox.isEmpty);
      const isTestable = this.window.filled >= this.firstTest;
      if (!this.#starting || !isTestable || this.#closing.signal.aborted) return;
      const { signal } = this.#patience;
      await patiently(this.#starting, '', { ms: Infinity, signal }).catch(() => {});
    }
  }

  /** @param reason What those are told who wait for it. */
  async dispose(reason: Error): Promise<void> {
    this.#closing.abort(reason);
    this.clear();
    await this.rest();
    this.clear();
    await this.#processor?.live.detector.dispose();
  }

  #load(): Promise<SampleProcessor> {
    this.#loading ??= this.#loadProcessor().catch((error) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #loadProcessor(): Promise<SampleProcessor> {
    const part = await loadPart(() => import('./processor.later.js'), this.#patience);
    this.#processor = new part.SampleProcessor({
      hooks: this.#hooks,
      options: this.#options,
      patience: this.#patience,
      window: this.#window,
      place: this.#place,
      alarms: this.alarms,
      intake: () => this.#intake,
      isCrowded: () => this.#inbox.isCrowded,
      startAlarms: (created) => this.#startAlarms(created),
      onAdmitted: () => this.#inbox.admit(),
      onRefused: (count, error, inRow) => this.#inbox.lose(count, error, false, inRow),
      onTooClose: () => this.clear(),
    });
    return this.#processor;
  }

  async #step(): Promise<void> {
    const { signal } = this.#closing;
    const check = patiently(Promise.resolve(this.#hooks.before()), '', { ms: Infinity, signal });
    await check.catch(() => {});
    if (signal.aborted) return;
    const inbox = this.#inbox;
    const sample = inbox.take();
    const stage = { is: 'setup' as Stage };
    try {
      if (sample) await check;
      const processor = await this.#load();
      const judged = await processor.process(sample, stage);
      if (!judged) return;
      this.#troubles.test = undefined;
      this.#hooks.onTest(judged, processor);
    } catch (error) {
      if (!signal.aborted) this.#fault(error, stage.is, sample ? sizes(sample).count : 0);
    } finally {
      if (stage.is !== 'setup') this.#troubles.setup = undefined;
      if (sample) inbox.release(sample);
      this.#hooks.onStep();
    }
  }

  #fault(error: unknown, stage: Stage, count: number): void {
    if (stage !== 'input') this.#troubles[stage] = suspensionBy(error);
    if (stage === 'test') this.#hooks.onError(named(error, 'The test failed'));
    else this.#inbox.lose(count, error);
  }

  /** Samples are taken in meanwhile, and the test that waits is made when the policy is ready. */
  #startAlarms(created: CreatedDetector): void {
    if (this.#starting || !this.alarms.isToBeStarted) return;
    this.#starting = this.alarms
      .start(created, this.#processor!.startRule)
      .then(() => {
        void this.#lookAtReference();
        this.alarms.settle().catch((error) => this.#tellOf(error));
      })
      .catch((error) => this.#tellOf(error))
      .finally(() => {
        this.#starting = undefined;
        this.#loop.wake();
        this.#hooks.onStep();
      });
  }

  /** That something is missing which tests can do without, or wait for. */
  #tellOf(error: unknown): void {
    if (this.#isInUse && !this.#closing.signal.aborted) this.#hooks.onError(error);
  }

  /** What can be said of the reference, once tests go on. */
  async #lookAtReference(): Promise<void> {
    if (!this.#isInUse) return;
    try {
      const { tellOfReference } = await loadPart(() => import('./referenceNotices.later.js'));
      await tellOfReference(this.#options, this.alarms.rule, this.#hooks.onNotice);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#hooks.onError(error);
    }
  }
}
