import type { AlarmLevel } from './alarmPolicy.js';
import type { AlarmEpisode, EpisodeOptions, EpisodeStep, SavedEpisodes } from './episodes.js';

/** A test's step, and what goes on with episodes after it. */
export interface EpisodesAfter {
  readonly step: EpisodeStep;
  readonly episodes: SavedEpisodes;
}

/**
 * From levels of single tests to states and episodes: one alarm for each, and one recovery.
 *
 * @param time When the test was made, ISO 8601.
 */
export function nextEpisodes(
  before: SavedEpisodes,
  level: AlarmLevel,
  time: string,
  { recoverAfter, cooldown }: Required<EpisodeOptions>,
): EpisodesAfter {
  const { episode, cooldownLeft, count } = before;
  const calmTests = level === 'ok' ? before.calmTests + 1 : 0;
  const to = (
    state: AlarmLevel,
    changes: Partial<SavedEpisodes>,
    concerned?: AlarmEpisode,
    event?: EpisodeStep['event'],
  ): EpisodesAfter => {
    const since = (state === before.state && before.since) || time;
    const episodes = { ...before, ...changes, state, since };
    const isHeld = state !== 'ok' && episodes.calmTests > 0;
    const step = {
      state,
      since,
      ...(concerned && { episode: concerned }),
      ...(event && { event }),
      ...(isHeld && { calm: { tests: episodes.calmTests, needed: recoverAfter } }),
    };
    return { step, episodes };
  };
  if (episode) {
    return calmTests < recoverAfter
      ? to('drift', { calmTests }, episode)
      : to('ok', { episode: undefined, cooldownLeft: cooldown }, episode, 'recovered');
  }
  if (level === 'drift' && cooldownLeft === 0) {
    const begun = Object.freeze({ number: count + 1, since: time, acknowledged: false });
    return to('drift', { count: count + 1, episode: begun, calmTests: 0 }, begun, 'alarm');
  }
  const isHeld = before.state === 'warning' && calmTests < recoverAfter;
  const state = level !== 'ok' || isHeld ? 'warning' : 'ok';
  return to(state, { cooldownLeft: Math.max(0, cooldownLeft - 1), calmTests });
}
