import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import { run } from '../../scripts/build/installed.js';
import { blocksOf } from '../docs/samples.js';
import type { App } from '../frameworks/src/inputs.js';
import { type ConsumerServer, startConsumerServer } from '../support/consumerServer.js';
import { install } from '../support/installedApp.js';

/** Apps of React, Vue and Svelte with the components of docs/recipes, and the package as it would be published. */
test.describe.configure({ mode: 'serial' });

const APP = 'e2e/frameworks';
const RECIPES = join(APP, 'recipes');
const pages = ['/react.html', '/vue.html', '/svelte.html'];
const servers: Record<string, ConsumerServer> = {};

test.beforeAll(async () => {
  test.setTimeout(300_000);
  await install(APP, '--legacy-peer-deps');
  writeRecipes();
  run('npx', ['tsc', '--project', APP]);
  run('npx', ['vite', 'build', APP, '--logLevel', 'warn']);
  run('npx', ['vite', 'build', APP, '--logLevel', 'warn', '--mode', 'react-18']);
  for (const name of ['latest', 'react-18']) {
    servers[name] = await startConsumerServer(join('dist/frameworks', name), pages);
  }
});

test.afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.stop()));
});

for (const version of ['latest', 'react-18']) {
  test(`React, ${version}, in strict mode: the recipe shows what its monitor does, and leaves nothing`, async ({
    page,
  }) => {
    const complaints = await open(page, `${servers[version]!.url}/react.html`);
    await page.evaluate(() => window.app.mount());
    await expect(page.locator('section h2')).toHaveText('warming-up');
    await page.evaluate(() => window.app.feed(20, 0));
    await expect(page.locator('section h2')).toHaveText('ok');
    await expect(page.locator('output')).toHaveText('ok');
    await expect(page.locator('section > p')).toContainText('look like the reference');
    await page.evaluate(() => window.app.feed(60, 1));
    await expect(page.locator('section h2')).toHaveText('drift');
    await expect(page.getByRole('img', { name: /^History of .*State: drift/ })).toBeVisible();
    await expect(page.locator('#scan').getByRole('img', { name: /^Windows/ })).toBeVisible();
    await expect(page.locator('.null').getByRole('img', { name: /^Null/ })).toBeVisible();
    await expect(page.getByRole('list').getByRole('listitem')).toHaveCount(6);
    // Another function is no other chart, and is the one that is called.
    const before = await chartIds(page);
    await page.evaluate(() => window.app.renderSaying!('second'));
    const map = page.locator('#map canvas');
    // Until its place has come to rest.
    await expect(async () => {
      const position = await map.evaluate((canvas: HTMLCanvasElement) => {
        const { x, y } = window.app.Chart.getChart(canvas)!.getDatasetMeta(1).data[0]!;
        return { x, y };
      });
      await map.click({ position });
      expect(await page.evaluate(() => window.app.said?.at(-1))).toBe('second');
    }).toPass();
    expect(await chartIds(page)).toEqual(before);
    expect(before).toHaveLength(4);

    await leavesNothing(page);
    expect(complaints).toEqual([]);
    await page.evaluate(() => window.app.mountWrong!());
    await expect
      .poll(() => complaints.join('\n'))
      .toContain("useDriftMonitor: a DriftMonitor was expected, '#monitor' came.");
  });
}

test('React renders at the changes of a state, not at each test', async ({ page }) => {
  const complaints = await open(page, `${servers['latest']!.url}/react.html`);
  await page.evaluate(() => window.app.mount());
  await page.waitForFunction(() => window.app.monitor);
  await page.evaluate(() => window.app.feed(2, 0));
  await expect(page.locator('output')).toHaveText('ok');
  const { renders, looks } = await page.evaluate(async () => {
    const before = window.app.renders!;
    const start = performance.now();
    await window.app.feed(100, 0);
    return { renders: window.app.renders! - before, looks: (performance.now() - start) / 500 };
  });
  // Strict mode renders twice.
  expect(renders).toBeLessThanOrEqual(2 * (looks + 3));
  expect(complaints).toEqual([]);
});

test('on a server components and element are there, and empty', () => {
  const script = `
    import { createElement } from 'react';
    import { renderToString } from 'react-dom/server';
    import { DriftMonitorElement } from 'tfjs-drift/element';
    import { HistoryChart, useDriftMonitor } from 'tfjs-drift/react';
    const App = () => [useDriftMonitor(undefined)?.state ?? 'none',
      createElement(HistoryChart, { monitor: undefined, id: 'history', key: 1 })];
    console.log(renderToString(createElement(App)), DriftMonitorElement.observedAttributes.join());`;
  const said = execFileSync('node', ['--input-type=module', '-e', script], {
    cwd: APP,
    encoding: 'utf8',
  });
  expect(said.trim()).toBe('none<div id="history"></div> label');
});

for (const framework of ['vue', 'svelte']) {
  test(`the recipe for ${framework} shows what its monitor does, and leaves nothing`, async ({
    page,
  }) => {
    const complaints = await open(page, `${servers['latest']!.url}/${framework}.html`);
    await page.evaluate(() => window.app.mount());
    const own = page.locator('main > section');
    const tag = page.locator('drift-monitor');
    await expect(own.locator('h2')).toHaveText('warming-up');
    await expect(tag.locator('h2')).toHaveText('Warming up');
    await page.evaluate(() => window.app.feed(20, 0));
    await expect(own.locator('h2')).toHaveText('ok');
    await expect(tag.locator('h2')).toHaveText('Normal so far');
    await expect(tag.getByRole('region', { name: 'Line 3' })).toBeVisible();
    await page.evaluate(() => window.app.feed(10, 1));
    await expect(own.locator('h2')).toHaveText('drift');
    await expect(own.locator('> p')).toContainText('not look like');
    await expect(tag.locator('h2')).toHaveText('Drift detected');
    await expect(page.getByRole('img', { name: /^History of .*State: drift/ })).toHaveCount(2);
    await leavesNothing(page);
    expect(complaints).toEqual([]);
  });
}

/** The components as the pages show them: React's, two of Vue, two of Svelte. */
function writeRecipes(): void {
  rmSync(RECIPES, { recursive: true, force: true });
  mkdirSync(RECIPES, { recursive: true });
  const files: Record<string, string> = {
    'react.tsx': blocksOf('docs/recipes/react.md', 'tsx')[0]!,
  };
  for (const framework of ['vue', 'svelte']) {
    const blocks = blocksOf(`docs/recipes/${framework}.md`, framework);
    expect(blocks).toHaveLength(2);
    for (const [at, block] of blocks.entries())
      files[`${framework}-${at + 1}.${framework}`] = block;
  }
  for (const [name, code] of Object.entries(files)) writeFileSync(join(RECIPES, name), code);
}

async function open(page: Page, url: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(url);
  await page.waitForFunction(() => window.app !== undefined);
  return complaints;
}

function chartIds(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(window.app.Chart.instances));
}

/** Mounted and unmounted again and again: no chart is left, and the monitor is disposed of. */
async function leavesNothing(page: Page): Promise<void> {
  for (let time = 0; time < 3; time++) {
    await page.evaluate(() => window.app.unmount());
    await expect.poll(() => chartIds(page)).toEqual([]);
    await page.evaluate(() => window.app.mount());
    await expect.poll(async () => (await chartIds(page)).length).toBeGreaterThan(0);
  }
  await page.waitForFunction(() => window.app.monitor);
  await page.evaluate(() => {
    const { monitor } = window.app;
    Object.assign(window, { last: monitor });
    window.app.unmount();
  });
  await expect.poll(() => chartIds(page)).toEqual([]);
  const code = () =>
    page.evaluate(() => (window as unknown as { last: App['monitor'] }).last?.status.code);
  await expect.poll(code).toBe('disposed');
}
