import type { Answers } from './api.js';
import { byId, facts } from './elements.js';
import { duration, moment, whole } from './numbers.js';

/** The fleet in a sentence, and what to do. */
export function showState({
  state,
  sentence,
  advice,
  latest,
  states = {},
  expectedRunTime,
  periodMs = 0,
  isSimulated,
  now,
}: Answers['/fleet/state']): void {
  byId('asOf').textContent = `as of ${moment(Date.parse(now))} UTC`;
  byId('simulated').hidden = !isSimulated;
  byId('state').dataset['state'] = state;
  byId('sentence').textContent = sentence;
  byId('advice').textContent = advice;
  const own = Object.entries(states).filter(([name]) => name === 'drift' || name === 'warning');
  facts(byId('facts'), [
    ...(latest
      ? ([
          ['Latest period', `${moment(latest.period)} UTC`],
          ['Devices in it', whole(latest.devices)],
          ['Inputs in it', whole(latest.count)],
        ] as const)
      : []),
    ...own.map(([name, count]) => [`Own monitors: ${name}`, `${whole(count)} devices`] as const),
    ...(periodMs > 0
      ? [
          [
            'False alarms to expect',
            `one in ${duration(expectedRunTime * periodMs)}, or fewer`,
          ] as const,
        ]
      : []),
  ]);
}
