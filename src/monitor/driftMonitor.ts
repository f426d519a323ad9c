import { backendInfo } from '../backend/backendInfo.js';
import { InvalidOptionError } from '../errors.js';
import { requireSameModel } from '../features/modelIdentity.js';
import { type TapOptions, type TappableModel, tappable } from '../features/tappableModel.js';
import type { FeatureRowsLike } from '../rows/featureRows.js';
import type { SecondaryVerdict } from '../secondary/secondaryVerdict.js';
import type { FeatureWindow } from '../window/featureWindow.js';
import { Listeners } from './listeners.js';
import { wantsOutputs } from './liveOutputs.js';
import type { LiveEvidence } from './liveTest.js';
import {
  type MonitorOptions,
  type ResolvedMonitorOptions,
  resolveMonitorOptions,
} from './options.js';
import { SamplePipeline } from './samplePipeline.js';
import { disposeSample, type ObserveOptions, toSample } from './sampleQueue.js';
import type { MonitorStatus, Verdict } from './verdict.js';

/** Events of the monitor and what their listeners are given. */
export interface MonitorEvents {
  /** After every test. */
  verdict: Verdict;
  /** When a test turns the state to `drift`; not again before it was `ok`. */
  alarm: Verdict;
  /** Anything that went wrong in the monitor or in a listener; the app is not affected. */
  error: unknown;
}

/**
 * Watches a model's features for drift: keeps the latest ones in a window and compares them with
 * the reference, in its own time, never inside the app's `await`.
 *
 * Uses the tfjs backend that the app has chosen and changes neither backend, flags nor models.
 *
 * @throws InvalidOptionError naming the option that is out of range.
 *
 * @example
 * const monitor = new DriftMonitor({ reference });
 * const watched = monitor.wrap(model);
 * monitor.on('alarm', (verdict) => showBanner(verdict.reason));
 * const predictions = await watched.classify(image);
 */
export class DriftMonitor {
  readonly #options: ResolvedMonitorOptions;
  readonly #listeners = new Listeners<MonitorEvents>();
  readonly #pipeline: SamplePipeline;
  #modelCheck: Promise<void> | undefined;
  #wrapped: symbol | undefined;
  #failure: string | undefined;
  #paused = false;
  #disposed = false;
  #lastVerdict: Verdict | undefined;

  constructor(options: MonitorOptions) {
    this.#options = resolveMonitorOptions(options);
    this.#pipeline = new SamplePipeline(this.#options, {
      before: () => this.#modelCheck,
      onEvidence: (...found) => this.#conclude(...found),
      onError: (error) => this.#listeners.emit('error', error),
      onFailure: (error) => this.#fail(error),
    });
  }

  /** The live window: how far it is filled, and its rows, oldest first. */
  get window(): Pick<FeatureWindow, 'capacity' | 'filled' | 'isFull' | 'rows'> {
    return this.#pipeline.window;
  }

  get status(): MonitorStatus {
    const { capacity, filled, seen } = this.#pipeline.window;
    const suspended = this.#paused ? 'The monitor is paused.' : this.#failure;
    const warmingUp = `${filled} of ${capacity} samples are in the window.`;
    return {
      state: suspended ? 'suspended' : (this.#lastVerdict?.state ?? 'warming-up'),
      reason: suspended ?? this.#lastVerdict?.reason ?? warmingUp,
      samples: seen,
      dropped: this.#pipeline.dropped,
      windowFill: filled,
      windowSize: capacity,
      tests: this.#lastVerdict?.sequence ?? 0,
      lastVerdict: this.#lastVerdict,
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
   * @param model A MobileNet, or a tfjs GraphModel with `featureNode`.
   * @throws InvalidOptionError for another kind of model, or while a model is wrapped already.
   */
  wrap<Model extends object>(model: Model, options: TapOptions = {}): Model {
    if (this.#wrapped) {
      throw new InvalidOptionError('A model is wrapped already; call unwrap() first.');
    }
    const source = tappable(model, options);
    const wrapped = Symbol('wrapped model');
    const isOpen = (): boolean => this.#wrapped === wrapped && this.#isListening;
    this.#wrapped = wrapped;
    this.#failure = undefined;
    this.#modelCheck = this.#check(source, wrapped);
    return source.tap({
      isOpen,
      wantsLogits: wantsOutputs(this.#options),
      onFeatures: (features, logits) => {
        const sample = { onBackend: features, logits: logits && { onBackend: logits } };
        // An asynchronous pass may end after it is of interest.
        if (isOpen()) this.#pipeline.push(sample);
        else disposeSample(sample);
      },
      onError: (error) => this.#listeners.emit('error', error),
    });
  }

  /** Stops watching: the wrapped model goes on as if it were bare. The window is kept. */
  unwrap(): void {
    this.#wrapped = undefined;
  }

  /**
   * Takes in features of any other model. Returns at once; problems go to the `error` event.
   *
   * @param features One row or several, as arrays or a tensor [count, width]; a tensor stays the
   *   caller's.
   */
  observe(features: FeatureRowsLike, options: ObserveOptions = {}): void {
    if (!this.#isListening) return;
    try {
      const logits = wantsOutputs(this.#options) ? options.logits : undefined;
      this.#pipeline.push(toSample(features, logits));
    } catch (error) {
      this.#listeners.emit('error', error);
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

  /** Resolves when all samples are taken in and no test is under way. */
  idle(): Promise<void> {
    return this.#pipeline.idle();
  }

  /** Frees all tensors; a wrapped model goes on as if it were bare. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.unwrap();
    await this.#pipeline.dispose();
    this.#listeners.clear();
  }

  get #isListening(): boolean {
    return !this.#paused && !this.#disposed;
  }

  async #check(source: Pick<TappableModel<object>, 'identify'>, wrapped: symbol): Promise<void> {
    const { model } = this.#options.reference;
    if (!model) return;
    try {
      requireSameModel(model, await source.identify());
    } catch (error) {
      if (this.#wrapped !== wrapped) return;
      this.unwrap();
      this.#pipeline.clear();
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error.message : String(error);
    this.#listeners.emit('error', error);
  }

  #conclude(evidence: LiveEvidence, costMs: number, secondary: SecondaryVerdict | undefined): void {
    if (!this.#isListening) return;
    const { mmd2, statistic, pValue, z, approximatePValue, bandwidth } = evidence;
    const outcome = { mmd2, statistic, pValue, z, approximatePValue, bandwidth };
    const { compute, permutations, referenceSize, reducer } = evidence;
    const { reference, policy, windowSize, kernel, seed } = this.#options;
    const wasDrift = this.#lastVerdict?.state === 'drift';
    const verdict: Verdict = {
      sequence: (this.#lastVerdict?.sequence ?? 0) + 1,
      time: new Date().toISOString(),
      ...policy.decide(outcome),
      ...outcome,
      policy: policy.name,
      samples: this.#pipeline.window.seen,
      windowSize,
      referenceSize,
      reducer,
      referenceId: reference.id,
      kernel,
      permutations,
      seed,
      ...backendInfo(),
      compute,
      costMs,
      ...(secondary && { secondary }),
    };
    this.#failure = undefined;
    this.#lastVerdict = verdict;
    this.#listeners.emit('verdict', verdict);
    if (verdict.state === 'drift' && !wasDrift) this.#listeners.emit('alarm', verdict);
  }
}
