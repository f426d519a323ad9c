import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractAll } from '../streams/corruptedPhotos.js';
import { runJob } from './fieldJob.js';
import { fieldPlot } from './fieldPlot.js';
import { fieldTables } from './fieldTables.js';
import { type FieldFigures, fieldFigures, mergedFigures } from './figures.js';
import { jobs } from './jobs.js';
import { namesOf } from './method.js';
import { methodNames, methods } from './methods.js';

const FOLDER = '.cache/field';
const FIGURES = 'docs/benchmarks/field.json';
const PAGE = 'docs/comparison.md';
const PLOT = 'docs/images/comparison-delay.svg';

/** Of the page, what is written from the figures; the words around it are by hand. */
const FRAME = { start: '<!-- figures -->', end: '<!-- end of figures -->' } as const;

/**
 * Watches all streams with all methods, and writes figures, tables and picture. What came of each reference
 * is kept in .cache/field and not done again; some two hours on one core.
 *
 * @param only The name of a method, or a part of several: they alone watch, and the figures of others stay.
 */
export async function fieldStudy(only: string): Promise<void> {
  const named = methods.filter(({ names }) => names.includes(only));
  const like = methods.filter(({ names }) => names.some((name) => name.includes(only)));
  const chosen = named.length > 0 ? named : like;
  if (chosen.length === 0) throw new Error(`No such method. There are:\n${methodNames.join('\n')}`);
  const folder = join(FOLDER, only.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const missing = jobs.filter(({ file }) => !existsSync(join(folder, file)));
  if (missing.some(({ setting }) => setting.name === 'photos')) await extractAll();
  for (const { setting, seed, size, file } of missing) {
    const start = performance.now();
    const result = await runJob(setting, seed, size, chosen);
    writeFileSync(join(folder, file), JSON.stringify(result));
    console.log(`${file} (${((performance.now() - start) / 1_000).toFixed(0)} s)`);
  }
  const results = jobs.map(({ file }) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const found = fieldFigures(results.reverse(), namesOf(chosen));
  const figures = only
    ? mergedFigures(JSON.parse(readFileSync(FIGURES, 'utf8')), found, methodNames)
    : found;
  writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  writeField(figures);
}

function writeField(figures: FieldFigures): void {
  const page = readFileSync(PAGE, 'utf8');
  const [start, end] = [page.indexOf(FRAME.start), page.indexOf(FRAME.end)];
  if (start < 0 || end < start) throw new Error(`${PAGE} has no frame for figures.`);
  const before = page.slice(0, start + FRAME.start.length);
  writeFileSync(PAGE, `${before}\n\n${fieldTables(figures)}\n\n${page.slice(end)}`);
  writeFileSync(PLOT, fieldPlot(figures));
}
