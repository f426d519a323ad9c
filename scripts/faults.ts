import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { complaintsOf, nameOf } from '../e2e/faults/judge.js';
import { withBrowser } from './browser/withBrowser.js';

/**
 * Lets every kind of call into tfjs, WebGPU, IndexedDB, canvas and network fail, one a run, at several of
 * its calls and in every way, and prints what came of it; fails where anything is wrong:
 *
 *     npm run faults
 *     npm run faults -- --calls 9      calls of each kind that are made to fail
 *     npm run faults -- --json FILE
 */

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '5' }, json: { type: 'string' } },
});
const most = Number(values.calls);
if (!(Number.isInteger(most) && most > 0)) {
  throw new Error(`--calls: a whole number above 0 was expected, '${values.calls}' came.`);
}

const PLACES = [
  ['cpu', 'wasm'],
  ['webgpu', 'webgpu'],
] as const;

const rows: Record<string, number | string>[] = [];
let adapter = '';
let browserVersion = '';
let complaints = 0;

await withBrowser(
  async (browser, urlOf) => {
    browserVersion = `Chromium ${browser.version()}`;
    for (const [backend, place] of PLACES) {
      const page = await browser.newPage();
      await page.goto(urlOf('e2e/lab/lab.html'));
      await page.waitForFunction(() => window.lab !== undefined);
      const choice = await page.evaluate((name) => window.lab.start(name), backend);
      if (place === 'webgpu') adapter = choice.adapter;
      const run = (fault?: Parameters<typeof window.lab.standardRun>[1]) =>
        page.evaluate(([name, one]) => window.lab.standardRun(name, one), [place, fault] as const);
      await run();
      const { calls } = await run();
      const faults = await page.evaluate(
        ([name, counts, count]) => window.lab.plannedFaults(name, counts, count),
        [place, calls, most] as const,
      );
      const row = {
        tests: place,
        'calls a run': Object.values(calls).reduce((sum, count) => sum + count, 0),
        'kinds of call': Object.keys(calls).length,
        faults: 0,
        verdicts: 0,
        'wrong verdicts': 0,
        'errors seen by the app': 0,
        leaks: 0,
        'alarm at the end': 0,
        'says why not': 0,
      };
      for (const fault of faults) {
        const outcome = await run(fault);
        if (outcome.hasFailed) row.faults++;
        row.verdicts += outcome.verdicts;
        row['wrong verdicts'] += outcome.wrong.length;
        row['errors seen by the app'] += outcome.seen.length;
        row.leaks += outcome.leaks.length;
        if (outcome.end.startsWith('drift')) row['alarm at the end']++;
        const found = complaintsOf(outcome);
        if (found.length === 0 && !outcome.end.startsWith('drift')) row['says why not']++;
        complaints += found.length;
        for (const what of found) console.error(`${place}, ${nameOf(fault)}: ${what}`);
      }
      rows.push(row);
      await page.close();
    }
  },
  { isBuilt: true },
);

console.log(`${browserVersion}, WebGPU adapter: ${adapter}`);
for (const row of rows) {
  console.log('');
  for (const [name, value] of Object.entries(row)) console.log(`${name.padEnd(24)}${value}`);
}
if (values.json) {
  const date = new Date().toISOString();
  const figures = { adapter, browser: browserVersion, date, runs: rows };
  writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}
process.exit(complaints > 0 ? 1 : 0);
