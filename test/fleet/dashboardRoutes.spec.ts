import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { dashboardRoutes } from '../../fleet/dashboard/dashboardRoutes.js';
import { DuckDbStore } from '../../fleet/store/duckdb/duckDbStore.js';
import { NOW, READ, type RunningReceiver, runReceiver, WRITE } from '../support/fleetReceiver.js';

const PATHS = ['state', 'groups', 'landmarks', 'devices', 'device?device=a', 'picture?row=17'];

const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-pictures-'));
let receiver: RunningReceiver;

test.beforeAll(async () => {
  writeFileSync(join(folder, '17.webp'), 'a picture');
  writeFileSync(join(folder, 'secret.png'), 'not a picture of a row');
  const store = await DuckDbStore.open(':memory:');
  const routes = dashboardRoutes(store, { pictures: folder, clock: () => NOW });
  receiver = await runReceiver({ store, routes });
});

test.afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true });
});

function get(path: string, token?: string, method = 'GET'): Promise<Response> {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  return fetch(`${receiver.url}${path}`, { headers, method });
}

test('what it reads is for the token for reading alone, and nothing can be written', async () => {
  for (const path of PATHS) {
    expect((await get(`/fleet/${path}`)).status, path).toBe(401);
    expect((await get(`/fleet/${path}`, WRITE)).status, path).toBe(401);
    expect((await get(`/fleet/${path}?token=${READ}`)).status, path).toBe(401);
    expect((await get(`/fleet/${path}`, READ, 'POST')).status, path).toBe(405);
  }
  const state = await get('/fleet/state', READ);
  expect(await state.json()).toMatchObject({ state: 'empty', isSimulated: false });
  expect((await get('/fleet/groups', READ)).status).toBe(200);
  expect((await get('/fleet/device?device=nobody', READ)).status).toBe(404);
});

test('pictures are those of rows, and no other file', async () => {
  const picture = await get('/fleet/picture?row=17', READ);
  expect(picture.headers.get('Content-Type')).toBe('image/webp');
  expect(await picture.text()).toBe('a picture');
  for (const row of ['18', 'secret', '../17', '..%2F17', '', '1e1']) {
    expect((await get(`/fleet/picture?row=${row}`, READ)).status, row).toBe(404);
  }
});

test('the page is open to all, holds no data, and loads nothing from elsewhere', async () => {
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/dashboard.css', 'text/css'],
    ['/dashboard.js', 'text/javascript'],
  ] as const) {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toContain(type);
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(await answer.text()).not.toContain(READ);
  }
});
