import { type Study, studies } from '../studies/studies.js';
import type { StudyRow } from '../studies/studyRow.js';
import { delayPlot } from './delayPlot.js';
import { Figures, type Page, questions } from './questions.js';
import { runLengthPlot } from './runLengthPlot.js';
import { studyTable, withBounds } from './studyTable.js';

const INTRODUCTION = `# What alarms do over time

Simulated by \`npm run simulate\`, which writes these pages from [all figures](../benchmarks/calibration.json);
everything is seeded. Statistics are those of the library, on gaussian rows (independent, variance 1) and on
MobileNet v1 features of the 1,200 CIFAR-10 photos of the demo. A figure's bounds stand
beside it, in a column or in brackets; ✗ marks one that is out of them.`;

const pages = Object.keys(questions) as Page[];

/** Pages of docs/calibration and their plots, by path: an index, and one for each question. */
export function calibrationPages(rows: readonly StudyRow[]): Record<string, string> {
  const files: Record<string, string> = { 'docs/calibration/README.md': index(rows) };
  for (const page of pages) files[`docs/calibration/${page}.md`] = pageOf(page, rows);
  return { ...files, ...plotsOf(rows) };
}

function index(rows: readonly StudyRow[]): string {
  const answers = pages.map((page) => {
    const [first] = answerOf(page, rows);
    return `- **[${questions[page].question}](${page}.md)** ${first} _${countOf(rowsOf(page, rows))}_`;
  });
  const misses = pages.flatMap((page) =>
    missed(rowsOf(page, rows)).map(
      (row) => `- ${row.setting}: ${withBounds(row)}, in [${row.study}](${page}.md)`,
    ),
  );
  const sum = `All in all ${countOf(rows)}${misses.length > 0 ? ':' : '.'}`;
  return `${[INTRODUCTION, answers.join('\n'), sum, misses.join('\n')].join('\n\n').trim()}\n`;
}

function pageOf(page: Page, all: readonly StudyRow[]): string {
  const rows = rowsOf(page, all);
  const sections = studiesOf(page).map(({ title, text, across }) => {
    const found = rows.filter(({ study }) => study === title);
    const table = found.length > 0 ? studyTable(found, across) : missing(title);
    return `## ${title}\n\n${text}\n\n${table}`;
  });
  return `${[
    `# ${questions[page].question}`,
    answerOf(page, all).join(' '),
    `_${countOf(rows)}_ [All questions](README.md)`,
    ...sections,
  ].join('\n\n')}\n`;
}

function answerOf(page: Page, rows: readonly StudyRow[]): readonly string[] {
  const without = studiesOf(page).find(({ title }) => rows.every(({ study }) => study !== title));
  return without ? [missing(without.title)] : questions[page].answer(new Figures(rows));
}

const missing = (title: string): string =>
  `No figures are kept of this yet: \`npm run simulate -- --only '${title}'\`.`;

const studiesOf = (page: Page): Study[] => studies.filter((study) => study.page === page);

function rowsOf(page: Page, rows: readonly StudyRow[]): StudyRow[] {
  const titles = new Set(studiesOf(page).map(({ title }) => title));
  return rows.filter(({ study }) => titles.has(study));
}

function countOf(rows: readonly StudyRow[]): string {
  const misses = missed(rows).length;
  return `${rows.length} figures, ${misses === 0 ? 'none' : `${misses} ✗`} out of bounds`;
}

const missed = (rows: readonly StudyRow[]): StudyRow[] => rows.filter(({ holds }) => !holds);

function plotsOf(rows: readonly StudyRow[]): Record<string, string> {
  const named = (name: string, part = ''): StudyRow[] =>
    rows.filter((row) => row.name === name && row.setting.includes(part));
  return {
    'docs/images/calibration-run-length.svg': runLengthPlot(named('null-run-length')),
    'docs/images/calibration-delay-gaussian.svg': delayPlot(
      'Delay after a shift',
      named('detection-delay', 'gaussian, '),
    ),
    'docs/images/calibration-delay-photos.svg': delayPlot(
      'Delay after a corruption',
      named('detection-delay', 'photos, '),
    ),
  };
}
