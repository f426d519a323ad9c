import { deviceChange, type RowSums } from '../../src/core/fleet/buckets.js';
import { testEvidence } from '../../src/core/fleet/deviceEvidence.js';
import { type DeviceHistory, testDevices } from '../../src/core/fleet/deviceTest.js';
import { times } from '../../src/core/fleet/featureMap.js';
import { Pca } from '../../src/view/projection/pca.js';
import type { DevicePeriod, DeviceSummary, FleetStore } from '../store/fleetStore.js';
import { DAY_MS, type FleetScope } from './fleetScope.js';

/** One device, compared with itself. */
export interface DeviceFinding extends Omit<DeviceSummary, 'latestPeriod'> {
  readonly latestPeriod: number;
  /** Periods that were compared. */
  readonly compared: number;
  /** Null where there was too little to say anything. */
  readonly test: {
    readonly u: number;
    readonly z: number;
    readonly adjustedPValue: number;
    readonly isChanged: boolean;
  } | null;
  /** Of its own `evidencePolicy`, over samples since its restart; null where it runs none. */
  readonly evidence: { readonly eValue: number; readonly isChanged: boolean } | null;
  /** Its mean in the plane, before and now; null where it was silent. */
  readonly place: { readonly before: readonly number[]; readonly now: readonly number[] } | null;
}

export interface DeviceFindings {
  /** Those that changed first, by U. */
  readonly devices: readonly DeviceFinding[];
  /** Of all devices, those beyond the most that are tested. */
  readonly untested: boolean;
  /** Periods of the test, and what they were compared with, in milliseconds since 1970; ends excluded. */
  readonly now: readonly [number, number];
  readonly before: readonly [number, number];
  /** How alike neighbouring blocks of time of unchanged devices are: well above 0, devices are found that have not changed. */
  readonly blockCorrelation: number | null;
  readonly level: number;
}

/** The share of false ones among devices found. */
export const DEVICE_LEVEL = 0.1;
/** Longer than what a device sees depends on what it saw. */
const BLOCK_MS = 3 * 3_600_000;
/** Days that a device is tested on, at most: 2 to the power of minus its blocks is the least p-value. */
const MOST_DAYS = 3;
/** Devices of one query. */
const AT_ONCE = 500;

/** Days that devices are tested on, and how many days before they are compared with the same hours. */
export interface DeviceSpan {
  readonly from: number;
  readonly to: number;
  readonly daysBefore: number;
}

/**
 * Each tested period has a baseline of its own, the same hour so many days before that all of them lie before the
 * change; no two blocks may share one.
 */
export function deviceSpan(
  { periods, periodMs }: FleetScope,
  began: number | undefined,
): DeviceSpan {
  const to = periods.at(-1)!.period + periodMs;
  const from = Math.max(began ?? 0, to - MOST_DAYS * DAY_MS);
  return { from, to, daysBefore: Math.ceil((to - (began ?? from)) / DAY_MS) };
}

/** All devices in order of their names, up to so many. */
export async function allDevices(
  store: FleetStore,
  { sketchId, periodMs, periods, firstPeriod }: FleetScope,
  most: number,
): Promise<DeviceSummary[]> {
  const found: DeviceSummary[] = [];
  const span = { sketchId, periodMs, from: firstPeriod, to: periods.at(-1)!.period + periodMs };
  while (found.length < most) {
    const limit = Math.min(1_000, most - found.length);
    const after = found.at(-1)?.device ?? '';
    const some = await store.devices({ ...span, limit, after });
    found.push(...some);
    if (some.length < limit) break;
  }
  return found;
}

export async function deviceFindings(
  store: FleetStore,
  scope: FleetScope,
  { began, most }: { readonly began: number | undefined; readonly most: number },
): Promise<DeviceFindings> {
  const { sketchId, periodMs, map } = scope;
  const { from, to, daysBefore } = deviceSpan(scope, began);
  const shift = daysBefore * DAY_MS;
  const known = await allDevices(store, scope, most);
  const histories: DeviceHistory[] = [];
  const means = new Map<string, { before: Float64Array; now: Float64Array }>();
  for (let start = 0; start < known.length; start += AT_ONCE) {
    const names = known.slice(start, start + AT_ONCE).map(({ device }) => device);
    const rows = await store.deviceSeries({
      sketchId,
      periodMs,
      from: from - shift,
      to,
      devices: names,
    });
    for (const [device, its] of byDevice(rows)) {
      const pairs = pairsOf(its, { from, shift });
      histories.push({
        device,
        changes: pairs.map(([now, before]) => ({
          startMs: now.period,
          change: deviceChange(now, before),
        })),
      });
      if (pairs.length === 0) continue;
      means.set(device, {
        now: times(map.inverseRoot, meanOf(pairs.map(([now]) => now))),
        before: times(map.inverseRoot, meanOf(pairs.map(([, before]) => before))),
      });
    }
  }
  const options = { blockMs: BLOCK_MS, level: DEVICE_LEVEL, seed: 0 };
  const compared = histories.filter(({ changes }) => changes.length > 0);
  const { groups } = testDevices(compared, map, options);
  const tests = new Map(groups.map((test) => [test.name, test]));
  // A change within the span makes blocks alike, too.
  const unchanged = compared.filter(({ device }) => !tests.get(device)?.isChanged);
  const { blockCorrelation } = testDevices(unchanged, map, { ...options, flips: 1 });
  const periodsOf = new Map(histories.map(({ device, changes }) => [device, changes.length]));
  const places = placesOf(means);
  const evidence = await evidenceOf(store, scope);
  const devices = known.map((summary): DeviceFinding => {
    const test = tests.get(summary.device);
    return {
      ...summary,
      compared: periodsOf.get(summary.device) ?? 0,
      test: test
        ? {
            u: test.u,
            z: test.z,
            adjustedPValue: test.adjustedPValue,
            isChanged: test.isChanged,
          }
        : null,
      evidence: evidence.get(summary.device) ?? null,
      place: places.get(summary.device) ?? null,
    };
  });
  return {
    devices: devices.sort(
      (a, b) =>
        Number(b.test?.isChanged ?? false) - Number(a.test?.isChanged ?? false) ||
        (b.test?.u ?? -1) - (a.test?.u ?? -1),
    ),
    untested: known.length === most,
    now: [from, to],
    before: [from - shift, to - shift],
    blockCorrelation: blockCorrelation ?? null,
    level: DEVICE_LEVEL,
  };
}

/** By device, in the order of the rows. */
export function byDevice(rows: readonly DevicePeriod[]): Map<string, DevicePeriod[]> {
  const devices = new Map<string, DevicePeriod[]>();
  for (const row of rows) {
    const its = devices.get(row.device);
    if (its) its.push(row);
    else devices.set(row.device, [row]);
  }
  return devices;
}

function pairsOf(
  rows: readonly DevicePeriod[],
  { from, shift }: { readonly from: number; readonly shift: number },
): (readonly [DevicePeriod, DevicePeriod])[] {
  const at = new Map(rows.map((row) => [row.period, row]));
  return rows.flatMap((now) => {
    const before = at.get(now.period - shift);
    return now.period >= from && before ? [[now, before] as const] : [];
  });
}

/** The mean over periods of their means. */
function meanOf(rows: readonly RowSums[]): Float64Array {
  const mean = new Float64Array(rows[0]!.sums.length);
  for (const { sums, count } of rows) {
    for (let t = 0; t < mean.length; t++) mean[t]! += sums[t]! / count / rows.length;
  }
  return mean;
}

/** In the plane that the devices' own means, before and now, vary in most. */
function placesOf(
  means: ReadonlyMap<string, { before: Float64Array; now: Float64Array }>,
): Map<string, { before: number[]; now: number[] }> {
  const pairs = [...means];
  const rows = pairs.flatMap(([, { before, now }]) => [before, now]);
  if (pairs.length < 2 || rows.every((row) => row.every((value, t) => value === rows[0]![t]))) {
    return new Map();
  }
  const { embedding } = Pca.fit(rows);
  return new Map(
    pairs.map(([device], at) => [
      device,
      { before: embedding[2 * at]!, now: embedding[2 * at + 1]! },
    ]),
  );
}

/** e-BH over the devices that run `evidencePolicy`, at the end of the latest period. */
async function evidenceOf(
  store: FleetStore,
  { sketchId, periodMs, periods }: FleetScope,
): Promise<Map<string, { eValue: number; isChanged: boolean }>> {
  const { period } = periods.at(-1)!;
  const { found } = await store.evidence({ sketchId, periodMs, period, atLeast: 0 });
  const tests = testEvidence(
    found.map(({ device, value, samples }) => ({ device, evidence: { value, samples } })),
    { level: DEVICE_LEVEL },
  );
  return new Map(tests.map(({ device, eValue, isChanged }) => [device, { eValue, isChanged }]));
}
