import { baselinePeriods } from '../../src/core/fleet/baselinePeriods.js';
import { type AnalysisOptions, DAY_MS, type FleetScope } from './fleetScope.js';
import type { FleetSeries } from './fleetSeries.js';

/** What groups, landmarks and the map are about: the last day, or what there is of an episode, and what was before. */
export interface FindingSpan {
  readonly periods: readonly number[];
  readonly baseline: readonly number[];
  /** When the episode began that goes on. */
  readonly began: number | undefined;
}

/** @returns Nothing where there is nothing before them. */
export function findingSpan(
  { periods, periodMs, firstPeriod }: FleetScope,
  { episodes, unsettled }: FleetSeries,
  { season, baselines }: Required<Pick<AnalysisOptions, 'season' | 'baselines'>>,
): FindingSpan | undefined {
  const end = periods.at(-1)!.period + periodMs;
  const last = episodes.at(-1);
  const began = last && !last.isOver ? last.from : undefined;
  const from = Math.max(end - DAY_MS, began ?? 0);
  const now = periods.map(({ period }) => period).filter((period) => period >= from);
  const baseline = new Set<number>();
  for (const period of now) {
    const before = baselinePeriods(new Date(period).toISOString(), {
      periodMs,
      season,
      count: baselines,
      from: new Date(firstPeriod).toISOString(),
      until: new Date(Math.min(began ?? from, from)).toISOString(),
      without: unsettled,
    });
    for (const start of before) baseline.add(Date.parse(start));
  }
  if (baseline.size === 0) return undefined;
  return { periods: now, baseline: [...baseline].sort((a, b) => a - b), began };
}
