import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type CellFigures, figuresOf, type Looks, PERMUTATIONS } from './figures.js';
import { lookAt } from './looks.js';
import { photoSettings } from './photos.js';
import { Pool } from './pool.js';
import { powerTables } from './powerTables.js';
import { type Cell, randomOf, settings } from './settings.js';

const FOLDER = '.cache/power';
const FIGURES = 'docs/benchmarks/power.json';
const PAGE = 'docs/power.md';

/** Of the page, what is written from the figures; the words around it are by hand. */
const FRAME = { start: '<!-- figures -->', end: '<!-- end of figures -->' } as const;

/**
 * Looks once at many pairs of samples with all tests, and writes figures and tables. What came of each
 * pair of distributions is kept in .cache/power and not done again; some half an hour of one core.
 */
export async function powerStudy(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const figures: CellFigures[] = [];
  for (const { name, methods, cells } of settings) {
    for (const cell of cells) {
      const looks = await kept(`${name} ${cell.name}`, () => looksAt(cell));
      const published = Object.fromEntries(
        methods.map((method, column) => [method, cell.published[column]!]),
      );
      figures.push({ ...figuresOf(name, cell.name, looks), published });
    }
  }
  for (const { name, looks } of photoSettings) {
    const byDrift = await kept(name, looks);
    for (const drift of Object.keys(byDrift)) {
      figures.push(figuresOf(name, drift, byDrift[drift]!));
    }
  }
  writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  writePage(figures);
}

async function kept<Found>(name: string, look: () => Promise<Found>): Promise<Found> {
  const file = `${FOLDER}/${name.replaceAll(/[^\w.]+/g, '-')}.json`;
  if (!existsSync(file)) {
    const start = performance.now();
    writeFileSync(file, JSON.stringify(await look()));
    console.log(`${name} (${((performance.now() - start) / 1_000).toFixed(0)} s)`);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function looksAt({ looks, tests, rows }: Cell): Promise<Looks> {
  const found: Record<string, number>[] = [];
  for (let look = 0; look < looks; look++) {
    const { reference, live } = rows(randomOf(look));
    const pValues = await lookAt(Pool.of(reference, live), tests, PERMUTATIONS, look);
    found.push(Object.fromEntries(pValues));
  }
  return found;
}

function writePage(figures: readonly CellFigures[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const [start, end] = [page.indexOf(FRAME.start), page.indexOf(FRAME.end)];
  if (start < 0 || end < start) throw new Error(`${PAGE} has no frame for figures.`);
  const before = page.slice(0, start + FRAME.start.length);
  writeFileSync(PAGE, `${before}\n\n${powerTables(figures)}\n\n${page.slice(end)}`);
}
