import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { calibrationPages } from '../../scripts/report/calibrationPages.js';
import { studyTable } from '../../scripts/report/studyTable.js';
import { type StudyRow, simulatedRow } from '../../scripts/studies/studyRow.js';

const kept: StudyRow[] = JSON.parse(readFileSync('docs/benchmarks/calibration.json', 'utf8')).rows;
const files = calibrationPages(kept);
const pages = Object.keys(files).filter((path) => path.startsWith('docs/calibration/'));
/** Of tables. */
const heads = /^\|.*\n(?=\| -)/gm;
const index = 'docs/calibration/README.md';

const row = (
  setting: string,
  value: number,
  bound: StudyRow['bound'] = [null, null],
  note?: string,
): StudyRow => ({ study: 'a study', ...simulatedRow('a row', setting, value, bound, note) });

test('docs/calibration says what the figures say; `npm run simulate -- --pages` writes it', () => {
  for (const [path, text] of Object.entries(files)) expect(readFileSync(path, 'utf8')).toBe(text);
  expect(readdirSync('docs/calibration').map((name) => `docs/calibration/${name}`)).toEqual(
    expect.arrayContaining(pages),
  );
  expect(readdirSync('docs/calibration')).toHaveLength(pages.length);
});

test('each figure is in a table, and marked where it is out of bounds', () => {
  const figures = pages
    .filter((path) => path !== index)
    .flatMap((path) => files[path]!.replaceAll(heads, '').split('\n'))
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => line.split(' | ').slice(1))
    .filter((cell) => /^-?\d[\d.]*( ✗)?( \(.*\))? *\|?$/.test(cell));
  expect(figures).toHaveLength(kept.length);
  const missed = kept.filter(({ holds }) => !holds);
  expect(figures.filter((cell) => cell.includes('✗'))).toHaveLength(missed.length);
  for (const { setting } of missed) expect(files[index]).toContain(`- ${setting}: `);
  const misses = missed.length === 0 ? 'none' : `${missed.length} ✗`;
  expect(files[index]).toContain(`All in all ${kept.length} figures, ${misses} out of bounds`);
});

test('figures that differ in the words of a column share a line', () => {
  const rows = [
    row('scan, blur 1, 9 runs', 0.5, [0, 1], 'found'),
    row('scan, blur 2, 9 runs', 1.5, [0, 1], 'lost'),
    row('window, blur 1, 9 runs', 120, [null, 200], 'found'),
    row('window, blur 2, 9 runs', 2, [null, null], 'found'),
    row('all', 3),
  ];
  expect(studyTable(rows, /blur \d/).split('\n')).toEqual([
    '| setting        | blur 1        | blur 2          | more                         |',
    '| -------------- | ------------- | --------------- | ---------------------------- |',
    '| scan, 9 runs   | 0.50 (0 to 1) | 1.50 ✗ (0 to 1) | blur 1: found · blur 2: lost |',
    '| window, 9 runs | 120 (≤ 200)   | 2.00            | found                        |',
    '',
    '| setting | value |',
    '| ------- | ----- |',
    '| all     | 3.00  |',
  ]);
  expect(studyTable(rows.slice(2, 3)).split('\n').at(-1)).toBe(
    '| window, blur 1, 9 runs | 120   | ≤ 200  | found |',
  );
});

test('a study without figures is named, and a sentence without figures is refused', () => {
  const title = 'The scan: after an alarm';
  const without = calibrationPages(kept.filter(({ study }) => study !== title));
  const { [index]: other, 'docs/calibration/recoveries.md': page } = without;
  for (const text of [other, page]) expect(text).toContain(`npm run simulate -- --only '${title}'`);
  const renamed = kept.map((one) => (one.study === title ? { ...one, setting: 'new words' } : one));
  expect(() => calibrationPages(renamed)).toThrow(`No figure of '${title}'`);
});
