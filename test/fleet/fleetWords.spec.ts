import { expect, test } from 'playwright/test';
import type { FleetScope } from '../../fleet/analysis/fleetScope.js';
import type { Episode, SeriesPeriod } from '../../fleet/analysis/fleetSeries.js';
import type { GroupFindings } from '../../fleet/analysis/groupFindings.js';
import { fleetWords } from '../../fleet/analysis/words.js';
import type { FleetPeriod } from '../../fleet/store/fleetStore.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday, at noon. */
const LATEST = Date.UTC(2026, 0, 5, 12);

function said({
  state = 'calm',
  episodes = [],
  groups = [],
  hoursLater = 1,
  hasTests = true,
}: {
  state?: SeriesPeriod['state'];
  episodes?: readonly Episode[];
  groups?: readonly { by: string; value: string; devices: number }[];
  hoursLater?: number;
  hasTests?: boolean;
}) {
  const sent: FleetPeriod = { period: LATEST, devices: 50, unpaired: 0, count: 900, states: {} };
  const tested = { period: LATEST, devices: 50, state, calmPeriods: 40 } as SeriesPeriod;
  const found = groups.map((group) => ({ ...group, standsOut: true }));
  return fleetWords(
    { periods: [sent], periodMs: HOUR } as unknown as FleetScope,
    { periods: hasTests ? [tested] : [], episodes, unsettled: new Set() },
    { groups: found } as unknown as GroupFindings,
    { now: LATEST + hoursLater * HOUR, expectedRunTime: 720 },
  );
}

test('calm', () => {
  expect(said({})).toEqual({
    state: 'calm',
    sentence: 'Nothing has changed: 50 devices see what they saw before.',
    advice: 'Nothing to do.',
  });
});

test('an alarm says since when, where and what to do', () => {
  const episodes = [{ from: LATEST - DAY, to: LATEST, isOver: false }];
  const groups = [
    { by: 'site', value: 'Lyon', devices: 9 },
    { by: 'release', value: '2', devices: 20 },
    { by: 'camera', value: '', devices: 3 },
    { by: 'floor', value: '4', devices: 2 },
  ];
  const { state, sentence, advice } = said({ state: 'alarm', episodes, groups });
  expect(state).toBe('alarm');
  expect(sentence).toBe(
    'Devices see something different since Sun 4 Jan 12:00 UTC. Above all now: site Lyon (9 devices), ' +
      'release 2 (20 devices), devices without camera (3 devices) and 1 more.',
  );
  expect(advice).toContain('See what is new at site Lyon');
  expect(advice).toContain('Hold release 2 back');
  const common = said({ state: 'alarm', episodes });
  expect(common.sentence).toMatch(/No group stands out\.$/);
  expect(common.advice).toContain('weather');
});

test('an episode is told while it goes on between its alarms, and for three days after it', () => {
  const ongoing = [{ from: LATEST - DAY, to: LATEST - 3 * HOUR, isOver: false }];
  expect(said({ episodes: ongoing }).state).toBe('alarm');
  const over = [{ from: LATEST - 2 * DAY, to: LATEST - DAY, isOver: true }];
  expect(said({ episodes: over })).toMatchObject({
    state: 'over',
    sentence:
      'Devices see what they saw before again. From Sat 3 Jan 12:00 UTC to Sun 4 Jan 13:00 UTC they did not.',
  });
  const longOver = [{ from: LATEST - 9 * DAY, to: LATEST - 8 * DAY, isOver: true }];
  expect(said({ episodes: longOver }).state).toBe('calm');
});

test('what cannot alarm is not called calm', () => {
  expect(said({ state: 'learning' })).toMatchObject({
    state: 'learning',
    sentence: 'The fleet is still learning what is usual. 40 of 96 calm periods are known.',
  });
  expect(said({ hasTests: false }).state).toBe('learning');
  expect(said({ state: 'too-few-devices' }).sentence).toContain('50 devices could be compared');
  expect(said({ hoursLater: 12 }).state).toBe('calm');
  expect(said({ hoursLater: 14 })).toMatchObject({
    state: 'silent',
    sentence: 'No device has sent anything since Mon 5 Jan 13:00 UTC.',
  });
});
