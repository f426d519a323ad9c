import { named } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { type Patience, patiently } from '../core/base/patience.js';
import type { SecondaryVerdict } from '../core/ks/secondary.js';
import type { SecondaryTests } from '../core/ks/secondaryTests.later.js';
import { AlarmWatch, type Judgement } from './alarmWatch.js';
import type { CreatedDetector } from './createDetector.later.js';
import { Inbox } from './inbox.js';
import type { InputTally } from './inputCounts.js';
import { Intake, type WindowDependence } from './intake.js';
import { type LiveDetails, LiveTest } from './liveTest.js';
import { laterNotices, type MonitorNotice } from './notices.js';
import type { ResolvedMonitorOptions } from './options.js';
import { type Sample, sizes } from './sample.js';
import type { SavedAlarms } from './savedState.js';
import { type Suspension, suspensionBy } from './suspension.js';
import type { FeatureWindow } from './window.js';
import { WorkLoop } from './workLoop.js';

/** What the pipeline tells its monitor; nothing of it may throw. */
interface PipelineHooks {
  /** Awaited before samples are taken in. */
  readonly before: () => Promise<void> | undefined;
  readonly onTest: (test: JudgedTest) => void;
  readonly onNotice: (notice: MonitorNotice) => void;
  /** Something went wrong that should be known; see also {@link SamplePipeline.suspension}. */
  readonly onError: (error: unknown) => void;
  /** After each step: what the monitor is doing may have changed. */
  readonly onStep: () => void;
}

/** A test and what it came to. */
export interface JudgedTest extends Judgement {
  readonly test: LiveDetails;
  readonly secondary: SecondaryVerdict | undefined;
  readonly dependence: WindowDependence;
  readonly timeMs: number;
  readonly costMs: number;
}

/** What a step is about, and what an error in it means. */
type Stage = 'setup' | 'input' | 'test';

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
  readonly #live: LiveTest;
  readonly #loop = new WorkLoop(
    () => !this.#closing.signal.aborted && (!this.#inbox.isEmpty || this.#isDueAfter(0)),
    () => this.#step(),
  );
  readonly #closing = new AbortController();
  readonly #patience: Patience;
  #secondary: SecondaryTests | undefined;
  #starting: Promise<void> | undefined;
  /** Why the latest setup, and the latest test, failed. */
  #troubles: { setup?: Suspension | undefined; test?: Suspension | undefined } = {};
  /** Rows that were admitted since the last test. */
  #untested = 0;

  /**
   * @param saved What the alarms knew before the page was left.
   * @param episodes How many episodes another pipeline has counted before.
   */
  constructor(
    options: ResolvedMonitorOptions,
    hooks: PipelineHooks,
    saved?: SavedAlarms,
    episodes = 0,
  ) {
    this.#patience = { ms: options.timeoutMs, signal: this.#closing.signal };
    this.alarms = new AlarmWatch(options, this.#patience, saved, episodes);
    this.#intake = new Intake(options);
    this.#inbox = new Inbox(options, hooks);
    this.#options = options;
    this.#hooks = hooks;
    this.#live = new LiveTest(options, this.#patience, hooks.onError);
  }

  get window(): FeatureWindow {
    return this.#live.window;
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
  get guard(): Intake['guard'] {
    return this.#intake.guard;
  }

  /** Takes ownership of the sample; never throws. */
  push(sample: Sample): void {
    this.#inbox.push(sample, (whole) => this.#intake.thin(whole));
    this.#loop.wake();
  }

  /** Inputs never became samples; see {@link Inbox.lose}. */
  lose(count: number, error: unknown, isKnown?: boolean): void {
    this.#inbox.lose(count, error, isKnown);
    this.#hooks.onStep();
  }

  /** Rows of the app's model will come. */
  expectModel(): void {
    const { detector } = this.#live;
    detector.arrivesOn = this.#options.runtime.device();
    detector.renew();
  }

  /** Computes where another pipeline would; before this one is prepared. */
  computeAs(other: SamplePipeline): void {
    this.#live.detector.computeAs(other.#live.detector);
  }

  /** Resolves when tests can be made: detector and alarm policy are ready. */
  prepare(): Promise<void> {
    const { detector } = this.#live;
    const prepared = detector.prepare().then((created) => this.alarms.start(created));
    return patiently(prepared, '', { ms: Infinity, signal: this.#closing.signal });
  }

  /** Goes on with window, counts and waiting samples of a pipeline that rests. */
  takeOver(other: SamplePipeline): void {
    this.#live.takeOver(other.#live);
    this.#intake = other.#intake;
    this.#inbox = other.#inbox;
    other.#inbox = new Inbox(this.#options, this.#hooks);
    this.#untested = this.window.filled;
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
    this.#live.keep([]);
    this.#intake = new Intake(this.#options);
    this.#untested = 0;
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
      if (!this.#starting || !this.window.isFull || this.#closing.signal.aborted) return;
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
    await this.#live.detector.dispose();
  }

  async #step(): Promise<void> {
    await this.#hooks.before();
    const inbox = this.#inbox;
    const sample = inbox.take();
    const stage = { is: 'setup' as Stage };
    try {
      await this.#process(sample, stage);
    } catch (error) {
      if (!this.#closing.signal.aborted)
        this.#fault(error, stage.is, sample ? sizes(sample).count : 0);
    } finally {
      if (sample) inbox.release(sample);
      this.#hooks.onStep();
    }
  }

  #fault(error: unknown, stage: Stage, count: number): void {
    if (stage !== 'input') this.#troubles[stage] = suspensionBy(error);
    if (stage === 'test') this.#hooks.onError(named(error, 'The test failed'));
    else this.#inbox.lose(count, error);
  }

  /** @param sample Undefined where only a test is due, that waited for the policy. */
  async #process(sample: Sample | undefined, stage: { is: Stage }): Promise<void> {
    const start = performance.now();
    const { detector } = this.#live;
    if (sample) {
      if ('onDevice' in sample) detector.arrivesOn ??= sample.onDevice.device;
      this.#startAlarms(await detector.prepare());
      await this.#intake.prepare();
      this.#troubles.setup = undefined;
    }
    const test = await this.#takeAndTest(sample, stage);
    if (!test || !this.#intake.isIndependent) return;
    const newRows = this.window.rows().slice(-this.#untested);
    this.#untested = 0;
    const secondary = await this.#runSecondary();
    const timeMs = this.#options.clock();
    const judgement = this.alarms.judge(
      { ...test, timeMs, newRows },
      new Date(timeMs).toISOString(),
    );
    const costMs = performance.now() - start;
    this.#troubles.test = undefined;
    this.#hooks.onTest({
      ...judgement,
      test,
      secondary,
      dependence: this.#intake.dependence,
      timeMs,
      costMs,
    });
  }

  async #runSecondary(): Promise<SecondaryVerdict | undefined> {
    const { secondary, reference } = this.#options;
    if (!secondary) return undefined;
    const { SecondaryTests } = await loadPart(() => import('../core/ks/secondaryTests.later.js'));
    this.#secondary ??= new SecondaryTests(secondary, reference);
    return this.#secondary.run(this.window.rows(), this.#live.outputs?.known());
  }

  async #takeAndTest(
    sample: Sample | undefined,
    stage: { is: Stage },
  ): Promise<LiveDetails | undefined> {
    if (sample) {
      stage.is = 'input';
      const refusal = sample.refusal && patiently(sample.refusal, 'The GPU', this.#patience);
      const refused = await refusal;
      if (refused) throw refused;
      if (this.#isDueAfter(1)) {
        const seen = this.window.seen;
        try {
          const test = await this.#live.takeAndTest(sample);
          if (test) {
            this.#lookAt(1);
            return test;
          }
        } catch (error) {
          if (this.window.seen > seen) {
            // The row is in, and its test failed.
            stage.is = 'test';
            this.#lookAt(1);
            this.#untested = 0;
          }
          throw error;
        }
      }
      const { count, refused: left, refusal: why } = await this.#live.take(sample);
      this.#lookAt(count);
      if (why) this.#inbox.lose(left, why);
    }
    stage.is = 'test';
    if (!this.#isDueAfter(0)) return undefined;
    // One that fails is not to be made again and again.
    const untested = this.#untested;
    this.#untested = 0;
    const test = await this.#live.test();
    this.#untested = untested;
    return test;
  }

  /** Looks at the rows that were admitted last, and takes out of the window what is too close. */
  #lookAt(count: number): void {
    if (count === 0) return;
    this.#inbox.admit();
    this.#untested += count;
    const keepEvery = this.#intake.lookAt(this.window.rows().slice(-count));
    if (keepEvery === 1) return;
    this.clear();
    const slots = this.window.slots();
    const newest = slots.length - 1;
    this.#live.keep(slots.filter((_, at) => (newest - at) % keepEvery === 0));
    this.#untested = this.window.filled;
  }

  /** Samples are taken in meanwhile, and the test that waits is made when the policy is ready. */
  #startAlarms(created: CreatedDetector): void {
    if (this.#starting || !this.alarms.isToBeStarted) return;
    this.#starting = this.alarms
      .start(created)
      .then(() => void this.#lookAtReference())
      .catch((error) => {
        if (!this.#closing.signal.aborted) this.#hooks.onError(error);
      })
      .finally(() => {
        this.#starting = undefined;
        this.#loop.wake();
        this.#hooks.onStep();
      });
  }

  /** What can be said of the reference, once tests go on. */
  async #lookAtReference(): Promise<void> {
    try {
      await laterNotices(this.#options, await this.alarms.advice(), this.#hooks.onNotice);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#hooks.onError(error);
    }
  }

  #isDueAfter(added: number): boolean {
    const isDue = this.window.isFull && this.#untested + added >= this.#options.testEvery;
    return isDue && this.alarms.isReady && this.#intake.isIndependent;
  }
}
