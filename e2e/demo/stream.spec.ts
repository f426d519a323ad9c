import { test as bareTest, type Locator, type Page } from 'playwright/test';
import { expect, test } from '../support/demoTest.js';
import { MOST_SHIFTED, shifted, watchShifts } from '../support/layoutShifts.js';
import { framesDrawn, photosSeen } from '../support/photosSeen.js';

const STARTED = { timeout: 45_000 };
const TEN_CLASSES = /^\s*(airplane|automobile|bird|cat|deer|dog|frog|horse|ship|truck)\s*\d+ %/;
const MODEL = '**/mobilenet_v1_1.0_224/model.json';
const REFERENCE = '**/mobilenet_v1_1.0_224/museum.safetensors';

test('by default stays calm on clean photos for long, and raises an alarm soon when they are blurred; nothing moves', async ({
  openDemo,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.addInitScript(watchShifts);
  await openDemo('&speed=max', '');
  const title = page.getByRole('status');
  const alarm = page.getByRole('alert');
  const log = page.getByRole('log').getByRole('listitem');
  await expect(title).toHaveText('All clear', STARTED);
  await expect.poll(() => photosSeen(page), STARTED).toBeGreaterThanOrEqual(80);
  await expect(page.locator('#fill')).toHaveText(/^\d+ \/ 128$/);
  await expect(title).toHaveText('All clear');
  await expect(alarm).toBeEmpty();
  await expect(log.filter({ hasText: 'Normal at photo 1, by the first test' })).toHaveCount(1);
  await expect(log.filter({ hasText: /Possible drift|Alarm/ })).toHaveCount(0);
  // A camera that is in order, and a model that knows what it sees.
  await expect(page.locator('#guess-tally')).toHaveText(/^\(right: (8|9|10) of 10\)$/);

  await page.getByLabel('Gaussian blur').check();
  await expect(page.getByLabel('Strength')).toHaveValue('5');
  await expect(title).toHaveText('Drift detected', { timeout: 30_000 });
  await expect(alarm).toHaveText(/^Alarm at photo \d+, \d+ photos? after the disturbance/);
  const [, photos] = /, (\d+) photos? after/.exec((await alarm.textContent())!) ?? [];
  expect(Number(photos)).toBeLessThanOrEqual(15);
  await expect(alarm).toBeInViewport();
  expect(await shifted(page)).toBeLessThan(MOST_SHIFTED);
  await expect(page).toHaveURL(/severity=5/);

  await expect(page.locator('#guess-tally')).toHaveText(/^\(right: [0-2] of 10\)$/, STARTED);
  // In the library's words: what is different, and whether it matters, by labels that the page gives.
  await expect(page.locator('#different')).toContainText('ess sharp');
  await expect(page.locator('#matters')).toHaveText('Yes.', STARTED);
  await expect(page.locator('#matters-why')).toHaveText(/^\d+ of \d+ labelled answers are wrong/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('radio', { name: 'Where' }).check();
  await expect(page.locator('#gallery-caption')).toHaveText(/^Heat: /, STARTED);
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByRole('button', { name: 'One photo' }).click();
  await expect(title).toHaveText('Known drift');
  await page.getByLabel('Clean').check();
  await page.getByRole('button', { name: 'Start anew' }).click();
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(title).toHaveText(/Normal so far|All clear/);
  await expect(page.locator('#different')).toHaveText('Nothing.');

  await expect.poll(() => bluePixels(page), STARTED).toBeGreaterThan(500);
  await expect.poll(() => orangePixels(page)).toBeGreaterThan(100);
});

test('pauses while the page is hidden, with a gap in the history; shows what the model sees, and which photos look least like the reference', async ({
  openDemo,
}) => {
  const page = await openDemo('&speed=10&window=20');
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
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await framesDrawn(page, 30);
  const paused = await photosSeen(page);
  await framesDrawn(page, 60);
  expect(await photosSeen(page)).toBe(paused);

  await page.getByRole('button', { name: 'One photo' }).click();
  await expect.poll(() => photosSeen(page)).toBe(paused + 1);
  await expect(page.locator('#guess-caption')).toHaveText('A ten-class head guesses');
  await expect(page.locator('#predictions li')).toHaveText([TEN_CLASSES, TEN_CLASSES, TEN_CLASSES]);
  await expect(page.locator('#guess-tally')).toHaveText(/^\(right: ([7-9]|10) of 10\)$/);
  await expect(page.getByRole('img', { name: /^The photo shows: / })).toBeVisible();

  const photos = page.getByRole('list', { name: 'Inputs least like the reference' });
  await expect(photos.getByRole('listitem')).toHaveCount(12, STARTED);
  // What was chosen stays, while others get its place in the window.
  const chosen = await latestOf(photos);
  await photos.getByRole('button', { name: `Input ${chosen}, ` }).click();
  const told = page.locator('#map-detail-title');
  await expect(told).toHaveText(`Live, input ${chosen}`, STARTED);
  for (const more of [2, 3]) {
    await page.getByRole('button', { name: 'One photo' }).click();
    await expect.poll(() => photosSeen(page)).toBe(paused + more);
    await framesDrawn(page, 3);
    await expect(told).toHaveText(`Live, input ${chosen}`);
  }

  await page.getByRole('button', { name: 'Play' }).click();
  await expect(photos.locator('canvas').first()).toBeVisible();
  await page.getByRole('radio', { name: 'Latest' }).check();
  await expect(page.locator('#null')).toHaveAccessibleDescription(/999/, STARTED);
});

bareTest('says that the model is missing', async ({ page }) => {
  await page.route(MODEL, (route) => route.fulfill({ status: 404 }));
  await page.goto('/#backend=wasm');
  await expect(page.getByRole('status')).toHaveText('The model could not be loaded', STARTED);
  await expect(page.getByText(/model\.json.*the server answered 404/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

bareTest('offers a fit where the shipped reference is missing', async ({ page }) => {
  await page.route(REFERENCE, (route) => route.fulfill({ status: 404 }));
  await page.goto('/#backend=wasm');
  await expect(page.getByRole('status')).toHaveText('No reference yet', STARTED);
  await page.getByRole('button', { name: 'Make one from 600 photos' }).click();
  await expect(page.getByRole('status')).toHaveText('Learning what is normal');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('status')).toHaveText('No reference yet');
});

/** The number of the latest input in the gallery. */
async function latestOf(gallery: Locator): Promise<number> {
  const names = await gallery
    .getByRole('button', { name: /^Input \d+, / })
    .evaluateAll((all) => all.map((button) => button.ariaLabel ?? button.textContent ?? ''));
  return Math.max(...names.map((name) => Number(/\d+/.exec(name))));
}

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

/** Pixels of the map in the reference's colour. */
function bluePixels(page: Page): Promise<number> {
  return mapPixels(page, [0, 114, 178]);
}

/** Pixels of the map in the live photos' colour. */
function orangePixels(page: Page): Promise<number> {
  return mapPixels(page, [213, 94, 0]);
}

function mapPixels(page: Page, colour: readonly [number, number, number]): Promise<number> {
  return page.locator('#map').evaluate((element, wanted) => {
    const canvas = element as HTMLCanvasElement;
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const isNear = wanted.every((value, channel) => Math.abs(data[at + channel]! - value) < 12);
      if (isNear && data[at + 3]! > 60) count++;
    }
    return count;
  }, colour);
}
