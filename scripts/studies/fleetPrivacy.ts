/** How many devices a fleet needs to see what its noise hides. */

import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { analyticGaussianSigma } from '../../src/core/fleet/analyticGaussian.js';
import { BUCKETS } from '../../src/core/fleet/buckets.js';
import { times } from '../../src/core/fleet/featureMap.js';
import { flipTest } from '../../src/core/fleet/pairedTest.js';
import { normalQuantile } from '../../src/core/math/normalQuantile.js';
import { dot } from '../../src/core/math/vectors.js';
import { difference, SimulatedFleet } from '../streams/simulatedFleet.js';
import { DELTA } from './fleetChange.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const ROWS = 120;

/** Periods that the baseline is the mean of, each with noise of its own. */
const BASELINE = 4;

const LEVEL = 0.05;
const POWER = 0.8;
const SHIFTS = [0.1, 0.3, 0.8] as const;
const EPSILONS = [1, 4] as const;

/** Of fewer there are too few flips for the level. */
const FEWEST = 6;

/** Devices whose scatter without noise is measured. */
const MEASURED = 2_000;

/**
 * Devices needed to find a shift of all of them in one period with a chance of .8 at a level of .05, from the closed
 * form of U's variance, 2 tr Σ² / M² + 4 ΔᵀΣΔ / M with Σ the covariance of what changed at a device and Δ the shift in φ;
 * and how often so many find it.
 */
export async function devicesNeeded(runs: number): Promise<SimulatedRow[]> {
  const fleet = await SimulatedFleet.of(6);
  const own = ownCovariance(fleet);
  const draw = normal(seededRandom(7));
  const rows: SimulatedRow[] = [];
  for (const epsilon of [...EPSILONS, undefined]) {
    const noise = epsilon
      ? analyticGaussianSigma({ epsilon, delta: DELTA }) ** 2 * (1 + 1 / BASELINE)
      : 0;
    const covariance = own.map((row, i) => row.map((value, j) => value + (i === j ? noise : 0)));
    for (const shift of SHIFTS) {
      const delta = times(
        fleet.map.inverseRoot,
        difference(fleet.expectedColumn(shift), fleet.expectedColumn(0)),
      );
      const needed = devicesFor(covariance, delta);
      const found = shareFound(runs, needed, { covariance, delta, draw });
      const setting = `shift ${`${shift}`.slice(1)}, ${epsilon ? `ε ${epsilon}` : 'no noise'}`;
      rows.push(
        simulatedRow('fleet', `devices needed, ${setting}`, needed, [null, null], 'computed'),
        simulatedRow(
          'fleet',
          `found by so many, ${setting}`,
          found,
          [0.7, needed > FEWEST ? 0.9 : null],
          `${runs} runs`,
        ),
      );
    }
  }
  return rows;
}

/** Shape [coordinates][coordinates]: of what changed at a device where nothing did. */
function ownCovariance(fleet: SimulatedFleet): Float64Array[] {
  const { size, inverseRoot } = fleet.map;
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  for (let at = 0; at < MEASURED; at++) {
    const device = fleet.device();
    const before = Array.from({ length: BASELINE }, () => fleet.meanOf(device, ROWS));
    const mean = before[0]!.map((_, t) => before.reduce((sum, one) => sum + one[t]! / BASELINE, 0));
    const change = times(inverseRoot, difference(fleet.meanOf(device, ROWS), mean));
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) covariance[i]![j]! += (change[i]! * change[j]!) / MEASURED;
    }
  }
  return covariance;
}

function devicesFor(covariance: readonly Float64Array[], delta: Float64Array): number {
  const trace = covariance.reduce((sum, row) => sum + dot(row, row), 0);
  const along = covariance.reduce((sum, row, i) => sum + delta[i]! * dot(row, delta), 0);
  const [found, missed] = [-normalQuantile(LEVEL), -normalQuantile(1 - POWER)];
  const isEnough = (devices: number): boolean =>
    devices * dot(delta, delta) >=
    found * Math.sqrt(2 * trace) + missed * Math.sqrt(2 * trace + 4 * devices * along);
  if (isEnough(FEWEST)) return FEWEST;
  let [low, high] = [FEWEST, 2 * FEWEST];
  while (!isEnough(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Sums of a bucket are drawn at once, which of noise they are exactly, and of devices nearly. */
function shareFound(
  runs: number,
  total: number,
  {
    covariance,
    delta,
    draw,
  }: { covariance: readonly Float64Array[]; delta: Float64Array; draw: () => number },
): number {
  const buckets = Math.min(BUCKETS, total);
  const root = choleskyOf(covariance);
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const devices = Array.from(
      { length: buckets },
      (_, at) => Math.floor((total * (at + 1)) / buckets) - Math.floor((total * at) / buckets),
    );
    const vectors = devices.map((m) => {
      const normals = delta.map(draw);
      return delta.map((shift, i) => m * shift + Math.sqrt(m) * dot(root[i]!, normals));
    });
    const numbers = devices.map((_, at) => at);
    if (flipTest({ numbers, devices, total, vectors }, { seed: run }).pValue <= LEVEL) found++;
  }
  return found / runs;
}

/** L with L Lᵀ the matrix, lower triangular. */
function choleskyOf(matrix: readonly Float64Array[]): Float64Array[] {
  const root = matrix.map((row) => new Float64Array(row.length));
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j <= i; j++) {
      const rest = row[j]! - dot(root[i]!, root[j]!);
      root[i]![j] = i === j ? Math.sqrt(Math.max(rest, 1e-15)) : rest / root[j]![j]!;
    }
  }
  return root;
}
