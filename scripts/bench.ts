import { parseArgs } from 'node:util';
import { demoRows } from './bench/demoRows.js';
import { longestTaskRows } from './bench/longestTaskRows.js';
import { Report } from './bench/report.js';
import { withBrowser } from './browser/withBrowser.js';

/**
 * Runs the benchmarks in a browser, one page a backend, and prints a table:
 *
 *     npm run bench
 *     npm run bench -- --json FILE
 */

const { json } = parseArgs({ options: { json: { type: 'string' } } }).values;

const report = new Report();

await withBrowser(async (browser, urlOf) => {
  const openPage = async (backend: string) => {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.goto(urlOf('scripts/bench/page/bench.html'));
    await page.waitForFunction(() => window.bench !== undefined);
    const choice = await page.evaluate((name) => window.bench.start(name), backend);
    return { page, choice };
  };
  const { page, choice } = await openPage('webgpu');
  const { adapter, software } = choice;
  console.log(`WebGPU adapter: ${adapter}${software ? ' (software)' : ''}`);
  // A software adapter takes seconds a photo; there wasm is what a page would use.
  const photos = software ? 20 : 100;
  for (const backend of software ? ['wasm'] : ['webgpu', 'wasm']) {
    const { page: own } = await openPage(backend);
    report.add(await own.evaluate((count) => window.bench.throughputRows(count), photos));
    await own.close();
  }
  const sizes = await page.evaluate(() => window.bench.sizes);
  for (const size of sizes) {
    report.add(await page.evaluate((given) => window.bench.testRows(given), size));
    report.add(await page.evaluate((given) => window.bench.columnRows(given), size));
    report.add(await page.evaluate((given) => window.bench.recomputeRows(given), size));
  }
  report.add(await page.evaluate(() => window.bench.countRows()));
  for (const compute of ['webgpu', 'wasm', 'typescript'] as const) {
    report.add(await page.evaluate((place) => window.bench.growthRows(place), compute));
    report.add(await page.evaluate((place) => window.bench.reducerRows(place), compute));
  }
  report.add(await page.evaluate(() => window.bench.scanRows()));
  if (!software) {
    for (const size of await page.evaluate(() => window.bench.crossoverSizes)) {
      report.add(await page.evaluate((given) => window.bench.crossoverRows(given), size));
    }
  }
  for (const size of [600, 1_000]) {
    report.add(await page.evaluate((count) => window.bench.chartRows(count), size));
  }
  await page.close();
  report.add(await longestTaskRows(async () => (await openPage('webgpu')).page));
  report.add(await demoRows(browser));
  if (json) report.write(json, choice);
});
