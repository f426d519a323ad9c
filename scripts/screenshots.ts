import type { Browser, Page } from 'playwright';
import { withBrowser } from './browser/withBrowser.js';
import { takeChartPictures } from './screenshots/chartPictures.js';
import { takeFilm } from './screenshots/film.js';
import { takeFleetPictures } from './screenshots/fleetPictures.js';

/**
 * Takes the film of the demo and the pictures of the charts and of the page for the team in docs/images anew, the demo's icons and the picture
 * for those who share it:
 *
 *     npm run screenshots
 *     npm run screenshots -- charts
 *
 * or fleet, film, icons or card.
 */

const DESKTOP = { width: 1280, height: 800 };
const CARD = { width: 1200, height: 630 };
const ICON_SIZES = [192, 512];
const CALM_PHOTOS = 50;

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

async function takeCard(browser: Browser, url: string): Promise<void> {
  const card = await browser.newPage({
    viewport: DESKTOP,
    colorScheme: 'light',
    deviceScaleFactor: CARD.width / DESKTOP.width,
  });
  await card.goto(url);
  await waitForPhotos(card, CALM_PHOTOS);
  await drift(card);
  await settle(card);
  const height = (CARD.height * DESKTOP.width) / CARD.width;
  await card.screenshot({
    path: 'public/social-card.png',
    clip: { x: 0, y: 0, width: DESKTOP.width, height },
  });
  await card.close();
}

async function takeIcons(browser: Browser, url: string): Promise<void> {
  for (const size of ICON_SIZES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.goto(url);
    await page.screenshot({ path: `public/icon-${size}.png` });
    await page.close();
  }
}

await withBrowser(async (browser, urlOf) => {
  const takes = {
    fleet: () => takeFleetPictures(browser),
    film: () =>
      takeFilm(browser, urlOf('#backend=wasm&speed=5'), (page) => waitForPhotos(page, 20)),
    charts: () => takeChartPictures(browser, urlOf('e2e/lab/lab.html')),
    icons: () => takeIcons(browser, urlOf('favicon.svg')),
    card: () => takeCard(browser, urlOf('#backend=wasm&speed=10')),
  };
  const [only] = process.argv.slice(2);
  for (const [name, take] of Object.entries(takes)) if ((only ?? name) === name) await take();
});
