import { expect, test } from '../support/labTest.js';
import { MOBILENET_URL } from '../support/mobileNetUrl.js';

test('MobileNet knows what photos show', async ({ openLab }) => {
  const page = await openLab('wasm');
  const classes = await page.evaluate(async (modelUrl) => {
    const { mobilenet, loadPhotoSet } = window.lab;
    const model = await mobilenet.loadMobileNet({ modelUrl });
    const classes: Record<string, string> = {};
    for (const name of ['locomotion-house-cat', 'airplane-from-above', 'nagasaki-boats']) {
      const element = document.createElement('img');
      element.src = `/photos/museum/${name}.jpg`;
      await element.decode();
      classes[name] = (await model.classify(element)).map(({ className }) => className).join(' | ');
    }
    const photos = await loadPhotoSet('/photos/cifar10');
    for (let index = 0; index < 40; index++) {
      const [best] = await model.classify(photos.photo(index), 1);
      classes[`${index} ${photos.label(index)}`] = best!.className;
    }
    return classes;
  }, MOBILENET_URL);
  console.warn(classes);
});

test('the backends agree on the features of a photo', async ({ browser, openLab, baseURL }) => {
  expect([browser, openLab, baseURL]).toBeDefined();
});
