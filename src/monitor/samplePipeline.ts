import { ready } from '@tensorflow/tfjs-core';
import { MmdDetector, type MmdOutcome } from '../detector/mmdDetector.js';
import { InvalidFeaturesError } from '../errors.js';
import { finiteRows } from '../rows/finiteRows.js';
import { nextTask } from '../scheduling/nextTask.js';
import { FeatureWindow } from '../window/featureWindow.js';
import type { ResolvedMonitorOptions } from './options.js';
import { disposeSample, readSample, type Sample, SampleQueue } from './sampleQueue.js';

/** What the pipeline tells its monitor. */
export interface PipelineHooks {
  /** Awaited before samples are taken in. */
  readonly before: () => Promise<void> | undefined;
  readonly onOutcome: (outcome: MmdOutcome, costMs: number) => void;
  /** Rows were left out; all else goes on. */
  readonly onRejected: (error: InvalidFeaturesError) => void;
  /** Nothing can be tested. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * From samples to test outcomes, one step at a time and in tasks of its own, so that the app's
 * promises always go first. Samples that arrive during a test are taken in together after it.
 */
export class SamplePipeline {
  readonly window: FeatureWindow;
  readonly #options: ResolvedMonitorOptions;
  readonly #hooks: PipelineHooks;
  readonly #queue: SampleQueue;
  #detector: MmdDetector | undefined;
  #work: Promise<void> | undefined;
  #untested = 0;

  constructor(options: ResolvedMonitorOptions, hooks: PipelineHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.window = new FeatureWindow(options.windowSize, options.reference.width);
    this.#queue = new SampleQueue(options.windowSize);
  }

  /** Samples given up because they came faster than they could be taken in. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /** Takes ownership of the sample. */
  push(sample: Sample): void {
    this.#queue.push(sample);
    this.#work ??= this.#drain().finally(() => {
      this.#work = undefined;
    });
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
    this.window.dispose();
    this.#detector?.dispose();
    this.#detector = undefined;
  }

  async #drain(): Promise<void> {
    await nextTask();
    while (!this.#queue.isEmpty) {
      await this.#hooks.before();
      const samples = this.#queue.takeAll();
      try {
        for (const sample of samples) await this.#admit(sample);
        if (this.window.isFull && this.#untested >= this.#options.testEvery) await this.#test();
      } catch (error) {
        this.#hooks.onFailure(error);
      } finally {
        samples.forEach(disposeSample);
      }
    }
  }

  async #admit(sample: Sample): Promise<void> {
    const rows = await readSample(sample);
    const { finite, rejected } = finiteRows(rows);
    const before = this.window.seen;
    try {
      if (rejected.length === 0) {
        this.window.write(rows, 'onBackend' in sample ? sample.onBackend : undefined);
      } else {
        if (finite.count > 0) this.window.write(finite);
        throw new InvalidFeaturesError(
          `live: ${rejected.length} of ${rows.count} rows hold a NaN or an infinity and were left ` +
            `out (the first is row ${rejected[0]}). Check what the model was given.`,
        );
      }
    } catch (error) {
      if (!(error instanceof InvalidFeaturesError)) throw error;
      this.#hooks.onRejected(error);
    } finally {
      this.#untested += this.window.seen - before;
    }
  }

  async #test(): Promise<void> {
    this.#untested = 0;
    await ready();
    const start = performance.now();
    this.#detector ??= this.#makeDetector();
    const outcome = await this.#detector.test(this.window.ring);
    this.#hooks.onOutcome(outcome, performance.now() - start);
  }

  #makeDetector(): MmdDetector {
    const { reference, bandwidth, windowSize, kernel, permutations, seed } = this.#options;
    return new MmdDetector({
      reference: reference.features,
      mean: reference.mean,
      bandwidth: bandwidth === 'median' ? reference.bandwidth : bandwidth,
      windowSize,
      kernel,
      permutations,
      seed,
    });
  }
}
