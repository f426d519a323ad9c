import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Study } from '../studies/studies.js';
import type { SimulatedRow } from '../studies/studyRow.js';
import { delayPlot } from './delayPlot.js';
import { markdownTable } from './markdownTable.js';
import { runLengthPlot } from './runLengthPlot.js';

/** A simulated figure, with the title of its study. */
export interface StudyRow extends SimulatedRow {
  readonly study: string;
}

const INTRODUCTION = `# What alarms do over time

Simulated by \`npm run simulate\`, which writes this page; everything is seeded. Statistics are those
of the library, on gaussian rows (independent, variance 1) and on MobileNet v1 features of the 1,200
CIFAR-10 photos of the demo. A figure that is not within its bounds is marked with ✗.
`;

const PAGE = 'docs/calibration.md';

/** Writes docs/calibration.md and its plots. */
export function writeReport(studies: readonly Study[], rows: readonly StudyRow[]): void {
  mkdirSync('docs/images', { recursive: true });
  const named = (name: string, part: string): SimulatedRow[] =>
    rows.filter((row) => row.name === name && row.setting.includes(part));
  const plots = {
    'calibration-run-length': runLengthPlot(named('null-run-length', '')),
    'calibration-delay-gaussian': delayPlot(
      'Delay after a shift',
      named('detection-delay', 'gaussian, '),
    ),
    'calibration-delay-photos': delayPlot(
      'Delay after a corruption',
      named('detection-delay', 'photos, '),
    ),
  };
  for (const [name, plot] of Object.entries(plots)) writeFileSync(`docs/images/${name}.svg`, plot);
  writeFileSync(PAGE, [INTRODUCTION, ...studies.map((one) => section(one, rows))].join('\n'));
}

/** Writes the sections of these studies anew, and leaves the rest of the page as it is. */
export function writeSections(studies: readonly Study[], rows: readonly StudyRow[]): void {
  let page = readFileSync(PAGE, 'utf8');
  for (const study of studies) {
    const written = section(study, rows);
    const start = page.indexOf(`\n## ${study.title}\n`);
    const next = page.indexOf('\n## ', start + 1);
    const rest = start < 0 || next < 0 ? '' : page.slice(next);
    page = `${start < 0 ? page : page.slice(0, start)}\n${written}${rest}`;
  }
  writeFileSync(PAGE, page);
}

function section({ title, text }: Study, all: readonly StudyRow[]): string {
  const rows = all.filter(({ study }) => study === title);
  const cells = rows.map(({ setting, value, bound, holds, note = '' }) => [
    setting,
    `${value.toFixed(value >= 100 ? 0 : 2)}${holds ? '' : ' ✗'}`,
    bound.every((end) => end === null) ? '' : bound.map((end) => end ?? '…').join(' to '),
    note,
  ]);
  return `## ${title}\n\n${text}\n\n${markdownTable(['setting', 'value', 'bounds', 'more'], cells)}\n`;
}
