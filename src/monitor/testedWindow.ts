import type { JudgedTest } from './judgedTest.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { Verdict, verdictOf } from './verdict.js';

/** An input in the window of the latest test, and how little it resembles the reference. */
export interface DriftedInput {
  /** Counts the samples that were admitted, from 1. */
  readonly sample: number;
  /** When it came, ISO 8601. */
  readonly time: string;
  /**
   * The witness of MMD: how much more the input resembles the reference than the rest of the window. The
   * lowest value is the input least like the reference.
   */
  readonly witness: number;
  /** What `observe` was given as `id`. */
  readonly id?: string;
  /** A small picture of it, with `keepThumbnails`. */
  readonly thumbnail?: OffscreenCanvas;
}

/** What the latest test compared its statistic with. */
export interface TestedNull {
  /** The statistic of each permutation, shape [permutations]; a copy. */
  readonly nullStatistics: Float64Array;
  /** The statistic of the window: MMD², or with `bandwidth: 'fuse'` the fused one. */
  readonly statistic: number;
  /** From 1 / (1 + permutations) to 1; ties within rounding count against the alarm. */
  readonly pValue: number;
}

/** What makes a record of a test, and reads its window; it comes with what makes tests. */
interface TestReader {
  readonly recordOf: typeof verdictOf;
  readonly mostDrifted: (test: JudgedTest, count: number) => DriftedInput[];
  readonly testedNull: (test: JudgedTest) => TestedNull | undefined;
}

/** The tests of a monitor: how many, and the latest one. */
export class Tests {
  #count: number;
  #last:
    | { readonly verdict: Verdict; readonly judged: JudgedTest; readonly reader: TestReader }
    | undefined;

  /** @param before Tests on earlier visits. */
  constructor(before: number) {
    this.#count = before;
  }

  get count(): number {
    return this.#count;
  }

  /** Of the latest test. */
  get verdict(): Verdict | undefined {
    return this.#last?.verdict;
  }

  /** @param samples Admitted so far. */
  conclude(
    judged: JudgedTest,
    reader: TestReader,
    samples: number,
    options: ResolvedMonitorOptions,
  ): Verdict {
    const verdict = reader.recordOf(judged, { sequence: this.#count + 1, samples }, options);
    this.#count++;
    this.#last = { verdict, judged, reader };
    return verdict;
  }

  /** The count goes on. */
  forgetLast(): void {
    this.#last = undefined;
  }

  mostDrifted(count: number): DriftedInput[] {
    return this.#last?.reader.mostDrifted(this.#last.judged, count) ?? [];
  }

  null(): TestedNull | undefined {
    return this.#last?.reader.testedNull(this.#last.judged);
  }
}
