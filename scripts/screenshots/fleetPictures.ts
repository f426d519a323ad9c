import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { startDashboard } from '../../fleet/dashboard/startDashboard.js';
import { fleetOptions } from '../../fleet/options.js';

const SHOTS = [
  { name: 'fleet', viewport: { width: 1280, height: 1060 }, colorScheme: 'light' },
  { name: 'fleet-phone', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

/** The page for the team on a simulated fleet, in docs/images. */
export async function takeFleetPictures(browser: Browser): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'tfjs-drift-fleet-'));
  const fleet = await startDashboard(fleetOptions(['--demo', '--data', data, '--port', '0'], {}));
  try {
    for (const { name, ...look } of SHOTS) {
      const page = await browser.newPage(look);
      await page.goto(fleet.dashboardUrl);
      await page.locator('#devicesTable button').first().waitFor({ timeout: 300_000 });
      await page.locator('#landmarkLists img').first().waitFor();
      await page.screenshot({ path: `docs/images/${name}.png` });
      await page.close();
    }
  } finally {
    await fleet.close();
    rmSync(data, { recursive: true });
  }
}
