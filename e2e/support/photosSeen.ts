import type { Page } from 'playwright/test';

/** Waits until the page has drawn frames: sixty a second at most, fewer when it is busy. */
export function framesDrawn(page: Page, count: number): Promise<void> {
  return page.evaluate(async (count) => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
  }, count);
}

/** How many photos the demo has watched. */
export async function photosSeen(page: Page): Promise<number> {
  return Number(await page.locator('#samples').textContent());
}
