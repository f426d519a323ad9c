import { expect, test } from '../support/labTest.js';
import { MOBILENET_URL } from '../support/mobileNetUrl.js';

test('what is not an image, or cannot be decoded, is named with its place', async ({ openLab }) => {
  const page = await openLab('wasm');
  const { failures, leaked, size } = await page.evaluate(async (modelUrl) => {
    const { tf, drift, mobilenet, failure, loadPhotoSet } = window.lab;
    const model = await mobilenet.loadMobileNet({ modelUrl });
    const photos = await loadPhotoSet('/photos/cifar10');
    const good = [photos.photo(0), photos.photo(1)];
    const garbage = new Uint8Array(500).map((_, index) => (index * 37) % 256);
    const broken = document.createElement('img');
    broken.src = 'data:image/png;base64,AAAA';
    const missing = document.createElement('img');
    missing.src = '/photos/museum/no-such-photo.jpg';
    const closed = await createImageBitmap(good[0]!);
    closed.close();
    const bad: [unknown, RegExp][] = [
      [
        new File([garbage], 'lens.png', { type: 'image/png' }),
        /'lens.png' \(image\/png, 500 bytes\)/,
      ],
      [new Blob(['<!doctype html>'], { type: 'text/html' }), /text\/html, 15 bytes/],
      [new Blob([]), /no type, 0 bytes/],
      [broken, /'data:image\/png;base64,AAAA' cannot be decoded/],
      [missing, /no-such-photo.jpg' cannot be decoded, or could not be loaded/],
      [closed, /ImageBitmap\] gives no pixels/],
      [Object.assign(document.createElement('canvas'), { width: 0 }), /Canvas.*gives no pixels/],
      [document.createElement('video'), /video without a picture \(0 × 0\)/],
      ['/photos/museum/allium-oreophilum.jpg', /\[object String\] came/],
      [undefined, /\[object Undefined\] came/],
      [[], /batch without images/],
      [[good[0], broken], /cannot be decoded/],
      [[tf.zeros([1, 224, 224, 3])], /shape \[1,224,224,3\] came in a batch/],
    ];
    const before = tf.memory().numTensors;
    const failures: { message: string; isAsExpected: boolean }[] = [];
    for (const [input, expected] of bad) {
      const inputs = [good[0], input] as ImageData[];
      const message = await failure(() => drift.Reference.fit(model, inputs));
      failures.push({ message, isAsExpected: expected.test(message) });
    }
    const leaked = tf.memory().numTensors - before;
    const { size } = await drift.Reference.fit(model, good);
    return { failures, leaked, size };
  }, MOBILENET_URL);
  for (const { message, isAsExpected } of failures) {
    expect(message).toMatch(/^InvalidImageError: Input 1: /);
    expect(isAsExpected, message).toBe(true);
  }
  expect(failures).toHaveLength(13);
  expect(leaked).toBe(0);
  expect(size).toBe(2);
});
