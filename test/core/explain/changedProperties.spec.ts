import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { changedProperties } from '../../../src/core/explain/changedProperties.js';
import { propertySentence } from '../../../src/core/explain/propertySentence.js';

type Values = Readonly<Record<string, number>>;

/** Rows of the same properties, each scattered by its share. */
function scattered(count: number, seed: number, means: Values, share = 0.1): Values[] {
  const draw = normal(seededRandom(seed));
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      Object.entries(means).map(([name, mean]) => [name, mean * (1 + share * draw())]),
    ),
  );
}

function columns(rows: readonly Values[]): Record<string, number[]> {
  const names = Object.keys(rows[0]!);
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name]!)]));
}

const PHOTO = { brightness: 0.5, contrast: 0.4, sharpness: 0.3, noise: 0.01, yellowBlue: 0.1 };
const reference = columns(scattered(300, 1, PHOTO));

function said(live: Values, count = 24, effectiveShare?: number) {
  const changes = changedProperties({ reference, live: scattered(count, 2, live), effectiveShare });
  return propertySentence(changes);
}

test('names what changed, the strongest first, and how much where that says something', () => {
  expect(said({ ...PHOTO, brightness: 0.3 })).toMatch(/^Darker by (39|4\d) %\.$/);
  expect(said({ ...PHOTO, brightness: 0.3, sharpness: 0.1 })).toMatch(
    /^Less sharp, darker by \d+ %\.$/,
  );
  expect(said({ ...PHOTO, contrast: 0.1, yellowBlue: 0.5 })).toMatch(
    /^Yellower, contrast lower by 7\d %\.$/,
  );
});

test('says so where nothing changed, and nothing of a few inputs', () => {
  expect(said(PHOTO)).toBe("None of the picture's simple properties changed.");
  expect(said({ ...PHOTO, brightness: 0.1 }, 4)).toBeUndefined();
  expect(changedProperties({ reference, live: [] })).toEqual([]);
  expect(changedProperties({ reference: {}, live: scattered(9, 1, PHOTO) })).toEqual([]);
});

test('a change that nobody would see is none, however certain it is', () => {
  const even = columns(scattered(300, 1, PHOTO, 0.001));
  const live = scattered(40, 2, { ...PHOTO, brightness: 0.51 }, 0.001);
  const [brightest] = changedProperties({ reference: even, live }).sort(
    (a, b) => a.pValue - b.pValue,
  );
  expect(brightest).toMatchObject({ name: 'brightness', changed: false, chanceAbove: 1 });
  expect(brightest!.adjustedPValue).toBeLessThan(1e-9);
});

test('a trifle is not named beside a giant', () => {
  const alone = { ...PHOTO, brightness: 0.42 };
  expect(said(alone)).toMatch(/^Darker/);
  expect(said({ ...alone, noise: 0.2 })).toBe('Noisier.');
});

test('what follows from another change is left out', () => {
  expect(said({ ...PHOTO, noise: 0.05, sharpness: 0.6 })).toBe('Noisier.');
  expect(said({ ...PHOTO, noise: 0.001, sharpness: 0.1 })).toBe('Less sharp.');
  expect(said({ ...PHOTO, noise: 0.001 })).toBe('Less noisy.');
  expect(said({ ...PHOTO, sharpness: 0.6 })).toBe('Sharper.');
});

test('inputs that depend on each other say less', () => {
  expect(said({ ...PHOTO, brightness: 0.44 }, 20)).toMatch(/^Darker/);
  expect(said({ ...PHOTO, brightness: 0.44 }, 20, 0.1)).toMatch(/^None/);
});

test('properties of one value change as well, as sizes do', () => {
  const sizes = { size: new Array(50).fill(224), aspect: new Array(50).fill(1) };
  const live = new Array(8).fill({ size: 448, aspect: 1 });
  expect(propertySentence(changedProperties({ reference: sizes, live }))).toBe('Larger by 100 %.');
});

test("an app's own properties go by their names, in percent or as values", () => {
  const own = scattered(100, 3, { words: 40, loudness: -20 });
  const live = scattered(16, 4, { words: 400, loudness: -12 });
  expect(propertySentence(changedProperties({ reference: columns(own), live }))).toMatch(
    /^words higher by a factor of (9.\d|10), loudness higher \(-1[12] rather than -(19|20)\)\.$/i,
  );
  const same = changedProperties({ reference: columns(own), live: own.slice(0, 20) });
  expect(propertySentence(same)).toBe('None of the properties changed.');
});

test('what is not known is left out: of most inputs as a whole, of some alone', () => {
  const live = scattered(20, 2, { ...PHOTO, brightness: 0.2 });
  const some = live.map((row, at) => (at % 3 === 0 ? { ...row, brightness: Number.NaN } : row));
  expect(changedProperties({ reference, live: some })[0]).toMatchObject({ name: 'brightness' });
  const most = live.map((row, at) => (at % 3 === 0 ? row : { ...row, brightness: Number.NaN }));
  const names = changedProperties({ reference, live: most }).map(({ name }) => name);
  expect(names).not.toContain('brightness');
  const without = live.map((row, at) => (at < 15 ? undefined : row));
  expect(changedProperties({ reference, live: without })).toEqual([]);
  const unknown = { ...reference, brightness: new Float32Array(300).fill(Number.NaN) };
  expect(
    changedProperties({ reference: unknown, live }).some(({ name }) => name === 'brightness'),
  ).toBe(false);
});

test('what is found is plain data', () => {
  const found = changedProperties({ reference, live: scattered(20, 2, PHOTO) });
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  expect(found.map(({ name }) => name).sort()).toEqual(Object.keys(PHOTO).sort());
});
