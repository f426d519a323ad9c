import type { Fault } from './injection.js';
import { gpuSites, pageSites } from './sites.js';
import type { Place } from './standardRun.js';

/**
 * The faults to inject, of a run without any.
 *
 * @param calls Calls of each site in a run without faults.
 * @param most Calls of a site that are looked at: the first, the last, and some between.
 * @param shareOf Of all of these, every so many.
 */
export function plannedFaults(
  place: Place,
  calls: Readonly<Record<string, number>>,
  most: number,
  every = 1,
): Fault[] {
  const sites = [...pageSites(), ...(place === 'webgpu' ? gpuSites() : [])];
  const faults = sites.flatMap(({ name, modes }) => {
    const count = calls[name] ?? 0;
    const chosen = [
      ...new Set(
        Array.from({ length: Math.min(most, count) }, (_, i) =>
          Math.round(1 + (i * (count - 1)) / Math.max(1, Math.min(most, count) - 1)),
        ),
      ),
    ];
    return modes.flatMap((mode) => [
      ...chosen.map((call) => ({ site: name, call, mode, isLasting: false })),
      ...(count > 0 ? [{ site: name, call: Math.ceil(count / 2), mode, isLasting: true }] : []),
    ]);
  });
  return faults.filter((_, at) => at % every === 0);
}
