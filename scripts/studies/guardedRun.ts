import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import { DependenceGuard } from '../../src/core/dependence/guard.js';
import { createAdmissionRule } from '../../src/core/dependence/sampling.js';
import { medianDistance } from '../../src/core/math/medianDistance.later.js';
import { type Float64Test, mmdTestFloat64 } from '../../src/core/mmd/float64Test.js';
import { permutationPValue, tieTolerance } from '../../src/core/mmd/outcome.js';
import { drawSplits } from '../../src/core/mmd/splits.js';

const [WIDTH, REFERENCE, PERMUTATIONS] = [16, 100, 199];
const SHIFT = 0.8;

/** How a window that the guard accepts is tested. */
export interface WindowTest {
  /** Rows that the window holds. */
  readonly windowSize: number;
  /** Rows that it has to hold. */
  readonly fewest: number;
  /** @param seed Of the run. */
  prepare(
    reference: FeatureRows,
    seed: number,
  ): Promise<(rows: readonly Float32Array[]) => Promise<number>>;
}

const PERMUTED = 20;

/** The permutation test of one full window. */
export const permutationTest: WindowTest = {
  windowSize: PERMUTED,
  fewest: PERMUTED,
  async prepare(reference, seed) {
    const bandwidth = await medianDistance(reference, 'squared');
    const splits = drawSplits(REFERENCE, PERMUTED, PERMUTATIONS, seed);
    const test: Float64Test = { kernel: 'gaussian', bandwidth, splits };
    return (rows) => pValueOf(reference, rows, test);
  },
};

/** What happened in one run. */
export interface GuardedRun {
  /** p-value of the first frames as they came. */
  readonly unguarded: number;
  /** The first accepted window; undefined where none was accepted in time. */
  readonly undrifted: { pValue: number; frames: number; stride: number } | undefined;
  /** p-value of the first accepted window of shifted rows alone; undefined like the other. */
  readonly shifted: number | undefined;
  readonly wasInsufficient: boolean;
}

/**
 * One run of frames x_t = ρ x_{t-1} + √(1 - ρ²) e_t, e_t gaussian of width 16, past the guard into
 * a window. From the middle on, or later where no window was accepted by then, all coordinates are
 * shifted by .8.
 */
export async function guardedRun(
  rho: number,
  frames: number,
  seed: number,
  { windowSize, fewest, prepare }: WindowTest,
): Promise<GuardedRun> {
  // Not the seed of the permutations, which must know nothing of the rows.
  const gaussian = normal(seededRandom(1_000_000 + seed));
  const values = Float32Array.from({ length: REFERENCE * WIDTH }, gaussian);
  const reference = { values, count: REFERENCE, width: WIDTH };
  const pValue = await prepare(reference, seed);
  const rule = createAdmissionRule('video');
  const options = { sampling: 'video', windowSize, rule } as const;
  const guard = await DependenceGuard.create(reference, options);
  const state = Float64Array.from({ length: WIDTH }, gaussian);
  const first: Float32Array[] = [];
  let window: { row: Float32Array; isShifted: boolean }[] = [];
  let undrifted: GuardedRun['undrifted'];
  let shifted: number | undefined;
  let wasInsufficient = false;
  for (let frame = 0; frame < frames && shifted === undefined; frame++) {
    for (let c = 0; c < WIDTH; c++) {
      state[c] = rho * state[c]! + Math.sqrt(1 - rho * rho) * gaussian();
    }
    const isShifted = frame >= frames / 2 && undrifted !== undefined;
    const row = Float32Array.from(state, (x) => x + (isShifted ? SHIFT : 0));
    if (first.length < windowSize) first.push(row);
    if (!rule.offer(frame)) continue;
    const keepEvery = guard.look(row);
    const all = [...window, { row, isShifted }];
    window = all.filter((_, at) => (all.length - 1 - at) % keepEvery === 0).slice(-windowSize);
    wasInsufficient ||= guard.stateFor('independent') === 'insufficient';
    if (guard.stateFor('independent') !== 'independent' || window.length < fewest) continue;
    const rows = window.map((entry) => entry.row);
    if (!undrifted) {
      undrifted = { pValue: await pValue(rows), frames: frame + 1, stride: guard.stride };
    } else if (window.length === windowSize && window.every((entry) => entry.isShifted)) {
      shifted = await pValue(rows);
    }
  }
  const unguarded = await pValue(first);
  return { unguarded, undrifted, shifted, wasInsufficient };
}

async function pValueOf(
  reference: FeatureRows,
  rows: readonly Float32Array[],
  test: Float64Test,
): Promise<number> {
  const values = Float32Array.from(rows.flatMap((row) => [...row]));
  const live = { values, count: rows.length, width: WIDTH };
  const { statistics } = await mmdTestFloat64(reference, live, test);
  return permutationPValue(statistics, tieTolerance('float64', 0));
}
