/** Frames that depend on each other, judged by how new they are, as a monitor does that is told nothing else. */

import { packedRows } from '../../src/core/base/derivedRows.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRow } from '../../src/core/base/rows.js';
import { FrameWatch } from '../streams/frameWatch.js';
import { noveltyJudge, RUN_TIME } from './noveltyJudge.js';
import { meanOf } from './scan.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const [PARTS, ROWS_PER_PART, WIDTH] = [10, 60, 16];

/** Frames from one row of the reference to the next. */
const REFERENCE_STRIDE = 50;

/** Tests before the shift. */
const CALM_TESTS = 30;

/** For neighbours that are so correlated, how many frames a first verdict and a shift may take. */
export const settings = [
  { rho: 0.5, firstVerdict: 130, shift: 60 },
  { rho: 0.8, firstVerdict: 200, shift: 100 },
  { rho: 0.9, firstVerdict: 300, shift: 200 },
  { rho: 0.95, firstVerdict: 600, shift: 400 },
  { rho: 0.97, firstVerdict: 1_000, shift: 700 },
] as const;

/** Of one part of a reference, x_t = ρ x_{t-1} + √(1 - ρ²) e_t about its mean, gaussian. */
class Frames {
  readonly #rho: number;
  readonly #mean: Float32Array;
  readonly #gaussian: () => number;
  #state: Float32Array;

  constructor(rho: number, mean: Float32Array, gaussian: () => number) {
    this.#rho = rho;
    this.#mean = mean;
    this.#gaussian = gaussian;
    this.#state = mean.map(gaussian);
  }

  /** Moves on by so many frames. */
  next(frames = 1, shift = 0): Float32Array {
    const rho = this.#rho ** frames;
    this.#state = this.#state.map((x) => rho * x + Math.sqrt(1 - rho * rho) * this.#gaussian());
    return this.#state.map((x, c) => this.#mean[c]! + x + shift);
  }
}

/** What happened in the runs of one reference or of several. */
export interface RunsOfFrames {
  readonly firsts: readonly number[];
  readonly delays: readonly number[];
  readonly tests: number;
  readonly alarms: number;
}

/** Of the runs with each reference half end with a shift of one standard deviation. */
export async function framesOfParts(references: number, runs: number): Promise<SimulatedRow[]> {
  const rows: SimulatedRow[] = [];
  for (const { rho } of settings) {
    const all: RunsOfFrames[] = [];
    for (let seed = 0; seed < references; seed++) all.push(await runsOfFrames(rho, seed, runs));
    rows.push(...rowsOfFrames(rho, all));
  }
  return rows;
}

/** @param seed Of the reference and its runs. */
export async function runsOfFrames(rho: number, seed: number, runs: number): Promise<RunsOfFrames> {
  const random = seededRandom(50 + seed);
  const gaussian = normal(random);
  const means = Array.from({ length: PARTS }, () => Float32Array.from({ length: WIDTH }, gaussian));
  const reference = packedRows(
    means.flatMap((mean) => {
      const frames = new Frames(rho, mean, gaussian);
      return Array.from({ length: ROWS_PER_PART }, () => frames.next(REFERENCE_STRIDE));
    }),
  );
  const judge = await noveltyJudge(reference, seed);
  const firsts: number[] = [];
  const delays: number[] = [];
  let [tests, alarms] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const watch = await FrameWatch.start(reference, judge);
    const frames = new Frames(rho, means[Math.floor(PARTS * random())]!, gaussian);
    const isShifted = run % 2 === 1;
    const lasting = await lastingOf(watch, frames, isShifted ? CALM_TESTS : RUN_TIME);
    firsts.push(lasting.first);
    tests += lasting.tests;
    alarms += lasting.alarmed ? 1 : 0;
    if (isShifted && !lasting.alarmed) {
      delays.push(delayOf(watch, () => frames.next(watch.stride, 1)));
    }
  }
  return { firsts, delays, tests, alarms };
}

/** @param all By reference. */
export function rowsOfFrames(rho: number, all: readonly RunsOfFrames[]): SimulatedRow[] {
  const { firstVerdict, shift } = settings.find((setting) => setting.rho === rho)!;
  const firsts = all.flatMap((one) => one.firsts);
  const delays = all.flatMap((one) => one.delays);
  const tests = all.reduce((sum, one) => sum + one.tests, 0);
  const alarms = all.reduce((sum, one) => sum + one.alarms, 0);
  const label = `new, one part of ten, frames correlated ${rho}`;
  const figure = (what: string, values: readonly number[], most: number) =>
    simulatedRow(
      'frames',
      `${what}, ${label}`,
      meanOf(values),
      [null, most],
      `a tenth of ${values.length} runs takes ${quantile(values, 0.9)} or more`,
    );
  return [
    figure('frames to the first verdict', firsts, firstVerdict),
    figure('frames from a shift of one standard deviation to the alarm', delays, shift),
    simulatedRow(
      'frames',
      `run length in tests by the wanted one, ${label}`,
      tests / Math.max(1, alarms) / RUN_TIME,
      [0.8, null],
      `${alarms} alarms in ${tests} tests`,
    ),
  ];
}

/** Until an alarm, or so many tests. */
async function lastingOf(watch: FrameWatch, frames: Frames, most: number) {
  let [frame, first, tests] = [0, 0, 0];
  while (tests < most) {
    frame++;
    // Those that are not admitted are passed over in one move.
    const step = watch.push(() => frames.next(watch.stride));
    if (!step) continue;
    first ||= frame;
    tests++;
    if (step.event === 'alarm') return { first, tests, alarmed: true };
  }
  return { first, tests, alarmed: false };
}

/** Frames to the alarm. */
function delayOf(watch: FrameWatch, next: () => FeatureRow, most = 5_000): number {
  for (let frame = 1; frame < most; frame++) {
    if (watch.push(next)?.event === 'alarm') return frame;
  }
  return most;
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * values.length)]!;
}
