import { type GuardedRun, guardedRun, permutationTest, type WindowTest } from './guardedRun.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

/**
 * Measures what the dependence guard is worth on inputs that follow each other like the frames of
 * a video, against an independent reference (see `guardedRun`).
 *
 * The first window that the guard accepts is undrifted; how often a test at 5 % rejects it is the
 * type-I error. The first accepted window of shifted rows alone is to be rejected.
 */

const LEVEL = 0.05;

/** Options of {@link simulateDependence}. */
export interface DependenceSimulation {
  /** Per correlation. @defaultValue `200` */
  readonly runs?: number;
  /** Lag-1 correlations of the frames. @defaultValue `[0, 0.5, 0.9, 0.97]` */
  readonly correlations?: readonly number[];
  /** @defaultValue the permutation test of one window */
  readonly test?: WindowTest;
  /** Begins the settings of the rows. */
  readonly label?: string;
}

/** Figures for each correlation; of what no run has come to, there are none. */
export async function simulateDependence(
  options: DependenceSimulation = {},
): Promise<SimulatedRow[]> {
  const { runs = 200, correlations = [0, 0.5, 0.9, 0.97] } = options;
  const { test = permutationTest, label = '' } = options;
  const figures: SimulatedRow[] = [];
  for (const rho of correlations) {
    const frames = framesFor(rho);
    const done: GuardedRun[] = [];
    for (let seed = 0; seed < runs; seed++) done.push(await guardedRun(rho, frames, seed, test));
    figures.push(...figuresOf(done, rho, `${label}ρ ${rho}, ${frames} frames, ${runs} runs`));
  }
  return figures;
}

/** A shorter run would be judged by the few that stop thinning too early. */
function framesFor(rho: number): number {
  if (rho <= 0.5) return 600;
  return rho <= 0.9 ? 4_000 : 12_000;
}

function figuresOf(runs: readonly GuardedRun[], rho: number, setting: string): SimulatedRow[] {
  const tested = runs.flatMap((run) => run.undrifted ?? []);
  const shifted = runs.flatMap((run) => run.shifted ?? []);
  const insufficient = runs.filter((run) => run.wasInsufficient);
  const mustTest = rho <= 0.5 ? 0.8 : 0;
  const unguarded = rho < 0.5 ? ([0, 0.1] as const) : ([0.5, 1] as const);
  const rows = [
    ['type-I error without guard', rejected(runs.map((run) => run.unguarded)), ...unguarded],
    ['type-I error with guard', rejected(tested.map((first) => first.pValue)), 0, 0.1],
    ['runs that reach a test', tested.length / runs.length, mustTest, 1],
    ['runs found insufficient', insufficient.length / runs.length, 0, 0.1],
    ['frames to the first test', mean(tested.map((first) => first.frames)), 0, framesFor(rho)],
    ['stride at the first test', mean(tested.map((first) => first.stride)), 1, 1_000],
    ['of these, runs that reach a test after a shift', shifted.length / tested.length, mustTest, 1],
    ['shifts found', rejected(shifted), 0.95, 1],
  ] as const;
  return rows
    .filter(([, value]) => !Number.isNaN(value))
    .map(([what, value, low, high]) =>
      simulatedRow('dependent-frames', `${what}, ${setting}`, value, [low, high]),
    );
}

function rejected(pValues: readonly number[]): number {
  return mean(pValues.map((pValue) => Number(pValue <= LEVEL)));
}

/** NaN of none. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
