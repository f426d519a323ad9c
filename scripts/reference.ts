import { writeFileSync } from 'node:fs';
import { withBrowser } from './browser/withBrowser.js';

/** Fits the reference that ships beside the model: npx tsx scripts/reference/fit.ts */

const FILE = 'public/models/mobilenet_v1_1.0_224/reference.safetensors';

/** The first 60 of each of the 10 classes; the other half of the photos is the demo's live stream. */
const PHOTOS = 600;

await withBrowser(async (browser, urlOf) => {
  const page = await browser.newPage();
  await page.goto(urlOf('e2e/lab/lab.html'));
  await page.waitForFunction(() => window.lab !== undefined);
  const bytes = await page.evaluate(async (count) => {
    const { start, mobilenet, loadPhotoSet, drift } = window.lab;
    await start('wasm');
    const model = await mobilenet.loadMobileNet({
      modelUrl: '/models/mobilenet_v1_1.0_224/model.json',
    });
    const photos = await loadPhotoSet('/photos/cifar10');
    const inputs = Array.from({ length: count }, (_, index) => photos.photo(index));
    const reference = await drift.Reference.fit(model, inputs);
    return [...new Uint8Array(await reference.toFile().arrayBuffer())];
  }, PHOTOS);
  writeFileSync(FILE, Uint8Array.from(bytes));
  console.log(`${FILE}: ${bytes.length} bytes`);
});
