import { areSavedEpisodes, type SavedEpisodes } from '../core/alarm/episodes.js';
import { fits, isCount } from '../core/base/fits.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { SavedMonitorState } from './savedState.js';

/** Of two monitors whose evidence can be continued these are the same. */
export function settingsOf(options: ResolvedMonitorOptions): string {
  const { policy, windowSize, testEvery, kernel, bandwidth, reducer, falseAlarms } = options;
  const { sampling, seed, permutations, alarmOn } = options;
  const { name, settings } = policy;
  const test = { windowSize, testEvery, kernel, bandwidth, seed, permutations, reducer };
  return JSON.stringify({ name, settings, ...test, falseAlarms, sampling, alarmOn });
}

/** The saved state, where a monitor of the same reference and settings can have given it. */
export function usableState(options: ResolvedMonitorOptions): SavedMonitorState | undefined {
  const { savedState, reference, policy, episodes } = options;
  const isUsable = fits(savedState, {
    schemaVersion: (value: unknown) => value === 1,
    referenceId: (value: unknown) => value === reference.id,
    settings: (value: unknown) => value === settingsOf(options),
    tests: isCount,
    alarms: {
      episodes: (saved: SavedEpisodes) => areSavedEpisodes(saved, episodes),
      rule: (saved: unknown) => saved === undefined || (policy.accepts?.(saved) ?? true),
    },
  });
  return isUsable ? savedState : undefined;
}
