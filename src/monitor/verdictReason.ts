import type { EpisodeStep } from '../alarm/alarmEpisodes.js';
import type { AlarmDecision } from '../alarm/alarmPolicy.js';

/** A verdict's state in one sentence. */
export function verdictReason(
  { state, event, episode }: EpisodeStep,
  { byChance }: AlarmDecision,
  windowSize: number,
): string {
  const inputs = `the last ${windowSize} inputs`;
  const capital = `The last ${windowSize} inputs`;
  switch (state) {
    case 'ok':
      return event === 'recovered'
        ? `Recovered: ${inputs} look like the reference again.`
        : `${capital} look like the reference.`;
    case 'warning':
      return `${capital} begin to look unlike the reference; no alarm yet.`;
    case 'drift': {
      const chance = byChance ? `; one false alarm is expected ${byChance}` : '';
      const known = episode?.label ? ` Expected: ${episode.label}.` : '';
      return `${capital} do not look like the reference${chance}.${known}`;
    }
  }
}
