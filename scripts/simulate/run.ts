/**
 * Simulates what alarms do over time, and writes docs/calibration.md with its plots:
 *
 *     npm run simulate
 *     npm run simulate -- --json FILE
 *     npm run simulate -- --only photos
 *
 * Everything is seeded. Features of photos are extracted once, in a browser, and kept in .cache.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { extractAll } from './corruptedPhotos.js';
import { type FoundStudy, writeReport } from './report.js';
import { studies } from './studies.js';

const { json, only } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' } },
}).values;

await extractAll();
const found: FoundStudy[] = [];
for (const { title, text, run } of studies) {
  if (only && !title.includes(only)) continue;
  const start = performance.now();
  const rows = await run();
  found.push({ title, text, rows });
  console.log(`${title} (${((performance.now() - start) / 1_000).toFixed(0)} s)`);
  for (const { setting, value, bound, holds, note } of rows) {
    const range = bound.map((end) => end ?? '…').join(' to ');
    console.log(`  ${holds ? ' ' : '!'} ${setting}: ${value.toFixed(3)} (${range}) ${note ?? ''}`);
  }
}
const rows = found.flatMap((study) => study.rows);
if (json) writeFileSync(json, `${JSON.stringify({ rows }, null, 2)}\n`);
if (!only) writeReport(found);
const missed = rows.filter((row) => !row.holds).length;
console.log(`${rows.length - missed} hold, ${missed} do not`);
process.exitCode = missed > 0 ? 1 : 0;
