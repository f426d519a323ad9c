import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import { LabelDraws } from '../../../src/core/harm/labelDraws.js';

/** Inputs named by their sample. */
const windowOf = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ sample: from + at, id: `${from + at}` }));

const byNumber = (at: number): number => at;

test('one of each four of the latest, and none twice', () => {
  const draws = new LabelDraws();
  const random = seededRandom(1);
  const first = draws.draw(10, windowOf(1, 64), byNumber, random).map(({ draw }) => draw.sample);
  expect(first.length).toBe(10);
  expect(first.map((sample) => Math.floor((sample - 25) / 4))).toEqual([...Array(10).keys()]);
  const second = draws.draw(10, windowOf(1, 64), byNumber, random).map(({ draw }) => draw.sample);
  expect(Math.max(...second)).toBeLessThan(25);
  expect(second.length).toBe(10);
  const third = draws.draw(10, windowOf(1, 64), byNumber, random);
  expect(third.length).toBeLessThanOrEqual(4);
  expect(draws.draw(10, windowOf(1, 64), byNumber, random)).toEqual([]);
  expect(draws.draw(10, windowOf(5, 68), byNumber, random).map(({ draw }) => draw.sample)).toEqual([
    65, 66, 67, 68,
  ]);
});

test('weighted labels tell the mean of all, whatever is drawn', () => {
  const random = seededRandom(2);
  let [sum, odd, count, heaviest] = [0, 0, 0, 0];
  for (let run = 0; run < 5_000; run++) {
    const draws = new LabelDraws();
    for (const { at, draw } of draws.draw(2, windowOf(1, 8), byNumber, random)) {
      // Of each four, the odder two are wrong.
      const wrong = at % 4 >= 2;
      sum += wrong ? draw.weight : 0;
      odd += wrong ? 1 : 0;
      count++;
      heaviest = Math.max(heaviest, draw.weight);
    }
  }
  expect(heaviest).toBeLessThanOrEqual(2);
  expect(sum / count).toBeCloseTo(0.5, 1);
  expect(odd / count).toBeGreaterThan(0.62);
});

test('a label counts once', () => {
  const draws = new LabelDraws();
  draws.draw(1, windowOf(1, 1), byNumber, seededRandom(1));
  expect(draws.counts).toEqual({ drawn: 1, open: 1 });
  expect(draws.label('1', false)).toMatchObject({ use: 'test', draw: { sample: 1, weight: 1 } });
  expect(draws.label('1', true)).toMatchObject({ use: 'none', was: false });
  expect(draws.label('2', true)).toBeUndefined();
  expect(draws.counts).toEqual({ drawn: 1, open: 0 });
});

test('inputs without a name, or with the name of another, get one', () => {
  const draws = new LabelDraws();
  const window = [{ sample: 1 }, { sample: 2, id: 'a' }, { sample: 3, id: 'a' }];
  const drawn = draws.draw(3, window, byNumber, seededRandom(1)).map(({ draw }) => draw.id);
  expect(drawn).toEqual(['sample 1', 'a', 'a, sample 3']);
  expect(draws.label('a, sample 3', true)).toMatchObject({ draw: { sample: 3 } });
});

test('labels may come late: 4,096 draws are remembered, also by what was saved', () => {
  const random = seededRandom(1);
  let draws = new LabelDraws();
  for (let from = 1; from <= 5_000; from += 50) {
    draws.draw(50, windowOf(from, from + 49), byNumber, random);
  }
  expect(draws.counts.drawn).toBe(4_096);
  expect(draws.label('904', true)).toBeUndefined();
  expect(draws.label('905', true)?.use).toBe('test');
  draws = new LabelDraws(JSON.parse(JSON.stringify(draws.save())));
  expect(draws.label('905', true)?.use).toBe('none');
  expect(draws.label('5000', true)?.use).toBe('test');
  expect(draws.draw(5, windowOf(4_951, 5_000), byNumber, random)).toEqual([]);
});
