import { requireInteger } from '../base/checks.js';
import { fits, isCount, isFlag, isTime } from '../base/fits.js';
import { type NamesOf, requireKnownNames } from '../base/names.js';
import type { AlarmLevel } from './alarmPolicy.js';

/** A period of drift, from its alarm to its recovery. */
export interface AlarmEpisode {
  /** Counts the episodes of a monitor, from 1. */
  readonly number: number;
  /** When the alarm was raised, ISO 8601. */
  readonly since: string;
  /** Whether somebody has acknowledged it. */
  readonly acknowledged: boolean;
  /** Why it was expected, if somebody said so; e.g. `'new product on the line'`. */
  readonly label?: string;
}

/** When an episode ends, and what comes after. */
export interface EpisodeOptions {
  /** Tests in a row without a warning that end an episode, or a warning, from 1. @defaultValue `5` */
  readonly recoverAfter?: number;
  /**
   * Tests after an episode during which no new alarm is raised; the state is `warning` instead, from
   * 0. @defaultValue `0`
   */
  readonly cooldown?: number;
}

/** What a test came to. */
export interface EpisodeStep {
  readonly state: AlarmLevel;
  /** When the state began, ISO 8601. */
  readonly since: string;
  /** The episode that goes on, or that this test ended. */
  readonly episode?: AlarmEpisode;
  readonly event?: 'alarm' | 'recovered';
  /** Tests in a row without a warning, while drift or warning are held, and how many end them. */
  readonly calm?: { readonly tests: number; readonly needed: number };
}

/** What goes on with episodes, as JSON. */
export interface SavedEpisodes {
  readonly state: AlarmLevel;
  readonly since: string;
  readonly count: number;
  readonly episode: AlarmEpisode | undefined;
  readonly calmTests: number;
  readonly cooldownLeft: number;
}

/** No episode goes on. @param count How many there were. */
export function calmEpisodes(count: number): SavedEpisodes {
  return { state: 'ok', since: '', count, episode: undefined, calmTests: 0, cooldownLeft: 0 };
}

/**
 * Marks the episode that goes on, if any, as known; it goes on until it recovers.
 *
 * @param label Why it was to be expected.
 */
export function acknowledged(episodes: SavedEpisodes, label?: string): SavedEpisodes {
  const { episode } = episodes;
  if (!episode) return episodes;
  const named = label !== undefined && { label };
  return { ...episodes, episode: Object.freeze({ ...episode, acknowledged: true, ...named }) };
}

/** Whether episodes with such options can have come to this. */
export function areSavedEpisodes(saved: SavedEpisodes, { cooldown = 0 }: EpisodeOptions): boolean {
  const isCalm = (value: unknown): boolean => value === undefined;
  return fits(saved, {
    count: isCount,
    calmTests: isCount,
    cooldownLeft: (value: number) => isCount(value) && value <= cooldown,
    state: (value: AlarmLevel) => ['ok', 'warning', 'drift'].includes(value),
    since: (value: string) => value === '' || isTime(value),
    episode:
      saved?.state !== 'drift'
        ? isCalm
        : {
            number: (value: number) => value > 0 && value === saved.count,
            since: isTime,
            acknowledged: isFlag,
            label: (value: unknown) => isCalm(value) || typeof value === 'string',
          },
  });
}

const NAMES: NamesOf<EpisodeOptions> = { recoverAfter: true, cooldown: true };

/** @throws {@link InvalidOptionError} naming the option that is out of range. */
export function requireEpisodeOptions(options: EpisodeOptions): Required<EpisodeOptions> {
  requireKnownNames('episodes', options, NAMES);
  const { recoverAfter = 5, cooldown = 0 } = options;
  return {
    recoverAfter: requireInteger('recoverAfter', recoverAfter, 1),
    cooldown: requireInteger('cooldown', cooldown, 0),
  };
}
