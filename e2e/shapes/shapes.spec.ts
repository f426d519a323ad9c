import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import { bundlers } from './bundles.js';
import { importMap, type Site, script, startSite } from './site.js';

/** Ways to bring the package into a page, a worker or a server; in each it watches, and alarms. */
const WATCHED = { calm: 'ok', alarms: 1, errors: [] };

let site: Site;
const sources = (...names: string[]): string[] =>
  names.map((name) => join(site.folder, `${name}.js`));

test.beforeAll(async () => {
  site = await startSite('shapes');
});

test.afterAll(() => site?.stop());

for (const bundler of ['webpack', 'esbuild', 'rollup'] as const) {
  test(`bundled by ${bundler}`, async ({ page }) => {
    await bundlers[bundler](sources('watchPage'), join(site.folder, bundler));
    const url = site.page(`${bundler}/page`, script('./watchPage.js'));
    expect(await toldBy(page, url)).toMatchObject(WATCHED);
  });
}

test('in a plain page with an import map', async ({ page }) => {
  const url = site.page('plain', importMap() + script('./watchPage.js'));
  expect(await toldBy(page, url)).toMatchObject({ ...WATCHED, compute: 'wasm' });
});

test('in a plain page with tfjs as one module', async ({ page }) => {
  const tfjs = './tf.fesm.min.js';
  copyFileSync('node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js', join(site.folder, tfjs));
  const map = importMap({ '@tensorflow/tfjs': tfjs, '@tensorflow/tfjs-core': tfjs });
  const url = site.page('plainModel', map + script('./modelPage.js'));
  expect(await toldBy(page, url)).toMatchObject({ ...WATCHED, same: true });
});

test('in a module worker, with its chart on the page', async ({ page }) => {
  await bundlers.esbuild(sources('worker', 'chartsPage'), join(site.folder, 'inWorker'));
  const url = site.page('inWorker/page', `<canvas></canvas>${script('./chartsPage.js')}`);
  expect(await toldBy(page, url)).toMatchObject({ ...WATCHED, rows: 90 });
});

test.describe('bundled into one file', () => {
  test.beforeAll(() =>
    bundlers.singleFile(sources('watchPage', 'serviceWorker'), join(site.folder, 'one')),
  );

  test('in a service worker', async ({ page }) => {
    copyFileSync(sources('serviceWorkerPage')[0]!, join(site.folder, 'one/serviceWorkerPage.js'));
    const url = site.page('one/service', script('./serviceWorkerPage.js'));
    expect(await toldBy(page, url)).toMatchObject(WATCHED);
  });

  for (const [name, attributes] of [
    ['a frame', ''],
    ['a sandboxed frame', 'sandbox="allow-scripts"'],
  ] as const) {
    test(`in ${name}`, async ({ page }) => {
      site.page('one/framed', '<script defer src="./watchPage.js"></script>');
      await page.goto(
        site.page('one/frame', `<iframe src="./framed.html" ${attributes}></iframe>`),
      );
      const output = page.frameLocator('iframe').locator('output');
      await expect(output).not.toBeEmpty({ timeout: 60_000 });
      expect(JSON.parse((await output.textContent())!)).toMatchObject(WATCHED);
    });
  }
});

test('every subpath can be imported on a server, and monitors work there', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  // React itself is installed in an app of its own alone.
  const subpaths = Object.keys(exports).filter((path) => !/json$|react$/.test(path));
  expect(subpaths.length).toBeGreaterThan(5);
  const imports = subpaths.map((path) => `await import('tfjs-drift${path.slice(1)}');`);
  const program = `${imports.join('\n')}
    const { watch } = await import('./watch.js');
    console.log(JSON.stringify(await watch()));`;
  writeFileSync(join(site.folder, 'server.mjs'), program);
  const told = execFileSync('node', ['server.mjs'], { cwd: site.folder, encoding: 'utf8' });
  expect(JSON.parse(told)).toMatchObject(WATCHED);
});

async function toldBy(page: Page, url: string): Promise<unknown> {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  const output = page.locator('output');
  const said = async () => (await output.textContent()) || complaints.join();
  await expect.poll(said, { timeout: 60_000 }).not.toBe('');
  expect(complaints).toEqual([]);
  return JSON.parse((await output.textContent())!);
}
