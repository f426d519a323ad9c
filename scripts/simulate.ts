import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fieldStudy } from './field/fieldStudy.js';
import { powerStudy } from './power/powerStudy.js';
import { calibrationPages } from './report/calibrationPages.js';

import { extractAll } from './streams/corruptedPhotos.js';
import { runInProcesses } from './studies/inProcesses.js';
import { studies } from './studies/studies.js';
import type { StudyRow } from './studies/studyRow.js';

/**
 * Simulates what alarms do over time, keeps the figures in docs/benchmarks/calibration.json, and writes
 * docs/calibration with its plots from all that are kept:
 *
 *     npm run simulate
 *     npm run simulate -- silences
 *     npm run simulate -- --only 'Evidence'
 *     npm run simulate -- --json FILE
 *     npm run simulate -- --pages
 *     npm run simulate -- field
 *     npm run simulate -- field --only 'MMDEW'
 *     npm run simulate -- power
 *
 * A word chooses the studies whose titles have it, `--only` minds its capitals; figures of the others stay. Where
 * none is named, those of rare alarms are left out, which take long; the others take an hour of one core.
 * `--json` keeps figures in another file, `--pages` writes pages without simulating. Everything is seeded.
 * Features of photos are extracted once, in a browser, and kept in .cache. `field` and `power` are no studies
 * of these pages, and are left out where they are not named: the one compares methods, for docs/comparison.md,
 * in some two hours (there `--only` chooses methods), the other measures what one look sees, for docs/power.md.
 */

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'string', default: 'docs/benchmarks/calibration.json' },
    only: { type: 'string', default: '' },
    pages: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const { json, only, pages } = values;
const [word = ''] = positionals;
if (word === 'field' || word === 'power') {
  await (word === 'field' ? fieldStudy(only) : powerStudy());
  process.exit();
}

const chosen = studies.filter(
  ({ title, takesLong }) =>
    !pages &&
    title.includes(only) &&
    title.toLowerCase().includes(word.toLowerCase()) &&
    !(takesLong && word === '' && only === ''),
);
if (chosen.length === 0 && !pages) {
  throw new Error(`No such study. There are:\n${studies.map(({ title }) => title).join('\n')}`);
}
const needed = chosen.flatMap(({ photos }) => photos ?? []);
if (chosen.some(({ photos }) => photos)) await extractAll(needed);
let cpuSeconds = 0;
const found = await runInProcesses(chosen, ({ title }, { rows, cpuSeconds: own }) => {
  cpuSeconds += own;
  console.log(`${title} (${own.toFixed(0)} s of a core)`);
  for (const { setting, value, bound, holds, note } of rows) {
    const range = bound.map((end) => end ?? '…').join(' to ');
    console.log(`  ${holds ? ' ' : '!'} ${setting}: ${value.toFixed(3)} (${range}) ${note ?? ''}`);
  }
});
const simulated: StudyRow[] = chosen.flatMap(({ title }, at) =>
  found[at]!.map((row) => ({ study: title, ...row })),
);

// Read no sooner than now: another run may have kept figures meanwhile.
const before: StudyRow[] = existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')).rows : [];
const rows = studies.flatMap((study) =>
  (chosen.includes(study) ? simulated : before).filter((row) => row.study === study.title),
);
if (!pages) writeFileSync(json, `${JSON.stringify({ rows }, null, 2)}\n`);
for (const [path, text] of Object.entries(calibrationPages(rows))) writeFileSync(path, text);
const missed = (of: readonly StudyRow[]): number => of.filter(({ holds }) => !holds).length;
if (!pages) console.log(`${(cpuSeconds / 60).toFixed(1)} minutes of one core, features aside`);
console.log(`${rows.length - missed(rows)} hold, ${missed(rows)} do not`);
process.exitCode = missed(simulated) > 0 ? 1 : 0;
