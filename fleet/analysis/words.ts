import type { FleetScope } from './fleetScope.js';
import type { FleetSeries } from './fleetSeries.js';
import type { GroupFindings, GroupName } from './groupFindings.js';

/** The fleet in a word: what the page is coloured by. */
export type FleetState =
  | 'empty'
  | 'silent'
  | 'learning'
  | 'too-few-devices'
  | 'calm'
  | 'alarm'
  | 'over';

export interface FleetWords {
  readonly state: FleetState;
  readonly sentence: string;
  /** What to do now. */
  readonly advice: string;
}

/** So long without a sketch is no pause of devices any more. */
const SILENT_MS = 12 * 3_600_000;
/** An episode that is over is told for so long. */
const RECENT_MS = 3 * 86_400_000;

export const EMPTY_WORDS: FleetWords = {
  state: 'empty',
  sentence: 'No sketches have come yet.',
  advice:
    'Start `startSketches` in your app with the address and the token for writing, and give the sketch space of its ' +
    'reference to the receiver (`POST /sketch-space`).',
};

export function fleetWords(
  { periods: sent, periodMs }: FleetScope,
  { periods, episodes }: FleetSeries,
  groups: GroupFindings | undefined,
  { now, expectedRunTime }: { readonly now: number; readonly expectedRunTime: number },
): FleetWords {
  const latest = sent.at(-1)!;
  const end = latest.period + periodMs;
  if (now - end > SILENT_MS) {
    return {
      state: 'silent',
      sentence: `No device has sent anything since ${when(end)}.`,
      advice:
        'See whether devices reach the receiver, whether the token for writing still holds, and what was left out.',
    };
  }
  const episode = episodes.at(-1);
  if (episode && !episode.isOver) {
    const found = groups?.groups.filter(({ standsOut }) => standsOut) ?? [];
    const who =
      found.length > 0
        ? `Above all now: ${listed(found.map((one) => `${nameOf(one)} (${one.devices} devices)`))}.`
        : 'No group stands out.';
    return {
      state: 'alarm',
      sentence: `Devices see something different since ${when(episode.from)}. ${who}`,
      advice: adviceFor(found),
    };
  }
  const tested = periods.at(-1);
  if (!tested || tested.state === 'learning') {
    const learned = tested ? ` ${tested.calmPeriods} of 96 calm periods are known.` : '';
    return {
      state: 'learning',
      sentence: `The fleet is still learning what is usual.${learned}`,
      advice: 'Nothing to do: it can raise no alarm before that.',
    };
  }
  if (tested.state === 'too-few-devices') {
    return {
      state: 'too-few-devices',
      sentence: `${tested.devices} devices could be compared: too few for an alarm as rare as one in ${expectedRunTime} periods.`,
      advice: 'Let more devices send, or ask for alarms that are less rare.',
    };
  }
  if (episode && end - episode.to <= RECENT_MS) {
    return {
      state: 'over',
      sentence: `Devices see what they saw before again. From ${when(episode.from)} to ${when(episode.to + periodMs)} they did not.`,
      advice: 'See below what it was, if nobody knows yet.',
    };
  }
  return {
    state: 'calm',
    sentence: `Nothing has changed: ${tested.devices} devices see what they saw before.`,
    advice: 'Nothing to do.',
  };
}

function adviceFor(found: readonly GroupName[]): string {
  if (found.length === 0) {
    return (
      'Think of what all devices have in common, as weather, a holiday or a new kind of input, and look at the pictures ' +
      'that come more and less often.'
    );
  }
  return found
    .slice(0, 3)
    .map(({ by, value }) => {
      if (by === 'release') {
        return `Hold release ${value} back, and see what it does to the input before the model.`;
      }
      if (by === 'app') return `See what changed in ${value}.`;
      return `See what is new at ${by} ${value}: light, lens, camera, or what is put in front of it.`;
    })
    .join(' ');
}

export function nameOf({ by, value }: GroupName): string {
  return value === '' ? `devices without ${by}` : `${by} ${value}`;
}

function listed(parts: readonly string[]): string {
  const shown = parts.slice(0, 3);
  const more = parts.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** In UTC, as periods are, e.g. `Tue 24 Nov 12:00 UTC`. */
export function when(time: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).formatToParts(time);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('weekday')} ${of('day')} ${of('month')} ${of('hour')}:${of('minute')} UTC`;
}
