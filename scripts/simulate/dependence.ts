/**
 * Measures what the dependence guard is worth on inputs that follow each other like the frames of
 * a video, x_t = ρ x_{t-1} + √(1 - ρ²) e_t with gaussian e_t, against an independent reference.
 *
 * The first window that the guard accepts is undrifted; how often a test at 5 % rejects it is the
 * type-I error. From the middle of the run on, or later where no window was accepted before, all
 * coordinates are shifted; the first accepted window of shifted rows alone is to be rejected.
 */
import { engineBandwidth } from '../../src/detector/engineBandwidth.js';
import { type Float64Test, mmdTestFloat64 } from '../../src/detector/mmdTestFloat64.js';
import { normal } from '../../src/random/normal.js';
import { seededRandom } from '../../src/random/seededRandom.js';
import type { FeatureRows } from '../../src/rows/featureRows.js';
import { DependenceGuard } from '../../src/sampling/dependenceGuard.js';
import { medianDistance } from '../../src/statistics/medianDistance.js';
import { permutationPValue, tieTolerance } from '../../src/statistics/pValue.js';
import { drawSplits } from '../../src/statistics/splits.js';
import { type SimulatedRow, simulatedRow } from './row.js';

const [WIDTH, REFERENCE, WINDOW, PERMUTATIONS] = [16, 100, 20, 199];
const LEVEL = 0.05;
const SHIFT = 0.8;

/** Options of {@link simulateDependence}. */
export interface DependenceSimulation {
  /** @defaultValue `200` */
  readonly runs?: number;
  /** @defaultValue `[0, 0.5, 0.9, 0.97]` */
  readonly correlations?: readonly number[];
}

/** What happened in one run. */
interface Run {
  /** Of the first frames, without a guard. */
  readonly unguarded: number;
  /** Of the first accepted window; undefined where none was accepted in time. */
  readonly undrifted?: number;
  /** Frames until then. */
  readonly frames?: number;
  /** Of the first accepted window of shifted rows. */
  readonly shifted?: number;
  readonly stride: number;
}

export async function simulateDependence(
  options: DependenceSimulation = {},
): Promise<SimulatedRow[]> {
  const {
    runs = 200,
    correlations = (process.env['R'] ?? '0,0.5,0.9,0.97').split(',').map(Number),
  } = options;
  const figures: SimulatedRow[] = [];
  for (const rho of correlations) {
    const frames = rho <= 0.5 ? 1_000 : rho <= 0.9 ? 6_000 : 16_000;
    const found: Run[] = [];
    for (let seed = 0; seed < runs; seed++) found.push(await simulateRun(rho, frames, seed));
    figures.push(...summary(found, rho, `ρ ${rho}, ${frames} frames, ${runs} runs`));
  }
  return figures;
}

function summary(runs: readonly Run[], rho: number, setting: string): SimulatedRow[] {
  const row = (name: string, value: number, bound: SimulatedRow['bound']): SimulatedRow =>
    simulatedRow('dependent-frames', `${name}, ${setting}`, value, bound);
  const rejected = (pValues: readonly (number | undefined)[]): number => {
    const known = pValues.filter((p) => p !== undefined);
    return known.filter((p) => p <= LEVEL).length / known.length;
  };
  const mean = (values: readonly number[]): number =>
    values.reduce((a, b) => a + b, 0) / values.length;
  const tested = runs.filter((run) => run.undrifted !== undefined);
  const shifted = tested.filter((run) => run.shifted !== undefined);
  return [
    row('type-I error without the guard', rejected(runs.map((r) => r.unguarded)), [null, null]),
    row('type-I error with the guard', rejected(runs.map((r) => r.undrifted)), [0, 0.1]),
    row('share of runs that reach a test', tested.length / runs.length, [
      rho <= 0.5 ? 0.8 : null,
      null,
    ]),
    row('mean frames to the first test', mean(tested.map((r) => r.frames!)), [null, null]),
    row('mean stride at the first test', mean(tested.map((r) => r.stride)), [null, null]),
    row('share of shifts of .8 found', rejected(shifted.map((r) => r.shifted)), [
      rho <= 0.5 ? 0.95 : null,
      null,
    ]),
  ];
}

async function simulateRun(rho: number, frames: number, seed: number): Promise<Run> {
  const gaussian = normal(seededRandom(1_000 + seed));
  const reference = {
    values: Float32Array.from({ length: REFERENCE * WIDTH }, gaussian),
    count: REFERENCE,
    width: WIDTH,
  };
  const splits = drawSplits(REFERENCE, WINDOW, PERMUTATIONS, seed);
  const bandwidth = await engineBandwidth('median', () => medianDistance(reference));
  const pValueOf = tester(reference, { kernel: 'gaussian', bandwidth, splits });
  const guard = await DependenceGuard.create(reference, { sampling: 'video', windowSize: WINDOW });
  const state = Float64Array.from({ length: WIDTH }, gaussian);
  const first: Float32Array[] = [];
  let window: Float32Array[] = [];
  let run: Partial<Run> = {};
  let sinceShift = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (let c = 0; c < WIDTH; c++) {
      state[c] = rho * state[c]! + Math.sqrt(1 - rho * rho) * gaussian();
    }
    const isShifted = frame >= frames / 2 && run.undrifted !== undefined;
    const row = Float32Array.from(state, (x) => x + (isShifted ? SHIFT : 0));
    if (first.length < WINDOW) first.push(row);
    if (!guard.offer(frame)) continue;
    window.push(row);
    if (isShifted) sinceShift++;
    const { keepEvery } = guard.admitted(row);
    if (keepEvery > 1) {
      window = window.filter((_, at) => (window.length - 1 - at) % keepEvery === 0);
      sinceShift = Math.ceil(sinceShift / keepEvery);
    }
    window = window.slice(-WINDOW);
    const { state: judged } = guard.judgement;
    if (judged !== 'independent' || window.length < WINDOW) continue;
    if (run.undrifted === undefined) {
      run = { undrifted: await pValueOf(window), frames: frame + 1, stride: guard.stride };
    } else if (sinceShift >= WINDOW) {
      run = { ...run, shifted: await pValueOf(window) };
      break;
    }
  }
  return { stride: guard.stride, ...run, unguarded: await pValueOf(first) };
}

function tester(reference: FeatureRows, test: Float64Test) {
  return async (window: readonly Float32Array[]): Promise<number> => {
    const values = new Float32Array(WINDOW * WIDTH);
    for (const [at, row] of window.entries()) values.set(row, at * WIDTH);
    const live = { values, count: WINDOW, width: WIDTH };
    const { statistics } = await mmdTestFloat64(reference, live, test);
    return permutationPValue(statistics, tieTolerance.float64);
  };
}
