import type { Page } from 'playwright/test';
import { expect, test } from '../support/demoTest.js';
import { photosSeen } from '../support/photosSeen.js';

// The second test is long, and little comes after it: another worker goes on beside it.
test.describe.configure({ mode: 'parallel' });

const STARTED = { timeout: 45_000 };

/** Through the four steps, to the words at the end. */
async function takeTour(page: Page): Promise<string> {
  const limit = { timeout: 30_000 };
  const tour = page.getByRole('complementary', { name: /./ });
  await page.getByRole('button', { name: 'Take the tour' }).click(STARTED);
  await expect(tour.getByRole('heading')).toHaveText('Nothing is wrong yet', limit);
  await expect(tour).toContainText('Step 1 of 4');

  await tour.getByRole('button', { name: 'Blur the photos' }).click(limit);
  await expect(page.getByLabel('Gaussian blur')).toBeChecked();

  await expect(tour.getByRole('heading')).toHaveText('See which photos', limit);
  await expect(page.getByRole('status').first()).toHaveText('Drift detected');
  await expect(page.locator('#gallery-card')).toHaveAttribute('data-toured', '');
  await tour.getByRole('button', { name: 'Next' }).click();

  await tour.getByRole('button', { name: 'Clean the lens' }).click();
  await expect(page.getByLabel('Clean')).toBeChecked();
  await expect(tour.getByRole('heading')).toHaveText('That was all', limit);
  await expect(page.getByRole('status').first()).toHaveText('All clear');
  const end = await tour.locator('#tour-text').textContent();
  await tour.getByRole('button', { name: 'Close' }).click();
  await expect(tour).toBeHidden();
  await expect(page.getByRole('button', { name: 'Take the tour' })).toBeFocused();
  return end!;
}

test('the tour leads from calm through drift to recovery', async ({ openDemo }) => {
  const page = await openDemo('&speed=max&window=20');
  const end = await takeTour(page);
  const [, noticed, recovered] = /after (\d+) photos.* ended (\d+) photos/.exec(end) ?? [];
  expect(Number(noticed)).toBeLessThanOrEqual(20);
  expect(Number(recovered)).toBeLessThanOrEqual(40);
  const log = page.getByRole('log').getByRole('listitem');
  await expect(log.filter({ hasText: /^[\d:]+ Alarm: drift at photo \d+/ })).toHaveCount(1);
  await expect(log.filter({ hasText: /Recovered at photo \d+/ })).toHaveCount(1);
});

test('on WebGPU calm photos stay calm, and blurred ones raise an alarm', async ({ page }) => {
  // A software adapter takes seconds for each photo.
  test.setTimeout(600_000);
  const limit = { timeout: 250_000 };
  await page.goto('/#backend=webgpu&compute=webgpu&window=4&speed=max&alarms=300');
  await expect.poll(() => photosSeen(page), limit).toBeGreaterThanOrEqual(3);
  const state = page.getByRole('status').first();
  await expect(state).toHaveText(/^(Normal so far|All clear)$/);
  await expect(page.locator('#guess-tally')).toHaveText(/^\(right: [1-9]/);
  await page.getByLabel('Gaussian blur').check();
  await expect(state).toHaveText('Drift detected', limit);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.locator('#memory-name')).toHaveText('tfjs on GPU');
  await expect(page.locator('#memory')).toHaveText(/^\d+\.\d MB$/);
  await expect(page.locator('#adapter')).toHaveText(/\w/);
  // On the model's own device.
  await expect(page.locator('#computed-on')).toHaveText(/^WebGPU, \w/);
});
