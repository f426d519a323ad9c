/** Does a fleet find what changed at all its devices, or some, and nothing where nothing did? */

import { normal } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import { analyticGaussianSigma } from '../../src/core/fleet/analyticGaussian.js';
import type { BucketSums } from '../../src/core/fleet/buckets.js';
import { times } from '../../src/core/fleet/featureMap.js';
import { testLandmarks } from '../../src/core/fleet/landmarkTest.js';
import { pairedTest } from '../../src/core/fleet/pairedTest.js';
import { difference, oneEach, SimulatedFleet } from '../streams/simulatedFleet.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const DEVICES = 400;
const ROWS = 120;
const FEW_ROWS = 30;
const LEVEL = 0.05;

/** How often something is found, and how far off it is on average. */
export class Tally {
  #runs = 0;
  #found = 0;
  #z = 0;

  add(isFound: boolean, z: number = 0): void {
    this.#runs++;
    if (isFound) this.#found++;
    this.#z += z;
  }

  row(setting: string, bound: SimulatedRow['bound'], withZ = true): SimulatedRow {
    const [share, z] = [this.#found / this.#runs, this.#z / this.#runs];
    const note = `${this.#runs} runs${withZ ? `, z ${z.toFixed(2)} on average` : ''}`;
    return simulatedRow('fleet', setting, share, bound, note);
  }
}

/** @param runs With all rows; powers are of a quarter of them. */
export async function changesOfFleets(runs: number): Promise<SimulatedRow[]> {
  const fleet = await SimulatedFleet.of(1);
  const random = seededRandom(2);
  const draw = normal(seededRandom(3));
  const sigmas = EPSILONS.map((epsilon) => analyticGaussianSigma({ epsilon, delta: DELTA }));
  const { map, space } = fleet;
  const tallies = new Map<string, Tally>();
  const tally = (setting: string): Tally => {
    if (!tallies.has(setting)) tallies.set(setting, new Tally());
    return tallies.get(setting)!;
  };
  const count = (setting: string, buckets: readonly BucketSums[], seed: number): void => {
    const { pValue, z } = pairedTest(buckets, map, { seed });
    tally(setting).add(pValue <= LEVEL, z);
  };
  for (let run = 0; run < runs; run++) {
    const devices = Array.from({ length: DEVICES }, () => fleet.device());
    const before = devices.map((device) => fleet.meanOf(device, ROWS));
    const now = devices.map((device) => fleet.meanOf(device, ROWS));
    const few = devices.map((device) => fleet.meanOf(device, FEW_ROWS));
    const against = (means: readonly Float64Array[]): Float64Array[] =>
      means.map((mean, at) => difference(mean, before[at]!));
    const changes = oneEach(against(now));
    count(SETTINGS.equal, changes, run);
    count(SETTINGS.unequal, oneEach(against(few)), run);
    count(SETTINGS.twenty, oneEach(against(few).slice(0, 20)), run);
    count(SETTINGS.buckets, inBuckets(changes, 64, random), run);
    for (const [at, sigma] of sigmas.entries()) {
      const noisy = (means: readonly Float64Array[]): Float64Array[] =>
        means.map((mean) => withNoise(mean, sigma, { fleet, draw }));
      const [later, earlier] = [noisy(now), noisy(before)];
      const noisyChanges = later.map((mean, device) => difference(mean, earlier[device]!));
      count(SETTINGS.noise[at]!, oneEach(noisyChanges), run);
    }
    const landmarks = testLandmarks(changes, space, { level: LEVEL, seed: run });
    tally(SETTINGS.landmarks).add(landmarks.some(({ isChanged }) => isChanged));
    if (run % 4 > 0) continue;
    const all = devices.map((device) => fleet.meanOf(device, ROWS, 0.05));
    count(SETTINGS.all, oneEach(against(all)), run);
    for (const [at, shift] of [0.3, 0.5].entries()) {
      const some = now.map((mean, device) =>
        device % 10 > 0 ? mean : fleet.meanOf(devices[device]!, ROWS, shift),
      );
      count(SETTINGS.tenth[at]!, oneEach(against(some)), run);
    }
  }
  const rowOf = (setting: string, bound: SimulatedRow['bound'], withZ?: boolean): SimulatedRow =>
    tally(setting).row(setting, bound, withZ);
  return [
    ...[SETTINGS.equal, SETTINGS.unequal, SETTINGS.twenty, SETTINGS.buckets, ...SETTINGS.noise].map(
      (setting) => rowOf(setting, [null, 0.07]),
    ),
    rowOf(SETTINGS.landmarks, [null, 0.07], false),
    rowOf(SETTINGS.all, [1, null]),
    rowOf(SETTINGS.tenth[0]!, [0.5, null]),
    rowOf(SETTINGS.tenth[1]!, [1, null]),
  ];
}

const EPSILONS = [1, 4] as const;

const SETTINGS = {
  equal: `nothing changed, ${DEVICES} devices, ${ROWS} rows now and before`,
  unequal: `nothing changed, ${DEVICES} devices, ${FEW_ROWS} rows now and ${ROWS} before`,
  twenty: `nothing changed, 20 devices, ${FEW_ROWS} rows now and ${ROWS} before`,
  buckets: `nothing changed, ${DEVICES} devices in 64 buckets by a hash`,
  noise: EPSILONS.map((epsilon) => `nothing changed, ${DEVICES} devices with noise, ε ${epsilon}`),
  landmarks: `nothing changed, ${DEVICES} devices: any of 64 landmarks found`,
  all: `all of ${DEVICES} devices shifted by .05`,
  tenth: [0.3, 0.5].map(
    (shift) => `a tenth of ${DEVICES} devices shifted by ${`${shift}`.slice(1)}`,
  ),
} as const;

function inBuckets(devices: readonly BucketSums[], buckets: number, random: Random): BucketSums[] {
  const filled = new Map<number, { bucket: number; devices: number; sums: Float64Array }>();
  for (const { sums } of devices) {
    const bucket = Math.floor(random() * buckets);
    const known = filled.get(bucket);
    if (!known) filled.set(bucket, { bucket, devices: 1, sums: sums.slice() });
    else {
      known.devices++;
      for (const [t, sum] of sums.entries()) known.sums[t]! += sum;
    }
  }
  return [...filled.values()];
}

/** As `noisySums` has it, with σ computed once. */
function withNoise(
  mean: Float64Array,
  sigma: number,
  { fleet, draw }: { fleet: SimulatedFleet; draw: () => number },
): Float64Array {
  const noise = times(
    fleet.map.root,
    mean.map(() => sigma * draw()),
  );
  return mean.map((value, t) => value + noise[t]!);
}

export const DELTA = 1e-6;
