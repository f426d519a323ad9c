import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import { type PreviewServer, preview } from 'vite';
import { bundlers, installedApp } from './bundles.js';

/** Ways to bring the package into a page, a worker or a server; in each it watches, and alarms. */
const FOLDER = resolve('dist/shapes');
const WATCHED = { calm: 'ok', alarms: 1, errors: [] };

let server: PreviewServer;
let url: string;

test.beforeAll(async () => {
  await installedApp(FOLDER);
  const path = { root: FOLDER, build: { outDir: FOLDER }, configFile: false } as const;
  server = await preview({ ...path, logLevel: 'error', preview: { port: 0 } });
  url = server.resolvedUrls!.local[0]!;
});

test.afterAll(() => server?.close());

for (const bundler of ['webpack', 'esbuild', 'rollup'] as const) {
  test(`bundled by ${bundler}`, async ({ page }) => {
    await bundlers[bundler]([join(FOLDER, 'watchPage.js')], join(FOLDER, bundler));
    pageOf(`${bundler}/page`, script('./watchPage.js'));
    expect(await toldBy(page, `${bundler}/page.html`)).toMatchObject(WATCHED);
  });
}

test('in a plain page with an import map', async ({ page }) => {
  pageOf('plain', importMap({}) + script('./watchPage.js'));
  expect(await toldBy(page, 'plain.html')).toMatchObject({ ...WATCHED, compute: 'wasm' });
});

test('in a plain page with tfjs as one module', async ({ page }) => {
  const tfjs = './tf.fesm.min.js';
  copyFileSync('node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js', join(FOLDER, tfjs));
  const map = importMap({ '@tensorflow/tfjs': tfjs, '@tensorflow/tfjs-core': tfjs });
  pageOf('plainModel', map + script('./modelPage.js'));
  expect(await toldBy(page, 'plainModel.html')).toMatchObject({ ...WATCHED, same: true });
});

test('in a module worker, with its chart on the page', async ({ page }) => {
  const sources = ['worker', 'chartsPage'].map((name) => join(FOLDER, `${name}.js`));
  await bundlers.esbuild(sources, join(FOLDER, 'inWorker'));
  pageOf('inWorker/page', `<canvas></canvas>${script('./chartsPage.js')}`);
  expect(await toldBy(page, 'inWorker/page.html')).toMatchObject({ ...WATCHED, rows: 90 });
});

test.describe('bundled into one file', () => {
  const folder = join(FOLDER, 'one');

  test.beforeAll(() =>
    bundlers.singleFile(
      ['watchPage', 'worker', 'serviceWorker'].map((name) => join(FOLDER, `${name}.js`)),
      folder,
    ),
  );

  test('in a service worker', async ({ page }) => {
    copyFileSync(join(FOLDER, 'serviceWorkerPage.js'), join(folder, 'serviceWorkerPage.js'));
    pageOf('one/service', script('./serviceWorkerPage.js'));
    expect(await toldBy(page, 'one/service.html')).toMatchObject(WATCHED);
  });

  for (const [name, attributes] of [
    ['a frame', ''],
    ['a sandboxed frame', 'sandbox="allow-scripts"'],
  ] as const) {
    test(`in ${name}`, async ({ page }) => {
      pageOf('one/framed', '<script defer src="./watchPage.js"></script>');
      pageOf('one/frame', `<iframe src="./framed.html" ${attributes}></iframe>`);
      await page.goto(`${url}one/frame.html`);
      const output = page.frameLocator('iframe').locator('output');
      await expect(output).not.toBeEmpty({ timeout: 60_000 });
      expect(JSON.parse((await output.textContent())!)).toMatchObject(WATCHED);
    });
  }
});

test('every subpath can be imported on a server, and monitors work there', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  const subpaths = Object.keys(exports).filter((path) => !path.endsWith('.json'));
  expect(subpaths.length).toBeGreaterThan(5);
  const imports = subpaths.map((path) => `await import('tfjs-drift${path.slice(1)}');`);
  const program = `${imports.join('\n')}
    const { watch } = await import('./watch.js');
    console.log(JSON.stringify(await watch()));`;
  writeFileSync(join(FOLDER, 'server.mjs'), program);
  const told = execFileSync('node', ['server.mjs'], { cwd: FOLDER, encoding: 'utf8' });
  expect(JSON.parse(told)).toMatchObject(WATCHED);
});

async function toldBy(page: Page, path: string): Promise<unknown> {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url + path);
  const output = page.locator('output');
  await expect
    .poll(async () => (await output.textContent()) || complaints.join(), { timeout: 60_000 })
    .not.toBe('');
  expect(complaints).toEqual([]);
  return JSON.parse((await output.textContent())!);
}

function pageOf(name: string, head: string): void {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">`;
  writeFileSync(
    join(FOLDER, `${name}.html`),
    `${html}<title>${name}</title><output></output>${head}`,
  );
}

const script = (source: string): string => `<script type="module" src="${source}"></script>`;

/** The package as it is installed, and what else is named. */
function importMap(others: Record<string, string>): string {
  const own = ['core', 'charts'].map((name) => [
    `tfjs-drift/${name}`,
    `./node_modules/tfjs-drift/dist/lib/${name}.js`,
  ]);
  const imports = {
    'tfjs-drift': './node_modules/tfjs-drift/dist/lib/index.js',
    ...Object.fromEntries(own),
    ...others,
  };
  return `<script type="importmap">${JSON.stringify({ imports })}</script>`;
}
