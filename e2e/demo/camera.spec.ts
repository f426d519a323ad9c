import { mkdirSync } from 'node:fs';
import { type Page, test } from 'playwright/test';
import { writeCameraClip } from '../support/cameraClip.js';
import { launchWithCamera, openRunningDemo } from '../support/cameraTest.js';
import { expect } from '../support/demoTest.js';
import { photosSeen } from '../support/photosSeen.js';

const stateOf = (page: Page) => page.getByRole('status').first();
const WATCHED = { timeout: 90_000 };

test('a reference of the camera is recorded; it stays calm, and a dirty lens raises an alarm', async ({
  browser,
  baseURL,
}, testInfo) => {
  test.setTimeout(300_000);
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const clip = testInfo.outputPath('camera.mjpeg');
  await writeCameraClip(browser, baseURL!, clip);
  const own = await launchWithCamera({ clip, isAllowed: true });
  try {
    const page = await openRunningDemo(own, baseURL!, '&window=20');
    await page.getByRole('button', { name: 'Camera' }).click();
    await expect(page.locator('#photo-caption')).toHaveText('Source');
    await page.getByRole('button', { name: 'Reference', exact: true }).click();
    const sheet = page.getByRole('dialog', { name: 'Reference' });
    await sheet.getByLabel('How long').selectOption('30 seconds');
    await sheet.getByRole('button', { name: 'Record' }).click();
    await expect(page.getByText(/^\d+ of 30 s, \d+ frames$/)).toBeVisible();
    await expect(page.locator('#reference-name')).toHaveText(
      /recorded here \(\d+ inputs\)/,
      WATCHED,
    );

    await expect(stateOf(page)).toHaveText('All clear', WATCHED);
    const seen = await photosSeen(page);
    await expect.poll(() => photosSeen(page), WATCHED).toBeGreaterThan(seen + 20);
    await expect(stateOf(page)).toHaveText('All clear');

    await page.getByLabel('Dirty lens').check();
    await expect(stateOf(page)).toHaveText('Drift detected', WATCHED);
    await expect(page.getByRole('alert').first()).toHaveText(
      /^Alarm at frame \d+, \d+ frames? after the disturbance began\.$/,
    );
  } finally {
    await own.close();
  }
});

test('a camera that is refused, and one that goes away, are told of, and there is a way on', async ({
  baseURL,
}) => {
  const refusing = await launchWithCamera({ isAllowed: false });
  try {
    const page = await openRunningDemo(refusing, baseURL!, '');
    await page.getByRole('button', { name: 'Camera' }).click();
    await expect(stateOf(page)).toHaveText('The camera may not be used');
    await expect(page.locator('#state-reason')).toContainText('Allow it in the address bar');
    await expect(page.getByRole('button', { name: 'Photos', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await page.getByRole('button', { name: 'Back to the photos' }).click();
    await expect.poll(() => photosSeen(page), WATCHED).toBeGreaterThan(20);
  } finally {
    await refusing.close();
  }
  const allowing = await launchWithCamera({ isAllowed: true });
  try {
    const page = await openRunningDemo(allowing, baseURL!, '');
    await page.evaluate(() => {
      const { mediaDevices } = navigator;
      const open = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await open(wanted);
        // What the browser does when a camera is unplugged.
        addEventListener('unplug', () => {
          for (const track of stream.getTracks()) track.dispatchEvent(new Event('ended'));
        });
        return stream;
      };
    });
    await page.getByRole('button', { name: 'Camera' }).click();
    await expect(page.getByRole('button', { name: 'Camera' })).toHaveAttribute(
      'aria-pressed',
      'true',
      WATCHED,
    );
    await expect(page.locator('#photo-label')).toHaveText(/fake/);
    await page.evaluate(() => dispatchEvent(new Event('unplug')));
    await expect(stateOf(page)).toHaveText('The camera is gone');
    await expect(page.locator('#state-reason')).toContainText('it was unplugged');
    await page.getByRole('button', { name: 'Camera' }).click();
    await expect(stateOf(page)).not.toHaveText('The camera is gone');

    await page.getByRole('button', { name: 'Screen' }).click();
    await expect(page.locator('#photo-label')).toHaveText('Shared screen');
  } finally {
    await allowing.close();
  }
});
