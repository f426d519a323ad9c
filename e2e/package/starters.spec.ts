import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { run } from '../../scripts/build/installed.js';
import { blocksOf } from '../docs/samples.js';
import { seriousFindings } from '../support/axe.js';
import { unpackInto } from '../support/installedApp.js';

/** The apps of docs/starters as the guide has them copied, out of the package as it would be published. */
const GUIDE = 'docs/getting-started.md';
const APPS = 'dist/starters';

/** Pictures without a change, before the first one. */
const CALM = 40;
const CALM_HEADLINE = /^(Normal so far|All clear)$/;
/** In place of the 400 ms between two pictures. */
const FASTER_MS = 10;

const changes = ['The lens is smeared', 'The light goes', 'Another part comes'];
const servers: ViteDevServer[] = [];

test.afterAll(() => Promise.all(servers.map((server) => server.close())));

for (const name of ['tfjs', 'onnx']) {
  test(`the starter for ${name}: calm, and an alarm at each change, which ends`, async ({
    page,
  }) => {
    const complaints: string[] = [];
    const alarms: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
      if (message.text().includes('look like')) alarms.push(message.text());
    });
    await page.addInitScript((fasterMs) => {
      const later = window.setTimeout;
      const faster = (act: () => void, ms?: number) => later(act, ms === 400 ? fasterMs : ms);
      window.setTimeout = faster as typeof later;
    }, FASTER_MS);
    await page.goto(await served(name));
    const headline = page.locator('drift-monitor h2');
    await expect(page.locator('#state')).toHaveText(/^Watching/, { timeout: 90_000 });
    const delays = await delaysOf(page);
    const seen = () =>
      page.evaluate(() => document.querySelector('drift-monitor')!.monitor!.status.samples);
    await expect.poll(seen, { timeout: 60_000 }).toBeGreaterThan(CALM);
    await expect(headline).toHaveText(CALM_HEADLINE);
    await expect(page.locator('output')).toHaveText(/^(bolt|nut|washer), \d+ %$/);

    for (const [at, change] of changes.entries()) {
      expect(alarms).toHaveLength(at);
      await page.getByLabel(change).check();
      await expect(headline).toHaveText('Drift detected');
      await expect(page.getByText(/inputs do not look like/).first()).toBeVisible();
      expect((await delays.jsonValue())[at]).toBeLessThanOrEqual(15);
      await expect(page.getByRole('listitem').locator('canvas')).toHaveCount(8);
      if (at === 0) expect(await findings(page)).toEqual([]);
      await page.getByLabel('Nothing').check();
      await expect(headline).toHaveText(CALM_HEADLINE, { timeout: 60_000 });
    }
    expect(alarms).toHaveLength(changes.length);
    expect(complaints).toEqual([]);
  });
}

/** Does what the guide says in a new folder, but for installing packages of others, which are here. */
async function served(name: string): Promise<string> {
  const app = join(APPS, name);
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  await unpackInto(join(app, 'node_modules/tfjs-drift'));
  const [, copy, serve] = blocksOf(GUIDE, 'sh')
    .find((block) => block.includes(`starters/${name}`))!
    .split('\n');
  run('sh', ['-c', copy!], app);
  expect(serve).toBe('npx vite');
  const server = await createServer({
    root: app,
    configFile: false,
    cacheDir: join(app, '.vite'),
    logLevel: 'error',
    // The packages of others lie beside this project.
    server: { port: 0, fs: { allow: ['.', realpathSync('node_modules')] } },
  });
  servers.push(server);
  await server.listen();
  return server.resolvedUrls!.local[0]!;
}

/** Of each alarm: how many pictures after a change it was raised; goes on growing. */
function delaysOf(page: Page) {
  return page.evaluateHandle(() => {
    const delays: number[] = [];
    const monitor = document.querySelector('drift-monitor')!.monitor!;
    let changedAt = 0;
    addEventListener('change', () => {
      changedAt = monitor.status.samples;
    });
    monitor.on('alarm', ({ samples }) => {
      delays.push(samples - changedAt);
    });
    return delays;
  });
}

/** In light and in dark. */
async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await seriousFindings(page)));
  }
  return found;
}
