import type { AlarmEpisode } from '../core/alarm/episodes.js';
import { came, requireType } from '../core/base/checks.js';
import { InvalidFeaturesError, InvalidOptionError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { ownMethods } from '../core/base/ownMethods.js';
import type { FeatureRows } from '../core/base/rows.js';
import { nextTask } from '../core/base/tasks.js';
import type { Runtime } from '../core/model/runtime.js';
import type { TapOptions } from '../core/model/tap.js';
import type { Reference } from '../reference/reference.js';
import type { DriftMonitor } from './driftMonitor.js';
import { SampleQueue } from './intake.js';
import { Listeners } from './listeners.js';
import {
  disposeSample,
  type ObservedFeatures,
  type ObserveOptions,
  readSample,
  type Sample,
  sampleTap,
  toSample,
} from './sample.js';
import type {
  SavedSegmentedState,
  SegmentedEvents,
  SegmentedMonitorOptions,
  SegmentedStatus,
} from './segments.js';
import type { Segments } from './segments.later.js';
import type { DriftedInput, TestedNull } from './testedWindow.js';
import { thumbnailOf } from './thumbnail.js';
import { Wrapping } from './wrapping.js';

/** A sample that waits to be taken in; its labels, or what makes them of its logits. */
type LabelledSample = Sample & {
  readonly labels: readonly string[] | ((classIndex: number) => string);
};

/** A monitor of segments, whatever runs the model; the entries document it. */
export class SegmentedMonitor {
  readonly #listeners = new Listeners<SegmentedEvents>();
  readonly #emitError = (error: unknown): void => this.#listeners.emit('error', error);
  readonly #options: SegmentedMonitorOptions;
  readonly #runtime: Runtime;
  readonly #wrapping: Wrapping;
  #segments!: Segments;
  #queue!: SampleQueue<LabelledSample>;
  #work: Promise<void> | undefined;
  #isPaused = false;
  #isDisposed = false;

  /** For {@link create}. */
  protected constructor(options: SegmentedMonitorOptions, runtime: Runtime) {
    ownMethods(this);
    this.#options = options;
    this.#runtime = runtime;
    this.#wrapping = new Wrapping({
      runtime,
      reference: () => this.reference,
      onMismatch: (error) => {
        this.#queue.clear();
        this.#emitError(error);
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
    monitor.#segments = await Segments.create(options, runtime, (event, payload) =>
      monitor.#listeners.emit(event, payload),
    );
    monitor.#queue = new SampleQueue(monitor.window.capacity);
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
    return { ...this.#segments.status(), dropped: this.#queue.dropped };
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
      const sample = toSample(features, 0, options, { ...this.#options, runtime: this.#runtime });
      const thumbnail = thumbnailOf(options.image, this.#options.keepThumbnails, this.#emitError);
      this.#push({ ...sample, thumbnail, labels: [...labels] });
    } catch (error) {
      this.#emitError(error);
    }
  }

  /**
   * A model with the same interface and answers, whose most probable class is the segment.
   *
   * @param options.labelOf The segment of a class, by its index.
   * @throws InvalidOptionError for a model that cannot be watched, or while one is wrapped already.
   */
  wrap<Model extends object>(
    model: Model,
    options: TapOptions & { readonly labelOf: (classIndex: number) => string },
  ): Model {
    const { keepThumbnails } = this.#options;
    const { labelOf, ...tapOptions } = options ?? {};
    if (labelOf === undefined) {
      throw new InvalidOptionError(
        'labelOf: a function from the index of a class to its segment was expected, none came.',
      );
    }
    requireType('labelOf', labelOf, 'function');
    return this.#wrapping.wrap(model, tapOptions, (isCurrent) =>
      sampleTap({
        isOpen: () => isCurrent() && this.#isListening,
        wantsLogits: true,
        keepThumbnails,
        clock: () => 0,
        push: (sample) => this.#push({ ...sample, labels: labelOf }),
        onError: this.#emitError,
      }),
    );
  }

  /** Stops watching: the wrapped model goes on as if it were bare. */
  unwrap(): void {
    this.#wrapping.unwrap();
  }

  /** Stops taking in samples; the windows are kept. */
  pause(): void {
    this.#isPaused = true;
    this.#queue.clear();
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

  /** Resolves when all samples are taken in and no test is under way. */
  async idle(): Promise<void> {
    await this.#work;
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
    this.#queue.clear();
    await this.#work;
    await this.#segments.reset();
  }

  /**
   * The inputs of the latest test's window, the most unlike the reference first.
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
   * Compares with another reference from now on, as `DriftMonitor.updateReference` does: segments that
   * are new are watched, and those that it does not have are not any more. They change one after the
   * other, each when its thresholds are calibrated; should one fail, those before it have changed.
   *
   * @param labels The segment of each of its rows, as in the options.
   * @throws ReferenceUpdateError during an episode of drift that nobody has acknowledged.
   * @throws ReferenceMismatchError for a reference of another feature width or model.
   * @throws InvalidOptionError for another number of labels, or options that it does not allow.
   */
  updateReference(reference: Reference, labels: readonly string[]): Promise<void> {
    return this.#segments.updateReference(reference, labels);
  }

  /** What is known so far: give it as `savedState` on the next visit. */
  saveState(): SavedSegmentedState {
    return this.#segments.saveState();
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.unwrap();
    this.#queue.clear();
    await this.#work;
    for (const monitor of this.#segments.monitors) await monitor.dispose();
    this.#listeners.clear();
  }

  get #isListening(): boolean {
    return !this.#isPaused && !this.#isDisposed;
  }

  /** Takes ownership of the sample. */
  #push(sample: LabelledSample): void {
    this.#queue.push(sample);
    this.#work ??= this.#drain();
  }

  async #drain(): Promise<void> {
    await nextTask();
    await this.#wrapping.check;
    for (let sample = this.#queue.take(); sample; sample = this.#queue.take()) {
      try {
        await this.#take(sample);
      } catch (error) {
        this.#emitError(error);
      } finally {
        disposeSample(sample);
      }
      await this.#wrapping.check;
    }
    // In the same step as the last look at the queue: no sample can come in between.
    this.#work = undefined;
  }

  async #take(sample: LabelledSample): Promise<void> {
    const refusal = await sample.refusal;
    if (refusal) throw refusal;
    const { id, thumbnail, logits } = sample;
    const labels = await this.#labelsOf(sample);
    const isWanted = logits && this.#options.secondary?.outputs;
    this.#segments.take(await readSample(sample), labels, {
      ...(id !== undefined && { id }),
      ...(thumbnail && { image: thumbnail }),
      ...(isWanted && { logits: await readSample(logits) }),
    });
  }

  async #labelsOf({ labels, logits }: LabelledSample): Promise<readonly string[]> {
    if (typeof labels !== 'function') return labels;
    if (!logits) {
      throw new InvalidOptionError(
        'logitsNode: the model gives no logits, so no class is known. Name the node, or call ' +
          'observe(features, labels).',
      );
    }
    const found = largestColumns(await readSample(logits)).map((column) => labels(column));
    requireLabels(found);
    return found;
  }
}

function requireLabels(labels: unknown): asserts labels is readonly string[] {
  if (Array.isArray(labels) && labels.every((label) => typeof label === 'string')) return;
  throw new InvalidFeaturesError(
    `labels: an array with a string for each row was expected, ${came(labels)} came.`,
  );
}

/** The column of each row's largest value. */
function largestColumns({ values, count, width }: FeatureRows): number[] {
  return Array.from({ length: count }, (_, i) => {
    let largest = i * width;
    for (let at = largest; at < (i + 1) * width; at++) {
      if (values[at]! > values[largest]!) largest = at;
    }
    return largest % width;
  });
}
