import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fieldStudy } from './field/fieldStudy.js';
import { powerStudy } from './power/powerStudy.js';
import { type StudyRow, writeReport, writeSections } from './report/calibrationPage.js';
import { extractAll } from './streams/corruptedPhotos.js';
import { studies } from './studies/studies.js';

/**
 * Simulates what alarms do over time, and writes docs/calibration.md with its plots:
 *
 *     npm run simulate
 *     npm run simulate -- silences
 *     npm run simulate -- --json FILE
 *     npm run simulate -- --json FILE --only 'Evidence'
 *     npm run simulate -- field
 *     npm run simulate -- power
 *
 * A word chooses the studies whose titles have it, and only their sections are written. With `--only`
 * the rows of other studies are taken from the file. Everything is seeded. Features of photos are
 * extracted once, in a browser, and kept in .cache. `field` is no study of that page: it compares methods,
 * for docs/comparison.md, takes some two hours, and is left out where it is not named. So is `power`, which
 * measures what one look sees, for docs/power.md.
 */

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' } },
  allowPositionals: true,
});
const { json, only } = values;
const [word] = positionals;
if (word === 'field' || word === 'power') {
  await (word === 'field' ? fieldStudy : powerStudy)();
  process.exit();
}

const isChosen = (title: string): boolean =>
  title.includes(only ?? '') && title.toLowerCase().includes(word?.toLowerCase() ?? '');
const chosen = studies.filter(({ title }) => isChosen(title));
if (chosen.length === 0) {
  throw new Error(`No such study. There are:\n${studies.map(({ title }) => title).join('\n')}`);
}
if (chosen.some(({ needsPhotos }) => needsPhotos)) await extractAll();
const before: StudyRow[] = only && json ? JSON.parse(readFileSync(json, 'utf8')).rows : [];
const rows: StudyRow[] = [];
for (const { title, run } of studies) {
  if (!isChosen(title)) {
    rows.push(...before.filter(({ study }) => study === title));
    continue;
  }
  const start = performance.now();
  const found = await run();
  rows.push(...found.map((row) => ({ study: title, ...row })));
  console.log(`${title} (${((performance.now() - start) / 1_000).toFixed(0)} s)`);
  for (const { setting, value, bound, holds, note } of found) {
    const range = bound.map((end) => end ?? '…').join(' to ');
    console.log(`  ${holds ? ' ' : '!'} ${setting}: ${value.toFixed(3)} (${range}) ${note ?? ''}`);
  }
}
if (json) writeFileSync(json, `${JSON.stringify({ rows }, null, 2)}\n`);
if (word) writeSections(chosen, rows);
else if (json || !only) writeReport(studies, rows);
const missed = rows.filter((row) => !row.holds).length;
console.log(`${rows.length - missed} hold, ${missed} do not`);
process.exitCode = missed > 0 ? 1 : 0;
