import { expect, test } from 'playwright/test';
import type { AlarmLevel } from '../../../src/core/alarm/alarmPolicy.js';
import {
  acknowledged,
  calmEpisodes,
  type EpisodeOptions,
  requireEpisodeOptions,
  type SavedEpisodes,
} from '../../../src/core/alarm/episodes.js';
import { nextEpisodes } from '../../../src/core/alarm/nextEpisodes.js';

const at = (second: number): string => new Date(1_000 * second).toISOString();
const level = { o: 'ok', w: 'warning', d: 'drift' } as const;

/** Episodes with their options, one test after the other. */
interface Run {
  readonly options: Required<EpisodeOptions>;
  episodes: SavedEpisodes;
}

const begin = (options: EpisodeOptions = {}, episodes = calmEpisodes(0)): Run => ({
  options: requireEpisodeOptions(options),
  episodes,
});

/** Leads levels, a letter each, through the episodes; states come back as letters too. */
function run(levels: string, of: Run, start = 0) {
  const steps = [...levels].map((letter, i) => {
    const now = level[letter as keyof typeof level] satisfies AlarmLevel;
    const { step, episodes } = nextEpisodes(of.episodes, now, at(start + i), of.options);
    of.episodes = episodes;
    return step;
  });
  return {
    states: steps.map(({ state }) => state[0]).join(''),
    events: steps.flatMap(({ event }, i) => (event ? [`${event} ${start + i}`] : [])),
    steps,
  };
}

test('an episode has one alarm, lasts through short calm, and recovers once', () => {
  const { states, events, steps } = run('oowdodoooowddooooo', begin({ recoverAfter: 3 }));
  expect(states).toBe('oowdddddoowddddooo');
  expect(events).toEqual(['alarm 3', 'recovered 8', 'alarm 11', 'recovered 15']);
  expect(steps[5]!.episode).toEqual({ number: 1, since: at(3), acknowledged: false });
  expect(steps[8]!.episode?.number).toBe(1);
  expect(steps[9]!.episode).toBeUndefined();
  expect(steps[12]!.episode?.number).toBe(2);
});

test('a state says since when', () => {
  const { steps } = run('ooddddooooo', begin({ recoverAfter: 2 }));
  expect(steps.map(({ since }) => Date.parse(since) / 1_000)).toEqual([
    0, 0, 2, 2, 2, 2, 2, 7, 7, 7, 7,
  ]);
});

test('a warning lasts through short calm, and says how long it is still held', () => {
  const { states, events, steps } = run('owowoooowoo', begin({ recoverAfter: 3 }));
  expect(states).toBe('owwwwwoowww');
  expect(events).toEqual([]);
  expect(steps.map(({ calm }) => calm?.tests ?? 0)).toEqual([0, 0, 1, 0, 1, 2, 0, 0, 0, 1, 2]);
  expect(steps[5]!.calm).toEqual({ tests: 2, needed: 3 });
});

test('a warning within an episode keeps it going', () => {
  expect(run('dowowowoo', begin({ recoverAfter: 2 })).states).toBe('ddddddddo');
});

test('after an episode the cooldown holds alarms back as warnings', () => {
  const { states, events } = run('doddddd', begin({ recoverAfter: 1, cooldown: 3 }));
  expect(states).toBe('dowwwdd');
  expect(events).toEqual(['alarm 0', 'recovered 1', 'alarm 5']);
});

test('an acknowledged episode goes on, with its label', () => {
  const known = begin({ recoverAfter: 2 });
  expect(acknowledged(known.episodes, 'too early')).toBe(known.episodes);
  run('d', known);
  known.episodes = acknowledged(known.episodes, 'new product');
  expect(known.episodes.episode).toEqual({
    number: 1,
    since: at(0),
    acknowledged: true,
    label: 'new product',
  });
  const { steps, events } = run('ddoo', known, 1);
  expect(events).toEqual(['recovered 4']);
  expect(steps[3]!.episode).toMatchObject({ acknowledged: true, label: 'new product' });
});

test('what was saved goes on: no second alarm, the same cooldown', () => {
  const whole = run('odddoodd', begin({ recoverAfter: 2, cooldown: 1 }));
  for (let split = 1; split < 8; split++) {
    const before = begin({ recoverAfter: 2, cooldown: 1 });
    const first = run('odddoodd'.slice(0, split), before);
    const saved = JSON.parse(JSON.stringify(before.episodes));
    const after = begin({ recoverAfter: 2, cooldown: 1 }, saved);
    const second = run('odddoodd'.slice(split), after, split);
    expect(first.states + second.states).toBe(whole.states);
    expect([...first.events, ...second.events]).toEqual(whole.events);
  }
});

test('where an episode ends without a recovery the next one is number 2', () => {
  const first = begin();
  run('dd', first);
  const { steps, events } = run('od', begin({}, calmEpisodes(first.episodes.count)), 2);
  expect(events).toEqual(['alarm 3']);
  expect(steps[1]!.episode?.number).toBe(2);
});

test('options out of range are named', () => {
  expect(() => begin({ recoverAfter: 0 })).toThrow(/recoverAfter: .* from 1 .* 0 came/);
  expect(() => begin({ cooldown: 1.5 })).toThrow(/cooldown: .* from 0 .* 1.5 came/);
});
