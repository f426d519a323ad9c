import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import { dashboardRoutes } from '../../fleet/dashboard/dashboardRoutes.js';
import { type Receiver, startReceiver } from '../../fleet/receiver/receiver.js';
import { writeLandmarkPictures } from '../../fleet/simulate/landmarkPictures.js';
import { shippedReference } from '../../fleet/simulate/shippedReference.js';
import { DuckDbStore } from '../../fleet/store/duckdb/duckDbStore.js';
import { BASELINES, fillWithTeam, NOW } from '../../test/support/simulatedTeam.js';
import { seriousFindings } from '../support/axe.js';

const READ = 'a-token-for-reading';
const PHONE = { width: 390, height: 844 };

// One store and one server for all; each test has a page of its own.
test.describe.configure({ mode: 'serial', timeout: 240_000 });
// axe is put into the page as a script, which its policy allows to the receiver alone.
test.use({ bypassCSP: true });

const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-dashboard-'));
let store: DuckDbStore;
let empty: DuckDbStore;
let receiver: Receiver;
let emptyReceiver: Receiver;

async function serve(on: DuckDbStore): Promise<Receiver> {
  return startReceiver({
    store: on,
    port: 0,
    writeTokens: ['a-token-for-writing'],
    readTokens: [READ],
    clock: () => NOW,
    routes: dashboardRoutes(on, {
      baselines: BASELINES,
      pictures: folder,
      isSimulated: on === store,
      clock: () => NOW,
    }),
  });
}

test.beforeAll(async () => {
  store = await DuckDbStore.open(join(folder, 'fleet.duckdb'));
  empty = await DuckDbStore.open(':memory:');
  await fillWithTeam(store);
  await writeLandmarkPictures(folder, (await shippedReference()).space);
  [receiver, emptyReceiver] = await Promise.all([serve(store), serve(empty)]);
});

test.afterAll(async () => {
  await Promise.all([receiver.close(), emptyReceiver.close()]);
  await Promise.all([store.close(), empty.close()]);
  rmSync(folder, { recursive: true });
});

async function open(page: Page, hash = ''): Promise<string[]> {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(`${receiver.url}/#token=${READ}${hash}`);
  await expect(page.locator('#devicesTable tbody tr')).toHaveCount(30, { timeout: 90_000 });
  await expect(page.locator('#leftOutText')).not.toBeEmpty();
  return errors;
}

test('the first glance says what is wrong, and what to do', async ({ page }) => {
  const errors = await open(page);
  const state = page.locator('#state');
  await expect(state.getByRole('heading')).toContainText('since Tue 24 Nov');
  await expect(state.getByRole('heading')).toContainText('release 2.5.0');
  await expect(state.getByRole('heading')).toContainText('site Lyon');
  await expect(state).toContainText('Hold release 2.5.0 back');
  expect(page.url()).not.toContain(READ);
  const first = page.locator('#groupsTable tbody tr').first();
  await expect(first).toContainText('stands out');
  await expect(page.getByRole('img', { name: /^U over \d+ periods/ })).toBeVisible();
  await expect(page.locator('#landmarkLists img').first()).toBeVisible();
  await expect(page.locator('#simulated')).toBeVisible();
  expect(errors).toEqual([]);
});

test('a device is found and opened by keyboard, and its address can be passed on', async ({
  page,
}) => {
  await open(page);
  await page.getByRole('searchbox', { name: 'Find' }).focus();
  await page.keyboard.type('lyon');
  await expect(page.locator('#devicesShown')).toHaveText(/^\d+ devices\.$/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const device = await page.evaluate(() => document.activeElement?.textContent ?? '');
  expect(device).toMatch(/^tablet-\d{3}$/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: device });
  await expect(dialog).toContainText('What it sees has changed.');
  await expect(dialog.getByRole('img', { name: `History of ${device}` })).toBeVisible();
  await expect(dialog.locator('#deviceFacts')).toContainText('Lyon');
  await expect(dialog.locator('img').first()).toBeVisible();
  const { hash } = new URL(page.url());
  expect(hash).toBe(`#device=${device}`);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  // The address is cleared by an event, which comes a task after the dialog is gone.
  await expect(page).toHaveURL(`${receiver.url}/`);
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  expect(focused).toBe(device);
  await page.goto(`${receiver.url}/${hash}`);
  await expect(dialog).toBeVisible();
});

test('axe finds nothing, by day and night, on a phone and with a device open', async ({ page }) => {
  await open(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousFindings(page), colorScheme).toEqual([]);
  }
  await page.setViewportSize(PHONE);
  expect(await seriousFindings(page), 'phone').toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  await page.locator('#devicesTable button').first().click();
  await expect(page.locator('#deviceLandmarks img').first()).toBeVisible();
  expect(await seriousFindings(page), 'device').toEqual([]);
});

test('without the token, and with another one, it asks for it', async ({ page }) => {
  await page.goto(receiver.url);
  const field = page.getByLabel('Token for reading');
  await expect(field).toBeFocused();
  await field.fill('a-token-for-writing');
  await page.keyboard.press('Enter');
  await expect(page.locator('#askText')).toContainText('does not know this token');
  await expect(page.locator('#fleet')).toBeHidden();
  expect(await seriousFindings(page)).toEqual([]);
  await field.fill(READ);
  await page.getByRole('button', { name: 'Show the fleet' }).click();
  await expect(page.locator('#sentence')).toContainText('release 2.5.0');
});

test('an empty store says what to do, and a receiver that is gone is told', async ({ page }) => {
  await page.goto(`${emptyReceiver.url}/#token=${READ}`);
  await expect(page.locator('#sentence')).toHaveText('No sketches have come yet.');
  await expect(page.locator('#advice')).toContainText('startSketches');
  await expect(page.locator('#devices')).toBeHidden();
  expect(await seriousFindings(page)).toEqual([]);
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByRole('alert')).toContainText('The receiver does not answer');
});
