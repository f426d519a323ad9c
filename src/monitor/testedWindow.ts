import type { JudgedTest } from './judgedTest.js';
import type { LiveDetails } from './liveTest.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { Verdict, verdictOf } from './verdict.js';

/** An input in the window of the latest test, and how unlike the reference it is. */
export interface DriftedInput {
  /** Counts the samples that were admitted, from 1. */
  readonly sample: number;
  /** When it came, ISO 8601. */
  readonly time: string;
  /**
   * The witness of MMD there: how much more it resembles the reference than the rest of the window.
   * The most negative is the most unlike the reference.
   */
  readonly witness: number;
  /** What `observe` was given as `id`. */
  readonly id?: string;
  /** A small picture of it, with `keepThumbnails`. */
  readonly thumbnail?: OffscreenCanvas;
}

/** The inputs of a test's window, the most unlike the reference first. */
function mostDrifted({ test, decision }: JudgedTest, count: number): DriftedInput[] {
  const witness = 'witness' in test ? test.witness : (decision.witness ?? []);
  // An early witness may leave the oldest rows out.
  const inputs = test.inputs.slice(test.inputs.length - witness.length);
  return [...witness.keys()]
    .sort((a, b) => witness[a]! - witness[b]!)
    .slice(0, count)
    .flatMap((slot) => {
      const input = inputs[slot];
      if (!input) return [];
      const { sample, timeMs, thumbnail, id } = input;
      const time = new Date(timeMs).toISOString();
      return {
        sample,
        time,
        witness: witness[slot]!,
        ...(id !== undefined && { id }),
        ...(thumbnail && { thumbnail }),
      };
    });
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

/** The null distribution of a test, safe from the tests to come. */
function testedNull({ nullStatistics, statistic, pValue }: LiveDetails): TestedNull {
  return { nullStatistics: Float64Array.from(nullStatistics), statistic, pValue };
}

/** The tests of a monitor: how many, and the latest one. */
export class Tests {
  #count: number;
  #last: { readonly verdict: Verdict; readonly judged: JudgedTest } | undefined;

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
    recordOf: typeof verdictOf,
    samples: number,
    options: ResolvedMonitorOptions,
  ): Verdict {
    const verdict = recordOf(judged, { sequence: this.#count + 1, samples }, options);
    this.#count++;
    this.#last = { verdict, judged };
    return verdict;
  }

  /** The count goes on. */
  forgetLast(): void {
    this.#last = undefined;
  }

  mostDrifted(count: number): DriftedInput[] {
    return this.#last ? mostDrifted(this.#last.judged, count) : [];
  }

  null(): TestedNull | undefined {
    const test = this.#last?.judged.test;
    return test && 'witness' in test ? testedNull(test) : undefined;
  }
}
