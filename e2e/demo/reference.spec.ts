import { readFileSync } from 'node:fs';
import type { Page } from 'playwright/test';
import { expect, test } from '../support/demoTest.js';
import { photosSeen } from '../support/photosSeen.js';

const STARTED = { timeout: 45_000 };

async function openSheet(page: Page) {
  await page.getByRole('button', { name: 'Reference', exact: true }).click(STARTED);
  return page.getByRole('dialog', { name: 'Reference' });
}

test('a recording is cancelled; references are exported, imported, saved, used and deleted', async ({
  openDemo,
}) => {
  test.setTimeout(240_000);
  const page = await openDemo('&speed=4');
  await expect.poll(() => photosSeen(page), STARTED).toBeGreaterThan(2);
  await cancelRecording(page);
  await exportAndImport(page);
  await saveUseAndDelete(page);
});

/** Its progress is shown, and what was before goes on. */
async function cancelRecording(page: Page): Promise<void> {
  const sheet = await openSheet(page);
  await expect(sheet).toContainText('From CIFAR-10: all 600 photos.');
  await expect(sheet.getByLabel('How long')).toBeHidden();
  await sheet.getByRole('button', { name: 'Record' }).click();
  const progress = page.getByRole('progressbar', { name: 'Progress' });
  await expect(page.getByRole('status').first()).toHaveText('Learning what is normal');
  const done = () => progress.evaluate((bar) => (bar as HTMLProgressElement).value);
  await expect.poll(done, STARTED).toBeGreaterThan(0.01);
  await expect(page.getByText(/^\d+ of 600 photos$/)).toBeVisible();
  const seen = await photosSeen(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(progress).toBeHidden();
  await expect.poll(() => photosSeen(page)).toBeGreaterThan(seen);
  await expect(page.locator('#reference-name')).toHaveText('CIFAR-10, shipped (600 inputs)');
}

/** It is found after a reload. */
async function saveUseAndDelete(page: Page): Promise<void> {
  const sheet = await openSheet(page);
  await sheet.getByLabel('Name', { exact: true }).fill("line 3's");
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByRole('listitem')).toHaveText(/^line 3's · 600 inputs · /);

  await page.reload();
  await openSheet(page);
  await sheet.getByRole('button', { name: "Use 'line 3's'" }).click();
  await expect(sheet).toContainText("line 3's: 600 inputs of 1,024 features");
  await sheet.getByRole('button', { name: "Delete 'line 3's'" }).click();
  await expect(sheet.getByRole('listitem')).toHaveText('None yet.');
  await page.keyboard.press('Escape');
  await expect(page.locator('#reference-name')).toHaveText("line 3's (600 inputs)");
  await expect(page.getByRole('status').first()).toHaveText('All clear', STARTED);
}

/** Another file is refused. */
async function exportAndImport(page: Page): Promise<void> {
  const sheet = await openSheet(page);
  const exported = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'Export as a file' }).click();
  const path = await (await exported).path();
  const file = sheet.getByLabel('A file that was exported');
  await file.setInputFiles({
    name: 'other.safetensors',
    mimeType: '',
    buffer: Buffer.from('This is no reference.'),
  });
  await expect(sheet.getByRole('alert')).toContainText('This is not a readable safetensors file');
  await expect(sheet).toContainText('CIFAR-10, shipped: 600 inputs');

  await file.setInputFiles({
    name: 'mine.safetensors',
    mimeType: '',
    buffer: readFileSync(path),
  });
  await expect(sheet).toContainText('mine.safetensors: 600 inputs of 1,024 features');
  await expect(sheet.getByRole('alert')).toBeEmpty();
  await sheet.getByRole('button', { name: 'Use the shipped one' }).click();
  await expect(sheet).toContainText('CIFAR-10, shipped: 600 inputs');
  await page.keyboard.press('Escape');
}
