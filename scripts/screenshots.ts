import type { Browser, Page } from 'playwright';
import { withBrowser } from './browser/withBrowser.js';
import { takeChartPictures } from './screenshots/chartPictures.js';

/**
 * Takes the pictures of the demo and of the charts in docs/images anew, the demo's icons and the picture
 * for those who share it:
 *
 *     npm run screenshots
 *     npm run screenshots -- charts
 */

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const CARD = { width: 1200, height: 630 };
const ICON_SIZES = [192, 512];
const CALM_PHOTOS = 50;

/** The demo after photos without drift, paused. */
async function openCalm(
  browser: Browser,
  url: string,
  viewport: typeof PHONE,
  colorScheme: 'light' | 'dark',
  deviceScaleFactor = 1,
): Promise<Page> {
  const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor });
  await page.goto(url);
  await waitForPhotos(page, CALM_PHOTOS);
  return page;
}

async function waitForPhotos(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => Number(document.getElementById('samples')?.textContent) >= wanted,
    count,
    { timeout: 120_000 },
  );
}

async function drift(page: Page): Promise<void> {
  await page.getByLabel('Gaussian blur').check();
  await waitForPhotos(page, CALM_PHOTOS + 24);
}

async function settle(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    scrollTo(0, 0);
  });
  await page.waitForTimeout(500);
}

async function shoot(page: Page, name: string): Promise<void> {
  await settle(page);
  await page.screenshot({ path: `docs/images/demo-${name}.png` });
  await page.close();
}

await withBrowser(async (browser, urlOf) => {
  await takeChartPictures(browser, urlOf('e2e/lab/lab.html'));
  if (process.argv.includes('charts')) return;
  for (const size of ICON_SIZES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.goto(urlOf('favicon.svg'));
    await page.screenshot({ path: `public/icon-${size}.png` });
    await page.close();
  }
  const url = urlOf('#backend=wasm&speed=10');
  await shoot(await openCalm(browser, url, DESKTOP, 'light'), 'calm');
  for (const [name, viewport, scheme] of [
    ['drift', DESKTOP, 'light'],
    ['drift-dark', DESKTOP, 'dark'],
    ['phone', PHONE, 'light'],
  ] as const) {
    const page = await openCalm(browser, url, viewport, scheme);
    await drift(page);
    await shoot(page, name);
  }
  const card = await openCalm(browser, url, DESKTOP, 'light', CARD.width / DESKTOP.width);
  await drift(card);
  await settle(card);
  const height = (CARD.height * DESKTOP.width) / CARD.width;
  await card.screenshot({
    path: 'public/social-card.png',
    clip: { x: 0, y: 0, width: DESKTOP.width, height },
  });
  await card.close();
});
