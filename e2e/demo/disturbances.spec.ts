import { expect, test } from '../support/demoTest.js';
import { photosSeen } from '../support/photosSeen.js';

const STARTED = { timeout: 45_000 };

/** Names in the hash; that of the default, gaussianBlur, is left out. */
const kindsInOrder = [
  'clean',
  'gaussianNoise',
  'shotNoise',
  'impulseNoise',
  'speckleNoise',
  null,
  'defocusBlur',
  'pixelate',
  'jpegArtefacts',
  'brightness',
  'contrast',
  'colorCast',
  'occlusion',
  'classMix',
];

test('every kind of disturbance can be reached by the arrow keys, and survives a reload', async ({
  openDemo,
}) => {
  const page = await openDemo('&speed=1&severity=1');
  const kinds = page.getByRole('radiogroup', { name: 'Kind of disturbance' }).getByRole('radio');
  await expect(kinds).toHaveCount(14);
  await expect.poll(() => photosSeen(page), STARTED).toBeGreaterThan(0);
  await page.getByLabel('Clean').focus();
  for (let i = 1; i < 14; i++) {
    await page.keyboard.press('ArrowRight');
    await expect(kinds.nth(i)).toBeChecked();
    await expect(page).toHaveURL((url) => hasCorruption(url, kindsInOrder[i] ?? null));
  }
  await page.reload();
  await expect(page.getByLabel('Class mix')).toBeChecked();
  await expect.poll(() => photosSeen(page), STARTED).toBeGreaterThan(0);
});

test('a mix of one class only is drift, though every photo is normal', async ({ openDemo }) => {
  const page = await openDemo('&speed=max&corruption=classMix&severity=5');
  await expect.poll(() => photosSeen(page), STARTED).toBeGreaterThan(0);
  await expect(page.getByLabel('Class mix')).toBeChecked();
  const label = await page.locator('#photo-label').textContent();
  await expect(page.getByRole('status')).toHaveText('Drift detected', STARTED);
  await expect(page.locator('#photo-label')).toHaveText(label!);
});

function hasCorruption(url: URL, name: string | null): boolean {
  return new URLSearchParams(url.hash.slice(1)).get('corruption') === name;
}
