import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import { type ConsumerServer, startConsumerServer } from '../support/consumerServer.js';
import { packedPackage } from '../support/packedPackage.js';
import { batchFaults } from '../support/reportSchema.js';

/** An app that depends on the package as it would be published, in a folder of its own. */
test.describe.configure({ mode: 'serial' });

const app = mkdtempSync(join(tmpdir(), 'tfjs-drift-consumer-'));
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: app, encoding: 'utf8', stdio: 'pipe' });
let server: ConsumerServer;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  const { tarball } = await packedPackage();
  cpSync('e2e/consumer', app, { recursive: true });
  cpSync(tarball, join(app, 'tfjs-drift.tgz'));
  run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock');
  run('npx', 'vite', 'build', '--logLevel', 'warn');
  server = await startConsumerServer(join(app, 'dist'), ['/photos.html']);
});

test.afterAll(async () => {
  await server?.stop();
  rmSync(app, { recursive: true, force: true });
});

for (const resolution of ['bundler', 'nodenext']) {
  test(`its types hold as ${resolution} resolves them`, () => {
    const project = resolution === 'bundler' ? 'tsconfig.json' : 'tsconfig.nodenext.json';
    try {
      run('npx', 'tsc', '--project', project);
    } catch (error) {
      throw new Error(String((error as { stdout?: string }).stdout), { cause: error });
    }
  });
}

test('it has one tfjs, without the union package', () => {
  const listed = run('npm', 'ls', '--all', '--parseable', '@tensorflow/tfjs-core').trim();
  const copies = new Set(
    listed.split('\n').map((path) => path.slice(path.indexOf('node_modules'))),
  );
  expect([...copies]).toEqual([join('node_modules', '@tensorflow', 'tfjs-core')]);
  expect(existsSync(join(app, 'node_modules/@tensorflow/tfjs'))).toBe(false);
});

test('under a strict policy it fits, saves, loads, and reports an alarm on blurred photos', async ({
  page,
}) => {
  const complaints = watch(page);
  await page.goto(`${server.url}/photos.html`);
  await click(page, 'fit');
  await page.reload();
  await click(page, 'load');
  await click(page, 'clean');
  await expect(page.locator('#alarms')).toHaveText('0');
  await click(page, 'blurred');
  await expect(page.locator('#alarms')).toHaveText('1');
  await expect(page.locator('#gallery img, #gallery canvas').first()).toBeVisible();
  await expect(page.locator('drift-monitor h2')).toHaveText('Drift detected');
  await expect(page.locator('#error')).toBeEmpty();

  const reported = () => JSON.stringify(server.batches).includes('"type":"alarm"');
  await expect.poll(reported, { timeout: 20_000 }).toBe(true);
  const shipped = join(app, 'node_modules/tfjs-drift/src/reports/report.schema.json');
  expect(readFileSync(shipped, 'utf8')).toBe(
    readFileSync('src/reports/report.schema.json', 'utf8'),
  );
  for (const batch of server.batches) expect(batchFaults(batch)).toEqual([]);
  expect(JSON.stringify(server.batches)).toContain('"app":"consumer"');
  expect(await complaints()).toEqual([]);
});

test('what is to be loaded later and is gone costs the monitor, not the app', async ({ page }) => {
  await page.goto(`${server.url}/photos.html`);
  await click(page, 'fit');
  await page.route(/\/later-.*\.js$/, (route) => route.abort());
  await page.reload();
  await click(page, 'load');
  await expect(page.locator('#error')).toContainText(/^PartLoadError: .*reload the page/);
  await click(page, 'clean');
});

test('on WebGPU it needs no leave to compile WebAssembly', async ({ page }) => {
  const complaints = watch(page);
  await page.goto(`${server.url}/features.html`);
  await expect(page.locator('#state')).toHaveText('alarm', { timeout: 60_000 });
  await expect(page.locator('#compute')).toHaveText('webgpu webgpu');
  await expect(page.locator('#error')).toBeEmpty();
  expect(await complaints()).toEqual([]);
});

async function click(page: Page, id: string): Promise<void> {
  await expect(page.locator('#state')).toHaveText(/loaded|done/, { timeout: 60_000 });
  await page.locator(`#${id}`).click();
  await expect(page.locator('#state')).toHaveText(`${id} done`, { timeout: 90_000 });
}

/** Page errors, errors on the console, and what the policy forbade. */
function watch(page: Page): () => Promise<string[]> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return async () => complaints;
}
