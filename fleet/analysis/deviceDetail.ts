import type { RowSums } from '../../src/core/fleet/buckets.js';
import { times } from '../../src/core/fleet/featureMap.js';
import { dot, norm } from '../../src/core/math/vectors.js';
import type { DevicePeriod, DeviceSummary, FleetStore } from '../store/fleetStore.js';
import { deviceSpan } from './deviceFindings.js';
import { DAY_MS, type FleetScope } from './fleetScope.js';

export interface DeviceDetail {
  readonly summary: DeviceSummary;
  readonly periods: readonly DetailPeriod[];
  /** When what it sees is taken to have changed, in milliseconds since 1970. */
  readonly changedAt: number;
  /** What comes more and less often at it, by the size of the change. Not tested: see the device's own test. */
  readonly landmarks: readonly {
    readonly row: number;
    readonly change: number;
    readonly relative: number | null;
  }[];
}

export interface DetailPeriod {
  readonly period: number;
  readonly count: number;
  readonly release: string;
  readonly state: string;
  /**
   * How far it is from the same hours before the change, along what changed at the device on the whole: about 0 before,
   * and the distance of the means after. Null where there is nothing to compare with.
   */
  readonly along: number | null;
}

/** One device's history. @returns Nothing where it has sent nothing. */
export async function deviceDetail(
  store: FleetStore,
  scope: FleetScope,
  { name, began }: { readonly name: string; readonly began: number | undefined },
): Promise<DeviceDetail | undefined> {
  const { sketchId, periodMs, periods, firstPeriod, space, map } = scope;
  const { from: changedAt, to } = deviceSpan(scope, began);
  const whole = { sketchId, periodMs, from: firstPeriod, to: periods.at(-1)!.period + periodMs };
  const [[summary], rows] = await Promise.all([
    store.devices({ ...whole, only: name }),
    store.deviceSeries({ ...whole, devices: [name] }),
  ]);
  if (!summary) return undefined;
  const before = new SameHours(rows.filter(({ period }) => period < changedAt));
  const changes = rows.map((row) => before.changeOf(row));
  const isAfter = rows.map(({ period }) => period >= changedAt && period < to);
  const along = alongChange(
    changes.map((change) => change && times(map.inverseRoot, change)),
    isAfter,
  );
  const mean = meanOf(changes.filter((change, at) => change && isAfter[at]) as Float64Array[]);
  const landmarks = mean
    ? space.landmarks.map((row, j) => {
        const usual = space.referenceMean[j]!;
        return { row, change: mean[j]!, relative: usual > 0 ? mean[j]! / usual : null };
      })
    : [];
  return {
    summary,
    changedAt,
    periods: rows.map(({ period, count, release, state }, at) => ({
      period,
      count,
      release,
      state,
      along: along[at]!,
    })),
    landmarks: landmarks.sort((a, b) => Math.abs(b.change) - Math.abs(a.change)),
  };
}

/** Means of the same hour of the days before the change. */
class SameHours {
  readonly #hours = new Map<number, { readonly sum: Float64Array; days: number }>();
  readonly #own: ReadonlySet<DevicePeriod>;

  constructor(rows: readonly DevicePeriod[]) {
    this.#own = new Set(rows);
    for (const row of rows) {
      const mean = meanRow(row);
      const hour = this.#hours.get(row.period % DAY_MS);
      if (!hour) this.#hours.set(row.period % DAY_MS, { sum: mean, days: 1 });
      else {
        hour.days++;
        for (let t = 0; t < mean.length; t++) hour.sum[t]! += mean[t]!;
      }
    }
  }

  /** Without the row itself, where it is one of them. */
  changeOf(row: DevicePeriod): Float64Array | undefined {
    const hour = this.#hours.get(row.period % DAY_MS);
    const isOwn = this.#own.has(row);
    const days = (hour?.days ?? 0) - Number(isOwn);
    if (!hour || days < 1) return undefined;
    return meanRow(row).map((value, t) => {
      const others = hour.sum[t]! - (isOwn ? value : 0);
      return value - others / days;
    });
  }
}

function meanRow({ sums, count }: RowSums): Float64Array {
  return Float64Array.from(sums, (sum) => sum / count);
}

/** Each change along the mean of those after, which a period's own is left out of. */
function alongChange(
  changes: readonly (Float64Array | undefined)[],
  isAfter: readonly boolean[],
): (number | null)[] {
  const after = changes.filter((change, at) => change && isAfter[at]) as Float64Array[];
  const sum = after.length > 1 ? meanOf(after)!.map((value) => value * after.length) : undefined;
  return changes.map((change, at) => {
    if (!change || !sum) return null;
    const direction = isAfter[at] ? sum.map((value, t) => value - change[t]!) : sum;
    const length = norm(direction);
    return length > 0 ? dot(change, direction) / length : null;
  });
}

function meanOf(vectors: readonly Float64Array[]): Float64Array | undefined {
  const [first] = vectors;
  return first?.map(
    (_, t) => vectors.reduce((sum, vector) => sum + vector[t]!, 0) / vectors.length,
  );
}
