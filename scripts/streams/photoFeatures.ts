import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright';
import type { FeatureRows } from '../../src/core/base/rows.js';
import type { CorruptionName, Severity } from '../../src/demo/corruption/corrupt.js';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { withBrowser } from '../browser/withBrowser.js';

/** Photos `from` to `to - 1` of the demo's, clean or corrupted. */
export interface PhotoRange {
  readonly from: number;
  readonly to: number;
  readonly corruption?: readonly [CorruptionName, Severity];
}

const FOLDER = '.cache/photoFeatures';

/**
 * MobileNet features of photos, one row each, in the order of `ranges`. A range is extracted once,
 * in Chromium on wasm at some 0.05 s a photo, and read from a file from then on.
 */
export async function photoFeatures(ranges: readonly PhotoRange[]): Promise<FeatureRows[]> {
  mkdirSync(FOLDER, { recursive: true });
  const missing = ranges.filter((range) => !existsSync(fileOf(range)));
  if (missing.length > 0) {
    await inLab(async (page) => {
      for (const range of missing) {
        writeFileSync(fileOf(range), Uint8Array.from(await extract(page, range)));
        console.log(fileOf(range));
      }
    });
  }
  return ranges.map((range) => {
    const { tensors } = decodeSafetensors(new Uint8Array(readFileSync(fileOf(range))).buffer);
    const { shape, values } = tensors['features']!;
    const [count, width] = shape as [number, number];
    return { values, count, width };
  });
}

function fileOf({ from, to, corruption = ['gaussianBlur', 0] }: PhotoRange): string {
  const [name, severity] = corruption;
  const kind = severity === 0 ? 'clean' : `${name}-${severity}`;
  return `${FOLDER}/${kind}-${from}-${to}.safetensors`;
}

async function inLab(work: (page: Page) => Promise<void>): Promise<void> {
  await withBrowser(async (browser, urlOf) => {
    const page = await browser.newPage();
    await page.goto(urlOf('e2e/lab/lab.html'));
    await page.waitForFunction(() => window.lab !== undefined);
    await page.evaluate(() => window.lab.start('wasm'));
    await work(page);
  });
}

function extract(page: Page, range: PhotoRange): Promise<number[]> {
  return page.evaluate(async ({ from, to, corruption }) => {
    const { mobilenet, loadPhotoSet, corruptPhoto, drift } = window.lab;
    const model = await mobilenet.loadMobileNet({
      modelUrl: '/models/mobilenet_v1_1.0_224/model.json',
    });
    const photos = await loadPhotoSet('/photos/cifar10');
    const inputs = Array.from({ length: to - from }, (_, at) => {
      const photo = photos.photo(from + at);
      return corruption ? corruptPhoto(photo, ...corruption, from + at) : photo;
    });
    const reference = await drift.Reference.fit(model, inputs);
    return [...new Uint8Array(await reference.toFile().arrayBuffer())];
  }, range);
}
