import { argMax, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { FalseAlarms } from '../core/alarm/falseAlarms.js';
import { InvalidFeaturesError, InvalidOptionError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import type { FeatureRows } from '../core/base/rows.js';
import { requireSameModel } from '../tfjs/models/modelIdentity.js';
import { type TapOptions, tappable } from '../tfjs/models/tappable.js';
import { DriftMonitor } from './driftMonitor.js';
import { Listeners } from './listeners.js';
import type { MonitorOptions } from './options.js';
import { disposeSample, type ObservedFeatures, readSample, toSample } from './sample.js';
import type { SegmentReference } from './segmentReferences.later.js';
import type { MonitorStatus } from './status.js';
import type { Verdict } from './verdict.js';

/** Options of {@link SegmentedMonitor}: those of each of its monitors, and what parts them. */
export interface SegmentedMonitorOptions extends Omit<MonitorOptions, 'policy' | 'savedState'> {
  /** The segment of each row of the reference, in its order. */
  readonly labels: readonly string[];
}

/** How a segment is. */
export interface SegmentStatus {
  readonly label: string;
  /** Rows of the reference in it. */
  readonly size: number;
  /** Undefined where the reference has too few rows of it; see `reason`. */
  readonly status: MonitorStatus | undefined;
  readonly reason: string;
}

/** All segments together. */
export interface SegmentedStatus {
  /** All inputs against the whole reference. */
  readonly overall: MonitorStatus;
  readonly segments: readonly SegmentStatus[];
  /**
   * What changed: `within`, inputs of some segment do not look like that segment's reference; `mix`,
   * only the whole does not, so that other segments come more often than before; `unwatched`,
   * likewise, but some of the latest inputs are of no segment that is watched, and may be what
   * changed; undefined: nothing.
   */
  readonly change: 'within' | 'mix' | 'unwatched' | undefined;
  /** Calls given up because they came faster than they could be taken in. */
  readonly dropped: number;
}

/** Events of the segmented monitor; `segment` is undefined for the monitor of all inputs. */
export interface SegmentedEvents {
  verdict: { readonly segment: string | undefined; readonly verdict: Verdict };
  alarm: { readonly segment: string | undefined; readonly verdict: Verdict };
  recovered: { readonly segment: string | undefined; readonly verdict: Verdict };
  error: unknown;
}

/**
 * One monitor for each segment of the inputs (a predicted class, a camera, a product line), and one
 * for all of them, fed by one pass of the model. They share one budget of false alarms, half of it
 * for the segments. Tells a change within segments from a change of their mix.
 */
export class SegmentedMonitor {
  readonly #listeners = new Listeners<SegmentedEvents>();
  readonly #emitError = (error: unknown): void => this.#listeners.emit('error', error);
  readonly #overall: DriftMonitor;
  readonly #segments: ReadonlyMap<string, SegmentReference & { monitor?: DriftMonitor }>;
  #work: Promise<void> = Promise.resolve();
  /** Labels of the inputs in the window of all. */
  #latest: string[] = [];
  #waiting = 0;
  #dropped = 0;
  #wrapped: symbol | undefined;

  private constructor(options: SegmentedMonitorOptions, references: readonly SegmentReference[]) {
    const { labels: _, falseAlarms = { per: 'day' }, ...shared } = options;
    const watched = references.filter(({ reference }) => reference).length;
    const make = (segment: string | undefined, given: MonitorOptions): DriftMonitor => {
      const monitor = new DriftMonitor(given);
      for (const event of ['verdict', 'alarm', 'recovered'] as const) {
        monitor.on(event, (verdict) => this.#listeners.emit(event, { segment, verdict }));
      }
      monitor.on('error', this.#emitError);
      return monitor;
    };
    this.#overall = make(undefined, { ...shared, falseAlarms: shareOf(falseAlarms, 2) });
    const ofSegment = shareOf(falseAlarms, 2 * Math.max(1, watched));
    this.#segments = new Map(
      references.map((part) => {
        const { label, reference } = part;
        if (!reference) return [label, part];
        const given = { ...shared, reference, falseAlarms: ofSegment };
        return [label, { ...part, monitor: make(label, given) }];
      }),
    );
  }

  /**
   * @throws InvalidOptionError for another number of labels than rows, or options out of range.
   */
  static async create(options: SegmentedMonitorOptions): Promise<SegmentedMonitor> {
    const { reference, labels, windowSize = 64 } = options;
    const { segmentReferences } = await loadPart(() => import('./segmentReferences.later.js'));
    return new SegmentedMonitor(options, await segmentReferences(reference, labels, windowSize));
  }

  get status(): SegmentedStatus {
    const overall = this.#overall.status;
    const segments = [...this.#segments.values()].map(({ label, size, needed, monitor }) => ({
      label,
      size,
      status: monitor?.status,
      reason:
        monitor?.status.reason ??
        `The reference has ${size} rows of this segment; ${needed} would do for this window.`,
    }));
    const isWithin = segments.some(({ status }) => status?.state === 'drift');
    const ofWhole = this.#latest.some((label) => !this.#segments.get(label)?.monitor)
      ? 'unwatched'
      : 'mix';
    const change = isWithin ? 'within' : overall.state === 'drift' ? ofWhole : undefined;
    return { overall, segments, change, dropped: this.#dropped };
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
  observe(features: ObservedFeatures, labels: readonly string[]): void {
    try {
      const sample = toSample(features, 0);
      const given = [...labels];
      this.#enqueue(
        async () => {
          const refusal = await sample.refusal;
          if (refusal) throw refusal;
          this.#take(await readSample(sample), given);
        },
        () => disposeSample(sample),
      );
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
    if (this.#wrapped) throw new InvalidOptionError('A model is wrapped already.');
    const source = tappable(model, options);
    const wrapped = Symbol('wrapped model');
    this.#wrapped = wrapped;
    const isOpen = (): boolean => this.#wrapped === wrapped;
    const isSame = requireSameModel(this.#overall.reference, source).then(
      () => true,
      (error) => {
        if (isOpen()) this.unwrap();
        this.#emitError(error);
        return false;
      },
    );
    return source.tap({
      isOpen,
      wantsLogits: true,
      onFeatures: (onBackend, logits) => {
        this.#enqueue(
          async () => {
            if (!(await isSame)) return;
            const labels = (await mostProbable(logits)).map(options.labelOf);
            this.#take(await readSample({ onBackend }), labels);
          },
          () => {
            onBackend.dispose();
            logits?.dispose();
          },
        );
      },
      onError: this.#emitError,
    });
  }

  /** Stops watching: the wrapped model goes on as if it were bare. */
  unwrap(): void {
    this.#wrapped = undefined;
  }

  /** Resolves when all samples are taken in and no test is under way. */
  async idle(): Promise<void> {
    await this.#work;
    for (const monitor of this.#monitors()) await monitor.idle();
  }

  async dispose(): Promise<void> {
    this.unwrap();
    await this.#work;
    for (const monitor of this.#monitors()) await monitor.dispose();
    this.#listeners.clear();
  }

  #monitors(): DriftMonitor[] {
    const parts = [...this.#segments.values()].flatMap(({ monitor }) => monitor ?? []);
    return [this.#overall, ...parts];
  }

  /** One after the other, and no more than a window's worth: a fast app costs samples, not memory. */
  #enqueue(take: () => Promise<void>, free: () => void): void {
    if (this.#waiting >= this.#overall.window.capacity) {
      this.#dropped++;
      free();
      return;
    }
    this.#waiting++;
    this.#work = this.#work
      .then(take)
      .catch(this.#emitError)
      .finally(() => {
        this.#waiting--;
        free();
      });
  }

  #take({ values, count, width }: FeatureRows, labels: readonly string[]): void {
    if (labels.length !== count) {
      throw new InvalidFeaturesError(
        `labels: one for each of the ${count} rows was expected, ${labels.length} came.`,
      );
    }
    this.#overall.observe({ values, width });
    this.#latest = [...this.#latest, ...labels].slice(-this.#overall.window.capacity);
    labels.forEach((label, row) => {
      const monitor = this.#segments.get(label)?.monitor;
      monitor?.observe({ values: values.slice(row * width, (row + 1) * width), width });
    });
  }
}

async function mostProbable(logits: Tensor | undefined): Promise<number[]> {
  if (!logits) {
    throw new InvalidOptionError(
      'logitsNode: the model gives no logits, so no class is known. Name the node, or call ' +
        'observe(features, labels).',
    );
  }
  const classes = tidy(() => argMax(logits, 1));
  try {
    return [...(await classes.data())];
  } finally {
    classes.dispose();
  }
}

/**
 * Of a rate in samples each segment sees its own samples only, so that two shares, the whole and the
 * segments, make up the budget; of a rate in time every monitor takes its part.
 */
function shareOf(falseAlarms: FalseAlarms, among: number): FalseAlarms {
  return { ...falseAlarms, among: 'perSamples' in falseAlarms ? 2 : among };
}
