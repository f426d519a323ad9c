import { type FeatureMap, featureMapOf } from '../../src/core/fleet/featureMap.js';
import type { SketchSpace } from '../../src/core/fleet/sketch.js';
import type { FleetPeriod, FleetStore, SketchScope } from '../store/fleetStore.js';

export const DAY_MS = 86_400_000;

export interface AnalysisOptions {
  /** Periods in which one false alarm of the fleet may be expected, from 20. @defaultValue 720, a month of hours */
  readonly expectedRunTime?: number;
  /** What repeats: periods are compared with the same hour of the days, or weeks, before. @defaultValue 'day' */
  readonly season?: 'day' | 'week' | 'none';
  /** Periods that one is compared with. @defaultValue 3 */
  readonly baselines?: number;
  /** How far back it is looked, in days. @defaultValue 28 */
  readonly days?: number;
  /** Devices that are tested one by one, in order of their names. @defaultValue 5,000 */
  readonly mostDevices?: number;
  /** In milliseconds since 1970. @defaultValue Date.now */
  readonly clock?: () => number;
}

/** Sketches that add up, and where they are looked at. */
export interface FleetScope extends SketchScope {
  readonly space: SketchSpace;
  readonly map: FeatureMap;
  /** Periods that have ended, in their order; at least one. */
  readonly periods: readonly FleetPeriod[];
  /** When the first sketch of them began. */
  readonly firstPeriod: number;
  /** Changes where a further sketch has come. */
  readonly version: string;
}

const pause = () => undefined;

/**
 * The sketches of the id of which most have come, of those whose space is known.
 *
 * @returns Nothing where there are none.
 */
export async function fleetScope(
  store: FleetStore,
  { days, clock }: Required<Pick<AnalysisOptions, 'days' | 'clock'>>,
): Promise<FleetScope | undefined> {
  const now = clock();
  const since = now - days * DAY_MS;
  const [largest] = (await store.sketchIds(since)).filter(({ isKnown }) => isKnown);
  if (!largest) return undefined;
  const { sketchId, periodMs } = largest;
  const timeline = await store.timeline({ sketchId, periodMs, from: since, to: now });
  const periods = timeline.filter(({ period }) => period + periodMs <= now);
  const [first] = periods;
  if (!first) return undefined;
  const space = (await store.spaces()).find((one) => one.sketchId === sketchId)!;
  const sums = periods.reduce((sum, { devices, count }) => sum + devices + count, 0);
  return {
    sketchId,
    periodMs,
    space,
    map: await featureMapOf(space, { pause }),
    periods,
    firstPeriod: first.period,
    version: [sketchId, periodMs, first.period, periods.at(-1)!.period, sums].join(' '),
  };
}
