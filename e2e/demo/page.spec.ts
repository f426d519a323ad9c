import type { Page } from 'playwright/test';
import { expect, test } from '../support/demoTest.js';
import { MOST_SHIFTED, shifted, watchShifts } from '../support/layoutShifts.js';
import { framesDrawn, photosSeen } from '../support/photosSeen.js';

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

test('pauses while the page is hidden, and the history has a gap there', async ({ openDemo }) => {
  const page = await openDemo('&speed=10');
  const setHidden = (isHidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  await expect.poll(() => photosSeen(page), STARTED).toBeGreaterThan(22);
  await setHidden(true);
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await framesDrawn(page, 30);
  const seen = await photosSeen(page);
  await framesDrawn(page, 60);
  expect(await photosSeen(page)).toBe(seen);
  await setHidden(false);
  await expect.poll(() => photosSeen(page)).toBeGreaterThan(seen + 2);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('log')).toContainText('Paused while the page was hidden');
  expect(await widestGap(page)).toBeGreaterThan(2);
});

/** Of the line of p-values in the history, in pixels. */
function widestGap(page: Page): Promise<number> {
  return page.locator('#history').evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d')!;
    const { data } = context.getImageData(0, 0, width, height);
    const hasLine = (x: number): boolean => {
      // Above the key to the lines.
      for (let y = 0; y < height / 2; y++) {
        const at = 4 * (y * width + x);
        const [red, green, blue, alpha] = data.subarray(at, at + 4);
        if (alpha! > 200 && red! < 40 && green! < 40 && blue! < 50) return true;
      }
      return false;
    };
    const columns = Array.from({ length: width }, (_, x) => x).filter(hasLine);
    return Math.max(...columns.slice(1).map((x, i) => x - columns[i]! - 1));
  });
}

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
