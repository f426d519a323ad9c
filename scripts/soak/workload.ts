import { memory, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import {
  type ComputeChoice,
  DriftMonitor,
  evidencePolicy,
  InvalidFeaturesError,
  type MonitorOptions,
  Reference,
  SegmentedMonitor,
  type ThumbnailSource,
  type Verdict,
} from 'tfjs-drift';
import { beaconSink, startReports } from 'tfjs-drift/reports';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { tinyModel } from '../../e2e/lab/tinyModel.js';

const REFERENCE_SIZE = 120;
const INPUT_WIDTH = 8;
const FEATURE_WIDTH = 6;
const TAP = { featureNode: 'features', logitsNode: 'logits' };
/** An episode of drift, and a recovery from it, in every so many samples. */
const CYCLE = 250;
const DRIFTED = 40;
const SAVE_EVERY = 100;
const BAD_EVERY = 50;

/** Where it runs, and what there is to hand. */
export interface SoakOptions {
  readonly compute: ComputeChoice;
  /** Samples in all: in the middle the reference is changed, and the monitors are reset. */
  readonly samples: number;
  /** Receives reports. */
  readonly url: string;
  /** A picture for thumbnails, where there are pictures. */
  readonly picture?: ThumbnailSource;
  readonly onVerdict?: (verdict: Verdict, monitor: DriftMonitor) => void;
  /** Keeps a text, in place of that of the same name. */
  readonly keep: (name: string, text: string) => void;
}

/** What happened so far. */
export interface SoakCounts {
  readonly tests: number;
  readonly alarms: number;
  /** Of the rows with a NaN. */
  readonly refused: number;
  /** All others, in words. */
  readonly errors: readonly string[];
  readonly tensors: number;
}

/**
 * Three monitors at work as an app's would be: one wraps a model, one is given features and gathers
 * evidence, one parts them in segments. They see drifts come and go, and rows with a NaN; they report,
 * and their state is saved.
 */
export class Soak {
  readonly #options: SoakOptions;
  readonly #model: Awaited<ReturnType<typeof tinyModel>>;
  readonly #watched: Awaited<ReturnType<typeof tinyModel>>;
  readonly #wrapping: DriftMonitor;
  readonly #given: DriftMonitor;
  readonly #segmented: SegmentedMonitor;
  readonly #sink: ReturnType<typeof beaconSink>;
  readonly #stops: (() => Promise<void>)[];
  #sample = 0;
  #tests = 0;
  #alarms = 0;
  #refused = 0;
  readonly #errors: string[] = [];

  static async start(options: SoakOptions): Promise<Soak> {
    const model = await tinyModel(1, FEATURE_WIDTH);
    const reference = await fitted(model, 1);
    const given = await Reference.fromFeatures(gaussianRows(2, REFERENCE_SIZE, FEATURE_WIDTH));
    const shared: Omit<MonitorOptions, 'reference'> = {
      sampling: 'independent',
      windowSize: 16,
      permutations: 99,
      falseAlarms: { perSamples: 2_000 },
      episodes: { recoverAfter: 8 },
      keepThumbnails: 16,
      secondary: { features: 'fdr' },
      compute: options.compute,
    };
    const segmented = await SegmentedMonitor.create({
      ...shared,
      reference: given,
      labels: LABELS,
    });
    return new Soak(options, model, {
      wrapping: new DriftMonitor({ ...shared, reference }),
      given: new DriftMonitor({ ...shared, reference: given, policy: evidencePolicy() }),
      segmented,
    });
  }

  private constructor(
    options: SoakOptions,
    model: Awaited<ReturnType<typeof tinyModel>>,
    monitors: { wrapping: DriftMonitor; given: DriftMonitor; segmented: SegmentedMonitor },
  ) {
    const { wrapping, given, segmented } = monitors;
    this.#options = options;
    this.#model = model;
    this.#wrapping = wrapping;
    this.#given = given;
    this.#segmented = segmented;
    this.#watched = wrapping.wrap(model, TAP);
    this.#sink = beaconSink(options.url, { flushMs: 500 });
    const what = { to: this.#sink, sampleRate: 0.05, mostDrifted: 3, thumbnails: true };
    this.#stops = [wrapping, given, segmented].map((one) => startReports(one, what).stop);
    for (const monitor of [wrapping, given]) {
      monitor.on('verdict', (verdict) => {
        this.#tests++;
        options.onVerdict?.(verdict, monitor);
      });
      monitor.on('alarm', () => this.#alarms++);
      monitor.on('error', (error) => this.#note(error));
    }
    segmented.on('verdict', () => this.#tests++);
    segmented.on('alarm', () => this.#alarms++);
    segmented.on('error', (error) => this.#note(error));
  }

  /** Feeds so many samples. @returns The median of the milliseconds that each took. */
  async run(count: number): Promise<number> {
    const times = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await this.#feed(this.#sample++);
      times[i] = performance.now() - start;
      if (this.#sample === this.#options.samples >> 1) await this.#renew();
      if (this.#sample % SAVE_EVERY === 0) this.#save();
    }
    return times.sort()[count >> 1]!;
  }

  /** Once no report waits, for which there would be timers and listeners. */
  async counts(): Promise<SoakCounts> {
    await this.#sink.flush?.();
    const { numTensors } = memory();
    return {
      tests: this.#tests,
      alarms: this.#alarms,
      refused: this.#refused,
      errors: this.#errors,
      tensors: numTensors,
    };
  }

  /** @returns Tensors that are left. */
  async dispose(): Promise<number> {
    for (const stop of this.#stops) await stop();
    await this.#wrapping.dispose();
    await this.#given.dispose();
    await this.#segmented.dispose();
    this.#watched.dispose();
    return memory().numTensors;
  }

  async #feed(sample: number): Promise<void> {
    const phase = sample % CYCLE;
    const mean = phase >= CYCLE - 2 * DRIFTED && phase < CYCLE - DRIFTED ? 4 : 0;
    const [input] = gaussianRows(1_000 + sample, 1, INPUT_WIDTH, mean) as [number[]];
    const [row] = gaussianRows(500_000 + sample, 1, FEATURE_WIDTH, mean) as [number[]];
    const { picture } = this.#options;
    const given = { id: `sample ${sample}`, ...(picture && { image: picture }) };
    const passed = tidy(() => this.#watched.predict(tensor2d([input])) as Tensor);
    await passed.data();
    passed.dispose();
    this.#given.observe([row], given);
    this.#segmented.observe([row], [LABELS[sample % 2]!], given);
    if (sample % BAD_EVERY === 0) this.#given.observe([row.map(() => Number.NaN)]);
    for (const monitor of [this.#wrapping, this.#given, this.#segmented]) await monitor.idle();
  }

  /** Other references of the same size: what is held must stay what it was. */
  async #renew(): Promise<void> {
    const monitors = [this.#wrapping, this.#given, this.#segmented];
    for (const monitor of monitors) monitor.acknowledge('another season');
    await this.#wrapping.updateReference(await fitted(this.#model, 3));
    const other = await this.#given.reference.replaceFrom(
      gaussianRows(4, REFERENCE_SIZE, FEATURE_WIDTH),
    );
    await this.#given.updateReference(other);
    await this.#segmented.updateReference(other, LABELS);
    for (const monitor of monitors) await monitor.reset();
  }

  #note(error: unknown): void {
    if (error instanceof InvalidFeaturesError) this.#refused++;
    else this.#errors.push(`sample ${this.#sample}: ${error}`);
  }

  #save(): void {
    const { keep } = this.#options;
    keep('wrapping', JSON.stringify(this.#wrapping.saveState()));
    keep('given', JSON.stringify(this.#given.saveState()));
    keep('segmented', JSON.stringify(this.#segmented.saveState()));
  }
}

/** Of every second row of the reference. */
const LABELS = Array.from({ length: REFERENCE_SIZE }, (_, row) =>
  row % 2 === 0 ? 'cup' : 'plate',
);

async function fitted(model: Parameters<DriftMonitor['wrap']>[0], seed: number) {
  const inputs = gaussianRows(seed, REFERENCE_SIZE, INPUT_WIDTH).map((row) => tensor2d([row]));
  try {
    return await Reference.fit(model as never, inputs, TAP);
  } finally {
    for (const input of inputs) input.dispose();
  }
}
