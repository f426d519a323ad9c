import { InvalidFeaturesError } from '../errors.js';
import { nextTask } from '../scheduling/nextTask.js';
import { SecondaryTests } from '../secondary/secondaryTests.js';
import type { SecondaryVerdict } from '../secondary/secondaryVerdict.js';
import type { FeatureWindow } from '../window/featureWindow.js';
import { type LiveEvidence, LiveTest } from './liveTest.js';
import type { ResolvedMonitorOptions } from './options.js';
import { disposeSample, type Sample, SampleQueue } from './sampleQueue.js';

/** What the pipeline tells its monitor. */
export interface PipelineHooks {
  /** Awaited before samples are taken in. */
  readonly before: () => Promise<void> | undefined;
  readonly onEvidence: (
    evidence: LiveEvidence,
    costMs: number,
    secondary: SecondaryVerdict | undefined,
  ) => void;
  /** Rows were left out, or something else that should be known; all else goes on. */
  readonly onError: (error: Error) => void;
  /** Nothing can be tested. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * From samples to test outcomes, one step at a time and in tasks of its own, so that the app's
 * promises always go first.
 */
export class SamplePipeline {
  readonly #options: ResolvedMonitorOptions;
  readonly #hooks: PipelineHooks;
  readonly #queue: SampleQueue;
  readonly #live: LiveTest;
  readonly #secondary: SecondaryTests | undefined;
  #work: Promise<void> | undefined;
  #untested = 0;

  constructor(options: ResolvedMonitorOptions, hooks: PipelineHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#live = new LiveTest(options, hooks.onError);
    this.#queue = new SampleQueue(options.windowSize);
    const { secondary, reference } = options;
    this.#secondary = secondary && new SecondaryTests(secondary, reference);
  }

  get window(): FeatureWindow {
    return this.#live.window;
  }

  /** Samples given up because they came faster than they could be taken in. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /** Takes ownership of the sample. */
  push(sample: Sample): void {
    this.#queue.push(sample);
    this.#work ??= this.#drain();
  }

  /** Gives up what waits to be taken in. */
  clear(): void {
    this.#queue.clear();
  }

  /** Resolves when all samples are taken in and no test is under way. */
  async idle(): Promise<void> {
    while (this.#work) await this.#work;
  }

  async dispose(): Promise<void> {
    this.clear();
    await this.idle();
    this.#live.dispose();
  }

  async #drain(): Promise<void> {
    await nextTask();
    while (!this.#queue.isEmpty) {
      await this.#hooks.before();
      const sample = this.#queue.take();
      if (!sample) continue;
      try {
        await this.#process(sample);
      } catch (error) {
        if (error instanceof InvalidFeaturesError) this.#hooks.onError(error);
        else this.#hooks.onFailure(error);
      } finally {
        disposeSample(sample);
      }
    }
    // In the same step as the last look at the queue: no sample can come in between.
    this.#work = undefined;
  }

  async #process(sample: Sample): Promise<void> {
    const start = performance.now();
    let evidence: LiveEvidence | undefined;
    if (this.#isDueAfter(1) && (await this.#live.canTestAtOnce(sample))) {
      evidence = await this.#live.admitAndTest(sample);
    } else {
      this.#untested += await this.#live.admit(sample);
      if (this.#isDueAfter(0)) evidence = await this.#live.test();
    }
    if (!evidence) return;
    this.#untested = 0;
    const secondary = await this.#secondary?.run(this.window.rows(), this.#live.outputs?.known());
    this.#hooks.onEvidence(evidence, performance.now() - start, secondary);
  }

  #isDueAfter(added: number): boolean {
    return this.window.isFull && this.#untested + added >= this.#options.testEvery;
  }
}
