import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startReceiver } from '../e2e/support/receiver.js';
import { withBrowser } from './browser/withBrowser.js';
import { faultsOf, type SoakRun, tableOf } from './soak/growth.js';
import { soakInBrowser } from './soak/inBrowser.js';
import { soakInNode } from './soak/inNode.js';

/**
 * Runs monitors for long, in Node and in a browser, says what grew, and fails where that is more than
 * it may be:
 *
 *     npm run soak
 *     npm run soak -- --samples 100000
 *     npm run soak -- --only node
 *     npm run soak -- --json FILE
 */

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '10000' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const samples = Number(values.samples);
const compared = Math.min(1_000, samples / 4);
const isWanted = (name: string): boolean => (values.only ?? name) === name;
if (!(Number.isInteger(samples) && samples >= 400 && samples % 400 === 0)) {
  throw new Error(`--samples: a multiple of 400 was expected, '${values.samples}' came.`);
}

const runs: SoakRun[] = [];
let adapter = '';
let browserVersion = '';

function keep(run: SoakRun): void {
  runs.push(run);
  console.log(`${tableOf(run)}\n`);
}

if (isWanted('node')) {
  const receiver = await startReceiver();
  const plan = { place: 'Node, tfjs cpu, tests in WebAssembly', compute: 'wasm' } as const;
  keep(await soakInNode({ ...plan, samples, compared, url: receiver.url }));
  await receiver.stop();
}

if (isWanted('wasm') || isWanted('webgpu')) {
  await withBrowser(
    async (browser, urlOf) => {
      browserVersion = `Chromium ${browser.version()}`;
      for (const compute of ['wasm', 'webgpu'] as const) {
        if (!isWanted(compute)) continue;
        const page = await browser.newPage();
        page.on('pageerror', (error) => console.error(error));
        await page.goto(urlOf('e2e/lab/lab.html'));
        await page.waitForFunction(() => window.lab !== undefined);
        const choice = await page.evaluate((name) => window.lab.start(name), compute);
        if (compute === 'webgpu') adapter = choice.adapter;
        const receiver = await startReceiver(new URL(page.url()).origin);
        const place = `${browserVersion}, ${compute}${compute === 'webgpu' ? ` (${adapter})` : ''}`;
        keep(await soakInBrowser(page, { place, compute, samples, compared, url: receiver.url }));
        await page.close();
        await receiver.stop();
      }
    },
    { isBuilt: true },
  );
}

if (values.json) {
  const date = new Date().toISOString();
  const node = process.version;
  const figures = { adapter, browser: browserVersion, node, date, compared, runs };
  writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}
const faults = runs.flatMap(faultsOf);
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
