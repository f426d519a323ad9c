import type { Page } from 'playwright';
import type { MonitorOptions } from 'tfjs-drift';
import type { CorruptionName, Severity } from '../../src/demo/corruption/corrupt.js';
import { withBrowser } from './withBrowser.js';

/** Photos `from` to `to - 1`, clean or corrupted. */
export interface PhotoRange {
  readonly from: number;
  readonly to: number;
  readonly corruption?: readonly [CorruptionName, Severity];
  /** Where they lie, of the project's root. @defaultValue the demo's */
  readonly folder?: string;
}

/** Runs work in pages of e2e/lab, on wasm; each of them computes on a core of its own. */
export async function inLab(work: (page: Page) => Promise<void>, pages = 1): Promise<void> {
  await withBrowser(async (browser, urlOf) => {
    const workIn = async (page: Page): Promise<void> => {
      await page.goto(urlOf('e2e/lab/lab.html'), { timeout: 300_000 });
      await page.waitForFunction(() => window.lab !== undefined, undefined, { timeout: 300_000 });
      await page.evaluate(() => window.lab.start('wasm'));
      await work(page);
    };
    await Promise.all(Array.from({ length: pages }, async () => workIn(await browser.newPage())));
  });
}

/** A reference fitted on photos, in their order, as the bytes of its file. Some .05 s a photo. */
export async function fitInLab(page: Page, range: PhotoRange): Promise<Uint8Array> {
  const file = await page.evaluate(async ({ from, to, corruption, folder }) => {
    const { mobilenet, loadPhotoSet, corruptPhoto, drift } = window.lab;
    const model = await mobilenet.loadMobileNet({
      modelUrl: '/models/mobilenet_v1_1.0_224/model.json',
    });
    const photos = await loadPhotoSet(folder ?? '/photos/cifar10');
    const inputs = Array.from({ length: to - from }, (_, at) => {
      const photo = photos.photo(from + at);
      return corruption ? corruptPhoto(photo, ...corruption, from + at) : photo;
    });
    const reference = await drift.Reference.fit(model, inputs);
    return window.lab.base64(reference.toFile());
  }, range);
  return Buffer.from(file, 'base64');
}

/**
 * A reference fitted on photos of the demo, as the bytes of its file: with labels, with whether the model was right, and
 * calibrated for such monitors, by rows whose last digits may be others than in Node.
 */
export async function fitPhotosInLab(
  page: Page,
  name: 'museum' | 'cifar10',
  monitors: readonly Omit<MonitorOptions, 'reference'>[],
): Promise<Uint8Array> {
  const asked = { name, monitors };
  const file = await page.evaluate(async ({ name, monitors }) => {
    const { demo, loadPhotoSet, mobilenet, drift } = window.lab;
    const { cifarPhotos, firstName, loadMuseumPictures, museumPhotos, PhotoHead } = demo;
    const model = await mobilenet.loadMobileNet({
      modelUrl: '/models/mobilenet_v1_1.0_224/model.json',
    });
    const photos =
      name === 'museum'
        ? museumPhotos(await loadMuseumPictures('/photos/museum'))
        : cifarPhotos(
            await loadPhotoSet('/photos/cifar10'),
            await PhotoHead.load('/models/cifar10_head/head.safetensors'),
          );
    const { head, referencePictures } = photos.stream(0);
    const pictures = [...referencePictures!];
    const correct: boolean[] = [];
    for (const { image, right } of pictures) {
      // No function within: a name that the build gives it is not known in the page.
      const features = head && model.infer(image, true);
      const guesses = features ? head.tell(await features.data()) : await model.classify(image, 1);
      features?.dispose();
      correct.push(right!.includes(firstName(guesses[0]!.className)));
    }
    const images = pictures.map(({ image }) => image);
    const labels = pictures.map(({ label }) => label);
    const reference = await drift.Reference.fit(model, images, { labels, correct });
    for (const options of monitors) {
      const monitor = new drift.DriftMonitor({ ...options, reference });
      await monitor.ready();
      await monitor.dispose();
    }
    return window.lab.base64(reference.toFile());
  }, asked);
  return Buffer.from(file, 'base64');
}
