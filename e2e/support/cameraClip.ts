import { writeFileSync } from 'node:fs';
import type { Browser } from 'playwright/test';

/**
 * Writes a slide show of the demo's live photos in random order as an MJPEG file, for a fake camera:
 * each frame tells nothing of the next.
 */
export async function writeCameraClip(
  browser: Browser,
  baseURL: string,
  file: string,
): Promise<void> {
  const page = await browser.newPage();
  await page.goto(`${baseURL}/e2e/lab/lab.html`);
  await page.waitForFunction(() => window.lab !== undefined, null, { timeout: 60_000 });
  const clip = await page.evaluate(async () => {
    const { loadPhotoSet, shuffled, seededRandom } = window.lab;
    const photos = await loadPhotoSet('/photos/cifar10');
    const canvas = new OffscreenCanvas(224, 224);
    const context = canvas.getContext('2d')!;
    const frames: Blob[] = [];
    for (const index of shuffled(600, seededRandom(1))) {
      context.putImageData(photos.photo(600 + index), 0, 0);
      frames.push(await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 }));
    }
    const reader = new FileReader();
    const read = new Promise((resolve) => reader.addEventListener('load', resolve));
    reader.readAsDataURL(new Blob(frames));
    await read;
    return String(reader.result).replace(/^.*?,/, '');
  });
  await page.close();
  writeFileSync(file, Buffer.from(clip, 'base64'));
}
