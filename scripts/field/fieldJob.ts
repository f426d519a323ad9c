/** Leads the streams of one setting and one reference through all methods, and keeps what each said. */
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRow } from '../../src/core/base/rows.js';
import type { Scene, Setting } from './fieldStreams.js';
import { KernelStream, knownOf } from './kernelStream.js';
import { type Method, namesOf, type Watch } from './method.js';
import { Recorder, type Records } from './records.js';

/** Wanted samples to a false alarm. */
export const RUN_TIME = 1_000;

/** Rows before those that are read: every window is full. */
const FILLING = 128;

/** What a method said in a stream: highest values so far, and when it raised an alarm itself (0: never). */
export interface Heard {
  readonly records: Records;
  readonly alarmedAt: number;
}

/** One stream; a drift begins with the first row that is read. */
export interface HeardStream {
  /** Without one: no drift. */
  readonly drift?: string;
  readonly length: number;
  /** By method, in the order of their names. */
  readonly heard: readonly Heard[];
}

/** What came of one reference. */
export interface JobResult {
  readonly setting: string;
  readonly seed: number;
  readonly streams: readonly HeardStream[];
  /** Mean milliseconds a sample, by group of methods; the kernel values of a sample under `kernel`. */
  readonly cost: Readonly<Record<string, number>>;
}

/** How many streams there are for each reference. */
export interface JobSize {
  readonly nullStreams: number;
  readonly driftStreams: number;
}

export async function runJob(
  { name, nullLength, scene: sceneOf }: Setting,
  seed: number,
  { nullStreams, driftStreams }: JobSize,
  methods: readonly Method[],
): Promise<JobResult> {
  const scene = await sceneOf(seed);
  const field = await Field.of(scene, seed, methods);
  const streams: HeardStream[] = [];
  for (let stream = 0; stream < nullStreams; stream++) {
    const random = seededRandom(1_000_000 + 1_000 * seed + stream);
    streams.push(await field.hear(scene.undrifted(random), undefined, nullLength, undefined));
  }
  for (const [at, drift] of scene.drifts.entries()) {
    for (let stream = 0; stream < driftStreams; stream++) {
      const random = seededRandom(2_000_000 + 100_000 * at + 1_000 * seed + stream);
      const drifted = drift.rows(random);
      streams.push(await field.hear(scene.undrifted(random), drifted, drift.most, drift.name));
    }
  }
  return { setting: name, seed, streams, cost: field.cost() };
}

/** All methods, prepared on one reference. */
class Field {
  readonly #kernel: KernelStream;
  readonly #watches: readonly Watch[];
  readonly #methods: readonly Method[];
  readonly #spent: Float64Array;
  readonly #counted: Float64Array;

  private constructor(kernel: KernelStream, watches: readonly Watch[], methods: readonly Method[]) {
    this.#kernel = kernel;
    this.#watches = watches;
    this.#methods = methods;
    this.#spent = new Float64Array(methods.length + 1);
    this.#counted = new Float64Array(methods.length + 1);
  }

  static async of({ reference }: Scene, seed: number, methods: readonly Method[]): Promise<Field> {
    const known = await knownOf(reference);
    const watches: Watch[] = [];
    for (const method of methods) watches.push(await method.prepare(known, RUN_TIME, seed));
    return new Field(await KernelStream.of(known), watches, methods);
  }

  /** @param drifted What comes after the rows that fill the windows; without it, more of the same. */
  async hear(
    undrifted: () => FeatureRow,
    drifted: (() => FeatureRow) | undefined,
    length: number,
    drift: string | undefined,
  ): Promise<HeardStream> {
    this.#kernel.restart();
    for (const watch of this.#watches) watch.restart();
    const recorders = namesOf(this.#methods).map(() => new Recorder());
    for (let time = -FILLING; time < length; time++) {
      const row = time < 0 ? undrifted() : (drifted ?? undrifted)();
      await this.#push(row, time >= 0 ? recorders : undefined);
    }
    const heard = recorders.map(({ records, alarmedAt }) => ({ records, alarmedAt }));
    return { ...(drift !== undefined && { drift }), length, heard };
  }

  async #push(row: FeatureRow, recorders: readonly Recorder[] | undefined): Promise<void> {
    let before = performance.now();
    const spend = (at: number, isCounted: boolean): void => {
      const now = performance.now();
      if (recorders && isCounted) {
        this.#spent[at]! += now - before;
        this.#counted[at]!++;
      }
      before = now;
    };
    const sample = this.#kernel.push(row);
    spend(this.#methods.length, true);
    let next = 0;
    for (const [at, watch] of this.#watches.entries()) {
      const isCounted = !watch.isIdle;
      const pushed = watch.push(sample, recorders !== undefined);
      const readings = pushed instanceof Promise ? await pushed : pushed;
      spend(at, isCounted);
      for (const { statistic, alarms } of readings) recorders?.[next++]?.add(statistic, alarms);
    }
  }

  cost(): Record<string, number> {
    const labels = [...this.#methods.map(({ names }) => names.join(', ')), 'kernel'];
    return Object.fromEntries(
      labels.map((label, at) => [label, this.#spent[at]! / Math.max(1, this.#counted[at]!)]),
    );
  }
}
