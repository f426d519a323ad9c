import {
  type DeviceHistory,
  type DeviceTestOptions,
  type DeviceTests,
  testDevices,
} from './deviceTest.js';
import type { FeatureMap } from './featureMap.js';

/** At most. */
const ROUNDS = 5;

/**
 * Which devices stand out, where what they see has changed for all of them: {@link testDevices} on what each changed by
 * more than the fleet. The fleet's change is the mean of those devices that do not stand out: that of all would hold a
 * share of what the others changed by, and lay it on devices that have not changed. To begin with, these are the half
 * of the devices that are nearest to the median; then those that are not found, until the same are found again.
 *
 * @throws As {@link testDevices}.
 */
export function testDevicesApart(
  histories: readonly DeviceHistory[],
  map: FeatureMap,
  options: Omit<DeviceTestOptions, 'fleetChanges'>,
): DeviceTests {
  let isApart = furtherHalf(histories.map(meanChange));
  for (let round = 1; ; round++) {
    const fleetChanges = meanChanges(histories, isApart);
    const tests = testDevices(histories, map, { ...options, fleetChanges });
    const changed = new Set(tests.groups.flatMap(({ name, isChanged }) => (isChanged ? name : [])));
    const isFound = histories.map(({ device }) => changed.has(device));
    const isSame = isFound.every((found, at) => found === isApart[at]);
    // Where most are found, there is no fleet to stand out from.
    if (isSame || round === ROUNDS || 2 * changed.size > histories.length) return tests;
    isApart = isFound;
  }
}

function meanChange({ changes }: DeviceHistory): Float64Array {
  const mean = new Float64Array(changes[0]?.change.length ?? 0);
  for (const { change } of changes) {
    for (const [t, value] of change.entries()) mean[t]! += value / changes.length;
  }
  return mean;
}

/** From the median of each coordinate. */
function furtherHalf(means: readonly Float64Array[]): boolean[] {
  const width = means[0]?.length ?? 0;
  const medians = Float64Array.from({ length: width }, (_, t) => {
    const sorted = Float64Array.from(means, (mean) => mean[t] ?? 0).sort();
    return sorted[sorted.length >> 1]!;
  });
  const distances = means.map((mean) => Math.hypot(...mean.map((value, t) => value - medians[t]!)));
  const middle = Float64Array.from(distances).sort()[distances.length >> 1]!;
  return distances.map((distance) => distance > middle);
}

/** Of those that are not apart; of all in a period without any. */
function meanChanges(
  histories: readonly DeviceHistory[],
  isApart: readonly boolean[],
): Map<number, Float64Array> {
  const sums = new Map<number, { sum: Float64Array; devices: number; isApart: boolean }>();
  for (const [at, { changes }] of histories.entries()) {
    for (const { startMs, change } of changes) {
      const known = sums.get(startMs);
      if (!known || (known.isApart && !isApart[at])) {
        sums.set(startMs, { sum: change.slice(), devices: 1, isApart: isApart[at]! });
      } else if (known.isApart === isApart[at]) {
        known.devices++;
        for (const [t, value] of change.entries()) known.sum[t]! += value;
      }
    }
  }
  return new Map(
    [...sums].map(([start, { sum, devices }]) => [start, sum.map((value) => value / devices)]),
  );
}
