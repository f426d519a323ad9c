import type { AlarmDecision } from '../core/alarm/alarmPolicy.js';
import type { EpisodeStep } from '../core/alarm/episodes.js';

/** A verdict's state in one sentence. */
export function verdictReason(
  { state, event, episode, calm }: EpisodeStep,
  { byChance }: AlarmDecision,
  windowSize: number,
): string {
  const inputs = `the last ${windowSize} inputs`;
  const capital = `The last ${windowSize} inputs`;
  if (calm) {
    const what = state === 'drift' ? 'drift' : 'warning';
    const tests = calm.tests === 1 ? 'in 1 test' : `in ${calm.tests} tests in a row`;
    return `${capital} look like the reference again, ${tests}; the ${what} ends after ${calm.needed}.`;
  }
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
