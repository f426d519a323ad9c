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
 * share of what the others changed by, and lay it on devices that have not changed. So devices that are found are left
 * out of it, and all are tested again, until the same are found.
 *
 * @throws As {@link testDevices}.
 */
export function testDevicesApart(
  histories: readonly DeviceHistory[],
  map: FeatureMap,
  options: Omit<DeviceTestOptions, 'fleetChanges'>,
): DeviceTests {
  let isApart = histories.map(() => false);
  for (let round = 1; ; round++) {
    const fleetChanges = meanChanges(histories, isApart);
    const tests = testDevices(histories, map, { ...options, fleetChanges });
    const changed = new Set(tests.groups.flatMap(({ name, isChanged }) => (isChanged ? name : [])));
    const isFound = histories.map(({ device }) => changed.has(device));
    const isSame = isFound.every((found, at) => found === isApart[at]);
    // Where nearly all are found, there is no fleet to stand out from.
    if (isSame || round === ROUNDS || 2 * changed.size > histories.length) return tests;
    isApart = isFound;
  }
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
