import type { Answers } from './api.js';
import { byId, table } from './elements.js';
import { duration, whole } from './numbers.js';

/** What of the last week was refused, changed or kept apart, and why. */
export function showLeftOut(
  { leftOut, sketchIds }: Answers['/left-out'],
  shown: string | undefined,
): void {
  const apart = sketchIds.filter(({ sketchId }) => sketchId !== shown);
  const notes = apart.map(
    ({ sketchId, devices, isKnown, periodMs }) =>
      `${whole(devices)} devices sent sketches of another kind (${sketchId}, ${duration(periodMs)})` +
      `${isKnown ? '' : ', whose space the receiver was not given'}; they do not add up with the others.`,
  );
  byId('leftOutText').textContent =
    leftOut.length === 0
      ? ['Nothing in the last seven days.', ...notes].join(' ')
      : ['Of the last seven days.', ...notes].join(' ');
  const place = byId('leftOutTable');
  place.hidden = leftOut.length === 0;
  const rows = leftOut.map(({ day, reason, count, release, device, message }) => [
    day,
    reason,
    whole(count),
    release,
    device,
    message,
  ]);
  const columns = ['day', 'reason', 'sketches', 'release', 'e.g. device', 'e.g. what was said'];
  place.replaceChildren(table('What was left out, by day', columns, rows));
}
