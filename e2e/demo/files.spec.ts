import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { expect, test } from '../support/demoTest.js';
import { dropOn } from '../support/dropOn.js';
import { photosSeen } from '../support/photosSeen.js';
import { writePhotos, writePlainImages } from '../support/pngPhotos.js';

const STARTED = { timeout: 45_000 };
const FIRST_LIVE = 600;

const stateOf = (page: Page) => page.getByRole('status').first();

/** The demo with its photos running. */
async function openRunning(
  openDemo: (parameters: string) => Promise<Page>,
  parameters = '',
): Promise<Page> {
  const page = await openDemo(`&speed=max${parameters}`);
  await expect.poll(() => photosSeen(page), STARTED).toBeGreaterThan(0);
  return page;
}

test('a folder is dropped: its images are watched, what is no image is left out, and others need a reference of their own', async ({
  openDemo,
}, testInfo) => {
  const folder = testInfo.outputPath('photos');
  writePhotos(join(folder, 'inner'), FIRST_LIVE, 30);
  writeFileSync(join(folder, 'broken.png'), 'This is no picture.');
  writeFileSync(join(folder, 'inner', 'notes.txt'), 'These are notes.');
  const page = await openRunning(openDemo, '&window=20');
  await dropOn(page, [folder]);
  await expect(page.getByRole('button', { name: 'Files' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('#note')).toHaveText(
    'All 30 images were seen. Play to see them again.',
    STARTED,
  );
  await expect(stateOf(page)).toHaveText('All clear');
  await expect(page.locator('#samples')).toHaveText('30');
  await expect(page.locator('#photo-label')).toHaveText(/^\d+\.png$/);
  await expect(page.getByRole('radio', { name: 'Class mix' })).toBeDisabled();

  await page.getByRole('button', { name: '2 files left out' }).click();
  const leftOut = page.getByRole('dialog', { name: 'Files' }).getByRole('listitem');
  await expect(leftOut).toHaveText([
    'notes.txt is no image (text/plain)',
    'broken.png cannot be decoded as an image',
  ]);
  await page.keyboard.press('Escape');

  await page.getByLabel('Gaussian noise').check();
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(stateOf(page)).toHaveText('Drift detected', STARTED);

  await page.getByLabel('Clean').check();
  await page.getByRole('button', { name: 'Photos', exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Ten classes' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Class mix' })).toBeEnabled();

  const plain = testInfo.outputPath('plain');
  writePlainImages(plain, 60);
  await dropOn(page, [plain]);
  await expect(stateOf(page)).toHaveText('The reference shows other things', STARTED);
  await expect(page.locator('#state-reason')).toContainText('It was made of CIFAR-10,');
  await expect(page.locator('.state-words')).not.toContainText('chance');
  const record = page.getByRole('button', { name: 'Record 60 images' });
  await record.click();
  await expect(page.locator('#reference-name')).toHaveText(
    '60 files, recorded here (60 inputs)',
    STARTED,
  );
  await expect(stateOf(page)).toHaveText('All clear', STARTED);
  await expect(record).toBeHidden();

  await dropOn(page, ['public/models/mobilenet_v1_1.0_224/reference.safetensors'].map(absolute));
  await expect(page.locator('#reference-name')).toHaveText('reference.safetensors (600 inputs)');
});

test('too few images, none at all, a video to its end, one that is none, and no camera are said to be so', async ({
  openDemo,
}, testInfo) => {
  const folder = testInfo.outputPath('few');
  writePhotos(folder, FIRST_LIVE, 3);
  // The scan tests each of them.
  const page = await openRunning(openDemo, '&window=20&policy=expectedRunTime');
  const chooser = page.getByLabel('A folder of images');
  await page.getByRole('button', { name: 'Files' }).click();
  await chooser.setInputFiles(folder);
  await expect(page.locator('#note')).toHaveText(
    'All 3 images were seen. A test needs 20 of them: give more, or choose a smaller window under Settings.',
  );

  const notes = testInfo.outputPath('notes.txt');
  writeFileSync(notes, 'These are notes.');
  await dropOn(page, [notes]);
  await expect(stateOf(page)).toHaveText('No images were found');
  await page.getByRole('button', { name: 'Back to the photos' }).click();
  await expect(page.locator('#fill')).toHaveText('20 / 20', STARTED);
  await expect(stateOf(page)).toHaveText('All clear');

  await page.getByRole('button', { name: 'Pause' }).click();
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
    const context = canvas.getContext('2d')!;
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    recorder.start();
    for (let i = 0; i < 40; i++) {
      context.fillStyle = `hsl(${i * 9} 80% 50%)`;
      context.fillRect(0, 0, 320, 240);
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    }
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  const clip = testInfo.outputPath('clip.webm');
  writeFileSync(clip, Uint8Array.from(bytes));
  await page.locator('#video-file').setInputFiles(clip);
  await expect(page.locator('#photo-label')).toHaveText('clip.webm', STARTED);
  await expect(page.locator('#note')).toHaveText(/^All \d+ frames were seen\./, STARTED);

  await page.locator('#video-file').setInputFiles({
    name: 'none.mp4',
    mimeType: 'video/mp4',
    buffer: Buffer.from('This is no video.'),
  });
  await expect(stateOf(page)).toHaveText('The video cannot be played');
  await expect(page.locator('#state-reason')).toContainText("'none.mp4' (video/mp4) is not");

  await page.getByRole('button', { name: 'Camera' }).click();
  await expect(stateOf(page)).toHaveText('No camera was found');
  await page.getByRole('button', { name: 'Back to the photos' }).click();
  await expect(page.locator('#fill')).toHaveText('20 / 20', STARTED);
});

function absolute(path: string): string {
  return join(process.cwd(), path);
}
