import { expect, test } from '../support/demoTest.js';
import { MOST_SHIFTED, shifted, watchShifts } from '../support/layoutShifts.js';

const STARTED = { timeout: 45_000 };

test('goes on with the network cut off after it was loaded', async ({ openDemo, context }) => {
  const page = await openDemo('&speed=max');
  await expect(page.getByRole('status').first()).toHaveText('All clear', STARTED);
  await context.setOffline(true);
  await page.getByLabel('Shot noise').check();
  await expect(page.getByRole('status').first()).toHaveText('Drift detected', STARTED);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Window', { exact: true }).fill('16');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.locator('#fill')).toHaveText('16 / 16', STARTED);
  await page.getByRole('button', { name: 'Embed it' }).click();
  await expect(page.locator('#code')).toContainText('windowSize: 16');
});

test('nothing moves from loading to an alarm on a phone', async ({ openDemo, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.addInitScript(watchShifts);
  await openDemo('&speed=max', '');
  const state = page.locator('#state');
  await expect(state).toHaveAttribute('data-tone', 'calm', STARTED);
  await page.getByLabel('Gaussian blur').check();
  await expect(state).toHaveAttribute('data-tone', 'alarm', STARTED);
  expect(await shifted(page)).toBeLessThan(MOST_SHIFTED);
});

test('says what it is to search engines, to those who share it and to home screens, without a script', async ({
  browser,
  baseURL,
  request,
}) => {
  const context = await browser.newContext({ baseURL: baseURL!, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page).toHaveTitle(/^tfjs-drift: .{10,60}$/);
  const content = (selector: string) => page.locator(selector).getAttribute('content');
  expect((await content('meta[name="description"]'))!.length).toBeGreaterThan(50);
  expect(await content('meta[name="viewport"]')).toContain('width=device-width');
  const card = (await content('meta[property="og:image"]'))!;
  // In the page itself: browsers ask for the file again with each new address.
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', /^data:image\/svg/);
  const touchIcon = (await page.locator('link[rel="apple-touch-icon"]').getAttribute('href'))!;
  const manifestUrl = (await page.locator('link[rel="manifest"]').getAttribute('href'))!;
  const manifest = await (await request.get(manifestUrl)).json();
  expect(manifest).toMatchObject({ name: 'tfjs-drift', display: 'standalone' });
  const sizes = manifest.icons.map(({ sizes }: { sizes: string }) => sizes);
  expect(sizes).toEqual(expect.arrayContaining(['192x192', '512x512']));
  const pictures = [card, touchIcon, ...manifest.icons.map(({ src }: { src: string }) => src)];
  for (const url of pictures) {
    const answer = await request.get(url);
    expect(answer.status(), url).toBe(200);
    expect(answer.headers()['content-type'], url).toMatch(/^image\//);
  }
  await context.close();
});
