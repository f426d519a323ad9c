/**
 * Runs the benchmarks in a browser, one page a backend, and prints a table:
 *
 *     npm run bench
 *     npm run bench -- --json FILE
 */
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { browserFlags } from '../browser/flags.js';
import { installedBrowser } from '../browser/installedBrowser.js';
import { Report } from './report.js';

const { json } = parseArgs({ options: { json: { type: 'string' } } }).values;

const server = await createServer({ mode: 'test', server: { port: 0 } });
await server.listen();
const url = new URL('scripts/bench/page/bench.html', server.resolvedUrls!.local[0]).href;
const executablePath = installedBrowser()?.path;
const browser = await chromium.launch({
  args: [...browserFlags],
  ...(executablePath ? { executablePath } : {}),
});
const report = new Report();

async function openPage(backend: string) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.goto(url);
  await page.waitForFunction(() => window.bench !== undefined);
  const choice = await page.evaluate((name) => window.bench.start(name), backend);
  return { page, choice };
}

try {
  const { page, choice } = await openPage('webgpu');
  const { adapter, software } = choice;
  console.log(`WebGPU adapter: ${adapter}${software ? ' (software)' : ''}`);
  // A software adapter takes seconds a photo; there wasm is what a page would use.
  const throughput = software ? await openPage('wasm') : { page };
  const photos = software ? 20 : 100;
  report.add(await throughput.page.evaluate((count) => window.bench.throughputRows(count), photos));
  const sizes = await page.evaluate(() => window.bench.sizes);
  for (const size of sizes) {
    report.add(await page.evaluate((given) => window.bench.testRows(given), size));
  }
  report.add(await page.evaluate(() => window.bench.countRows()));
  for (const compute of ['backend', 'typescript'] as const) {
    report.add(await page.evaluate((place) => window.bench.growthRows(place), compute));
    report.add(await page.evaluate((place) => window.bench.reducerRows(place), compute));
  }
  if (json) report.write(json, choice);
} finally {
  await browser.close();
  await server.close();
}
