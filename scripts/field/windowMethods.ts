/**
 * One sliding window and its unbiased MMD². CALM calibrates a threshold on the reference for the wanted run time
 * (Cobb, Van Looveren, Klaise, "Sequential multivariate change detection with calibrated and memoryless false
 * detection rates", AISTATS 2022): `expectedRunTimePolicy`, window 64. The tutorial's rule is a permutation test
 * of each window of 20 at p ≤ .01, whatever run time is wanted; where run lengths are made equal its MMD² is
 * compared with a threshold, since 999 permutations do not tell smaller p-values apart.
 */
import type { AlarmTest } from '../../src/core/alarm/alarmPolicy.js';
import { expectedRunTimePolicy } from '../../src/core/alarm/policies.js';
import type { FeatureRow } from '../../src/core/base/rows.js';
import { MmdDetector } from '../../src/core/mmd/detector.js';
import { policyContext } from '../streams/policyContext.js';
import { SlidingMmd } from '../streams/slidingMmd.js';
import { type Known, type Method, NOTHING, type Sample } from './method.js';

const CALM_WINDOW = 64;
const TUTORIAL_WINDOW = 20;
const TUTORIAL_LEVEL = 0.01;

export const calm: Method = {
  names: ['CALM (one window of 64)'],
  usesKernel: true,
  async prepare(known, runTime, seed) {
    const { rows, bandwidth } = known;
    const context = policyContext(rows, bandwidth, CALM_WINDOW, runTime, seed);
    const rule = await expectedRunTimePolicy().start(context);
    const window = new SlidingWindow(known, CALM_WINDOW);
    return {
      restart() {
        window.restart();
        rule.restart?.();
      },
      push(sample) {
        const test = window.push(sample);
        if (!test) return [NOTHING];
        return [{ statistic: test.mmd2, alarms: rule.decide(test).level === 'drift' }];
      },
    };
  },
};

export const tutorial: Method = {
  names: ["the tutorial's rule (p ≤ .01)"],
  usesKernel: true,
  async prepare(known, _, seed) {
    const window = new SlidingWindow(known, TUTORIAL_WINDOW);
    const detector = await MmdDetector.create({
      reference: known.rows,
      windowSize: TUTORIAL_WINDOW,
      bandwidth: known.bandwidth,
      kernel: 'gaussian',
      permutations: 999,
      seed,
      compute: 'wasm',
    });
    let latest: FeatureRow[] = [];
    let written = 0;
    let alarmed = false;
    const pValue = async (): Promise<number> => {
      for (const row of latest.splice(0)) {
        const slot = written++ % TUTORIAL_WINDOW;
        detector.write({ values: row, count: 1, width: row.length }, slot);
      }
      return (await detector.test()).pValue;
    };
    return {
      restart() {
        window.restart();
        latest = [];
        alarmed = false;
      },
      get isIdle() {
        return alarmed;
      },
      async push(sample, isRead) {
        const test = window.push(sample);
        latest.push(sample.row);
        // Rows that nobody tests are gone when they leave the window.
        if (latest.length > TUTORIAL_WINDOW) latest.shift();
        if (!test) return [NOTHING];
        // The first alarm of a stream is what counts, and a test of permutations costs most of all.
        if (isRead && !alarmed) alarmed = (await pValue()) <= TUTORIAL_LEVEL;
        return [{ statistic: test.mmd2, alarms: alarmed }];
      },
    };
  },
};

/** The MMD² of the latest rows, from kernel values that are there. */
class SlidingWindow {
  readonly #known: Known;
  readonly #size: number;
  #sliding: SlidingMmd;

  constructor(known: Known, size: number) {
    this.#known = known;
    this.#size = size;
    this.#sliding = new SlidingMmd(known.kernel, size);
  }

  restart(): void {
    this.#sliding = new SlidingMmd(this.#known.kernel, this.#size);
  }

  push({ row, toReference, toEarlier }: Sample): AlarmTest | undefined {
    const size = this.#size;
    const slot = this.#sliding.nextSlot;
    let sum = 0;
    for (let i = 0; i < toReference.length; i++) sum += toReference[i]!;
    const toSlot = (other: number) => toEarlier[((slot - other + size) % size) - 1]!;
    return this.#sliding.push({ row: row as Float32Array, toReference: sum, toSlot });
  }
}
