import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'playwright/test';
import { bundlers } from './bundles.js';
import { importMap, type Site, script, startSite } from './site.js';

/**
 * Browsers that are installed here and that nothing drives: their pages say what came of them. Firefox; WebKit
 * as GTK has it, which needs `xvfb-run` (Debian: firefox-esr, webkit2gtk-driver, xvfb); and the WebKit of 2022 that
 * Debian 12 has as `cog`, which knows neither import maps nor SIMD.
 */
const others = [
  {
    name: 'Firefox',
    programs: ['firefox', 'firefox-esr'],
    command: (program: string, url: string) => [
      program,
      '--headless',
      '--no-remote',
      '--profile',
      mkdtempSync(join(tmpdir(), 'tfjs-drift-firefox-')),
      url,
    ],
    plain: true,
    compute: 'wasm',
  },
  {
    name: 'WebKit',
    programs: ['/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'],
    command: (program: string, url: string) => ['xvfb-run', '-a', program, url],
    plain: true,
    compute: 'wasm',
  },
  {
    name: 'an old WebKit',
    programs: ['cog'],
    command: (program: string, url: string) => [program, '-P', 'headless', url],
    plain: false,
    compute: 'typescript',
  },
];

const WATCHED = { calm: 'ok', alarms: 1, errors: [] };

let site: Site;

test.beforeAll(async () => {
  if (!others.some(({ programs }) => programs.some(found))) return;
  site = await startSite('shapes-others');
  const names = ['watchPage', 'worker', 'chartsPage', 'modelPage'];
  const sources = names.map((name) => join(site.folder, `${name}.js`));
  await bundlers.esbuild(sources, join(site.folder, 'built'));
});

test.afterAll(() => site?.stop());

for (const { name, programs, command, plain, compute } of others) {
  test(`${name}: in a page, a worker with its chart, and around a model`, async () => {
    const program = programs.map(found).find(Boolean);
    test.skip(!program, `${name} is not installed`);
    const bodies: Record<string, string> = {
      page: script('./watchPage.js'),
      worker: `<canvas></canvas>${script('./chartsPage.js')}`,
      model: script('./modelPage.js'),
    };
    const folder = `built/${programs[0]!.replaceAll('/', '-')}-`;
    const urls = Object.keys(bodies).map((page) => site.page(folder + page, bodies[page]!));
    if (plain) urls.push(site.page('plain', importMap() + script('./watchPage.js')));
    const all = site.page('all', urls.map((url) => `<iframe src="${url}"></iframe>`).join(''));
    const [file, ...args] = command(program!, all);
    const env = { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
    const browser = spawn(file!, args, { stdio: 'ignore', env, detached: true });
    const said = (page: string) => site.told.get(`/${page}.html`);
    try {
      const pages = Object.keys(bodies).map((page) => folder + page);
      await expect.poll(() => pages.every(said), { timeout: 90_000 }).toBe(true);
      const of = (page: string) => JSON.parse(said(folder + page)!);
      expect(of('page')).toMatchObject({ ...WATCHED, compute });
      expect(of('worker')).toMatchObject({ ...WATCHED, compute, rows: 90 });
      expect(of('model')).toMatchObject({ ...WATCHED, same: true });
      if (!plain) return;
      await expect.poll(() => said('plain'), { timeout: 90_000 }).toBeDefined();
      expect(JSON.parse(said('plain')!)).toMatchObject({ ...WATCHED, compute });
    } finally {
      process.kill(-browser.pid!, 'SIGKILL');
    }
  });
}

function found(program: string): string | undefined {
  const folders = program.startsWith('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
