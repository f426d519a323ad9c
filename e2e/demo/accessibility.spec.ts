import type { Page } from 'playwright/test';
import { seriousFindings } from '../support/axe.js';
import { expect, test } from '../support/demoTest.js';
import { photosSeen } from '../support/photosSeen.js';

const STARTED = { timeout: 45_000 };
const looks = [
  { name: 'a desktop, light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'a phone, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

test('axe finds nothing serious, light on a desktop and dark on a phone: calm, drift, tables, sheets and tour', async ({
  openDemo,
  page,
}) => {
  test.setTimeout(240_000);
  const look = async (what: string) => {
    for (const { name, viewport, colorScheme } of looks) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await seriousFindings(page), `${what} on ${name}`).toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, `${what} on ${name}`).toBe(viewport.width);
    }
  };
  await openDemo('&speed=max', '');
  await look('loading');
  // What is looked at stands still.
  const lookAt = async (tone: string, what: string) => {
    await expect(page.locator('#state')).toHaveAttribute('data-tone', tone, STARTED);
    await page.getByRole('button', { name: 'Pause' }).click();
    await look(what);
  };
  await lookAt('calm', 'calm');
  await page.getByLabel('Gaussian blur').check();
  await page.getByRole('button', { name: 'Play' }).click();
  await lookAt('alarm', 'drift');

  await page.getByRole('radio', { name: 'Unlikeness' }).check();
  for (const table of ['Evidence as a table', 'Map as a table', 'Most drifted inputs as a table']) {
    await page.getByRole('button', { name: table }).click();
    await expect(page.getByRole('region', { name: table }).getByRole('row').nth(5)).toBeVisible();
  }
  await look('tables');

  for (const sheet of ['Reference', 'Settings', 'Embed it', 'Files']) {
    await page.getByRole('button', { name: sheet, exact: true }).click();
    await look(sheet);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Take the tour' }).click();
  await look('tour');
});

test('all is done by keyboard alone', async ({ openDemo }) => {
  const page = await openDemo('&speed=4', '');
  await expect.poll(() => photosSeen(page), STARTED).toBeGreaterThan(20);
  // Nothing that a keyboard reaches may be without a sign of it.
  const unmarked = await visitAll(page);
  expect(unmarked).toEqual([]);

  await focusOn(page, 'Take the tour');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Nothing is wrong yet' })).toBeFocused();
  const blur = page.getByRole('button', { name: 'Blur the photos' });
  await blur.waitFor(STARTED);
  await focusOn(page, 'Blur the photos');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'See which photos' })).toBeFocused(STARTED);
  await page.keyboard.press('Shift+Tab');
  const [, input] = /^Input (\d+)/.exec(await focusOn(page, /^Input \d+, witness/))!;
  await page.keyboard.press('Enter');
  await expect(page.locator('#map-detail-title')).toHaveText(`Live, input ${input}`);
  await expect(page.locator('#map-detail-text')).toHaveText(/, \d+ %$/);
  await focusOn(page, 'End the tour');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Take the tour' })).toBeFocused();

  await focusOn(page, 'Settings');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Settings' })).toBeFocused();
});

/** Tabs until the button of that name has the focus. @returns Its name. */
async function focusOn(page: Page, name: string | RegExp): Promise<string> {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const text = await page.evaluate(() => {
      const { activeElement: focused } = document;
      return focused?.ariaLabel ?? focused?.textContent?.trim() ?? '';
    });
    if (typeof name === 'string' ? text === name : name.test(text)) return text;
  }
  throw new Error(`No way by Tab to ${name}.`);
}

/** Tabs through the page; what has no outline, on itself or its label, when it has the focus. */
async function visitAll(page: Page): Promise<string[]> {
  const unmarked: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return undefined;
      const marks = [focused, focused.closest('label')].filter((e) => e !== null);
      const isMarked = marks.some((e) => getComputedStyle(e).outlineStyle !== 'none');
      return isMarked ? undefined : focused.outerHTML.slice(0, 80);
    });
    if (found) unmarked.push(found);
  }
  return unmarked;
}
