import type { FleetPeriod } from './fleetStore.js';

/** @param rows By period and state, in order of the periods. */
export function foldedPeriods(
  rows: readonly (Omit<FleetPeriod, 'states'> & { readonly state: string })[],
): FleetPeriod[] {
  const folded: FleetPeriod[] = [];
  for (const { period, state, devices: paired, unpaired, count } of rows) {
    const last = folded.at(-1)?.period === period ? folded.pop() : undefined;
    folded.push({
      period,
      devices: (last?.devices ?? 0) + paired,
      unpaired: (last?.unpaired ?? 0) + unpaired,
      count: (last?.count ?? 0) + count,
      states: { ...last?.states, ...(paired > 0 && { [state]: paired }) },
    });
  }
  return folded;
}
