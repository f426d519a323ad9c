import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type StudyRow, writeReport } from './report/calibrationPage.js';
import { extractAll } from './streams/corruptedPhotos.js';
import { studies } from './studies/studies.js';

/**
 * Simulates what alarms do over time, and writes docs/calibration.md with its plots:
 *
 *     npm run simulate
 *     npm run simulate -- --json FILE
 *     npm run simulate -- --json FILE --only 'Evidence'
 *
 * With `--only` the rows of other studies are taken from the file. Everything is seeded. Features of photos are extracted once, in a browser, and kept in .cache.
 */

const { json, only } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' } },
}).values;

await extractAll();
const before: StudyRow[] = only && json ? JSON.parse(readFileSync(json, 'utf8')).rows : [];
const rows: StudyRow[] = [];
for (const { title, run } of studies) {
  if (only && !title.includes(only)) {
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
if (json || !only) writeReport(studies, rows);
const missed = rows.filter((row) => !row.holds).length;
console.log(`${rows.length - missed} hold, ${missed} do not`);
process.exitCode = missed > 0 ? 1 : 0;
