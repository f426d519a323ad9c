import type { Page } from 'playwright/test';

/** How many photos the demo has watched. */
export async function photosSeen(page: Page): Promise<number> {
  return Number(await page.locator('#samples').textContent());
}
