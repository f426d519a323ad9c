import { InvalidFeaturesError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { nextTask } from '../core/base/tasks.js';
import type { SecondaryVerdict } from '../core/ks/secondary.js';
import type { SecondaryTests } from '../core/ks/secondaryTests.later.js';
import { AlarmWatch, type Judgement } from './alarmWatch.js';
import type { CreatedDetector } from './createDetector.later.js';
import { Intake, SampleQueue, type WindowDependence } from './intake.js';
import { type LiveDetails, LiveTest } from './liveTest.js';
import { dependenceNotice, type MonitorNotice } from './notices.js';
import type { ResolvedMonitorOptions } from './options.js';
import { disposeSample, type Sample } from './sample.js';
import type { SavedAlarms } from './savedState.js';
import type { FeatureWindow } from './window.js';

/** What the pipeline tells its monitor. */
interface PipelineHooks {
  /** Awaited before samples are taken in. */
  readonly before: () => Promise<void> | undefined;
  readonly onTest: (test: JudgedTest) => void;
  readonly onNotice: (notice: MonitorNotice) => void;
  /** Rows were left out, or something else that should be known; all else goes on. */
  readonly onError: (error: Error) => void;
  /** Nothing can be tested. */
  readonly onFailure: (error: unknown) => void;
}

/** A test and what it came to. */
export interface JudgedTest extends Judgement {
  readonly test: LiveDetails;
  readonly secondary: SecondaryVerdict | undefined;
  readonly dependence: WindowDependence;
  readonly timeMs: number;
  readonly costMs: number;
}

/**
 * From samples to judged tests, one step at a time and in tasks of its own, so that the app's
 * promises always go first.
 */
export class SamplePipeline {
  readonly alarms: AlarmWatch;
  #intake: Intake;
  readonly #options: ResolvedMonitorOptions;
  readonly #hooks: PipelineHooks;
  readonly #queue: SampleQueue;
  readonly #live: LiveTest;
  #secondary: SecondaryTests | undefined;
  #work: Promise<void> | undefined;
  #starting: Promise<void> | undefined;
  #hasStarted = false;
  #hasToldOfDrops = false;
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
    this.alarms = new AlarmWatch(options, saved, episodes);
    this.#intake = new Intake(options);
    this.#options = options;
    this.#hooks = hooks;
    this.#live = new LiveTest(options, hooks.onError);
    this.#queue = new SampleQueue(options.windowSize);
  }

  get window(): FeatureWindow {
    return this.#live.window;
  }

  /** Samples given up because they came faster than they could be taken in. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /** What is known of how inputs depend on each other; undefined before the first one. */
  get guard(): Intake['guard'] {
    return this.#intake.guard;
  }

  /** Takes ownership of the sample. */
  push(sample: Sample): void {
    const thinned = this.#intake.thin(sample);
    if (!thinned) return;
    this.#queue.push(thinned);
    if (this.dropped > 0 && !this.#hasToldOfDrops) {
      this.#hasToldOfDrops = true;
      this.#hooks.onNotice({
        code: 'samples-dropped',
        message:
          'Samples come faster than they can be taken in, and the oldest waiting ones are given up; ' +
          '`status.dropped` counts them. In a loop, await monitor.idle().',
      });
    }
    this.#wake();
  }

  /** Rows of the app's model will come. */
  expectModel(): void {
    this.#live.arrivesOn = this.#options.runtime.device();
  }

  /** Computes where another pipeline would; before this one is prepared. */
  computeAs(other: SamplePipeline): void {
    this.#live.computeAs(other.#live);
  }

  /** Resolves when tests can be made: detector and alarm policy are ready. */
  async prepare(): Promise<void> {
    await this.alarms.start(await this.#live.prepare());
  }

  /** Goes on with the window and the waiting samples of an idle pipeline; once this is prepared. */
  takeOver(other: SamplePipeline): void {
    this.#live.takeOver(other.#live);
    this.#intake = other.#intake;
    this.#untested = this.window.filled;
    for (;;) {
      const sample = other.#queue.take();
      if (!sample) break;
      this.#queue.push(sample);
    }
    this.#wake();
  }

  /** Empties the window, and forgets evidence and episode. */
  async reset(): Promise<void> {
    this.clear();
    await this.idle();
    await this.#live.keep([]);
    this.#intake = new Intake(this.#options);
    this.#untested = 0;
    this.alarms.reset();
  }

  /** Gives up what waits to be taken in. */
  clear(): void {
    this.#queue.clear();
  }

  /** Resolves when all samples are taken in and no test is under way or waits for the policy. */
  async idle(): Promise<void> {
    for (;;) {
      if (this.#work) await this.#work;
      else if (this.#starting && this.window.isFull) await this.#starting;
      else return;
    }
  }

  async dispose(): Promise<void> {
    this.clear();
    this.alarms.dispose();
    await this.idle();
    await this.#live.dispose();
  }

  #wake(): void {
    this.#work ??= this.#drain();
  }

  async #drain(): Promise<void> {
    await nextTask();
    while (!this.#queue.isEmpty || this.#isDueAfter(0)) {
      await this.#hooks.before();
      const sample = this.#queue.take();
      try {
        await this.#process(sample);
      } catch (error) {
        if (error instanceof InvalidFeaturesError) this.#hooks.onError(error);
        else this.#hooks.onFailure(error);
      } finally {
        if (sample) disposeSample(sample);
      }
    }
    // In the same step as the last look at the queue: no sample can come in between.
    this.#work = undefined;
  }

  /** @param sample Undefined where only a test is due, that waited for the policy. */
  async #process(sample: Sample | undefined): Promise<void> {
    const refusal = await sample?.refusal;
    if (refusal) throw refusal;
    const start = performance.now();
    if (sample) {
      if ('onDevice' in sample) this.#live.arrivesOn ??= sample.onDevice.device;
      this.#startAlarms(await this.#live.prepare());
    }
    const test = await this.#takeAndTest(sample);
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

  async #takeAndTest(sample: Sample | undefined): Promise<LiveDetails | undefined> {
    await this.#intake.prepare();
    if (sample && this.#isDueAfter(1)) {
      const test = await this.#live.takeAndTest(sample);
      if (test) {
        await this.#lookAt(1);
        return test;
      }
    }
    if (sample) await this.#lookAt(await this.#live.take(sample));
    if (!this.#isDueAfter(0)) return undefined;
    // One that fails is not to be made again and again.
    const untested = this.#untested;
    this.#untested = 0;
    const test = await this.#live.test();
    this.#untested = untested;
    return test;
  }

  /** Looks at the rows that were admitted last, and takes out of the window what is too close. */
  async #lookAt(count: number): Promise<void> {
    if (count === 0) return;
    this.#untested += count;
    const keepEvery = this.#intake.lookAt(this.window.rows().slice(-count));
    if (keepEvery === 1) return;
    this.clear();
    const slots = this.window.slots();
    const newest = slots.length - 1;
    await this.#live.keep(slots.filter((_, at) => (newest - at) % keepEvery === 0));
    this.#untested = this.window.filled;
  }

  /** Once; samples are taken in meanwhile, and the test that waits is made when the policy is ready. */
  #startAlarms(created: CreatedDetector): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#starting = this.alarms
      .start(created)
      .catch((error) => {
        if (!this.alarms.isDisposed) this.#hooks.onFailure(error);
      })
      .finally(() => {
        this.#starting = undefined;
        this.#wake();
        void this.#lookAtReference();
      });
  }

  /** What can be said of the reference, once tests go on. */
  async #lookAtReference(): Promise<void> {
    const { sampling, reference } = this.#options;
    try {
      const advice = await this.alarms.advice();
      if (advice) this.#hooks.onNotice({ code: 'small-power', message: advice });
      if (sampling === 'independent') return;
      const { referenceCorrelation } = await loadPart(
        () => import('../core/dependence/referenceCorrelation.later.js'),
      );
      const dependence = await referenceCorrelation(reference.features);
      const notice = dependence && dependenceNotice(dependence, reference.size);
      if (notice) this.#hooks.onNotice(notice);
    } catch (error) {
      if (!this.alarms.isDisposed) this.#hooks.onError(error as Error);
    }
  }

  #isDueAfter(added: number): boolean {
    const isDue = this.window.isFull && this.#untested + added >= this.#options.testEvery;
    return isDue && this.alarms.isReady && this.#intake.isIndependent;
  }
}
