import { expect, test } from '../support/labTest.js';

/** Properties of the demo's fourth photo in every form a page has it, and drawn twice and four times as large. */
test('every form of a picture has the same properties, and a large one its own size', async ({
  openLab,
}) => {
  const page = await openLab('wasm');
  const { forms, large, none } = await page.evaluate(async () => {
    const { drawnPicture, loadPhotoSet } = window.lab;
    const photo = (await loadPhotoSet('/photos/cifar10')).photo(3);
    const drawn = (times: number): OffscreenCanvas => {
      const small = new OffscreenCanvas(224, 224);
      small.getContext('2d')!.putImageData(photo, 0, 0);
      const canvas = new OffscreenCanvas(224 * times, 224 * times);
      const context = canvas.getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(small, 0, 0, 224 * times, 224 * times);
      return canvas;
    };
    const canvas = Object.assign(document.createElement('canvas'), { width: 224, height: 224 });
    canvas.getContext('2d')!.putImageData(photo, 0, 0);
    const element = document.createElement('img');
    element.src = URL.createObjectURL(await drawn(1).convertToBlob({ type: 'image/png' }));
    const unloaded = drawnPicture(document.createElement('img'));
    await element.decode();
    element.width = 50;
    const frame = new VideoFrame(drawn(1), { timestamp: 0 });
    const bitmap = await createImageBitmap(photo);
    const measured = {
      ImageData: drawnPicture(photo),
      HTMLCanvasElement: drawnPicture(canvas),
      OffscreenCanvas: drawnPicture(drawn(1)),
      ImageBitmap: drawnPicture(bitmap),
      HTMLImageElement: drawnPicture(element),
      VideoFrame: drawnPicture(frame),
    };
    // What happens to a picture afterwards does not matter.
    frame.close();
    bitmap.close();
    canvas.width = 1;
    const big = drawn(4);
    const bigData = drawn(2).getContext('2d')!.getImageData(0, 0, 448, 448);
    return {
      forms: Object.fromEntries(
        Object.entries(measured).map(([name, measure]) => [name, measure!()!]),
      ),
      large: [drawnPicture(big)!()!, drawnPicture(bigData)!()!],
      none: [
        unloaded,
        ...[frame, bitmap, document.createElement('video'), [1], 'photo', undefined].map(
          drawnPicture,
        ),
        drawnPicture(new OffscreenCanvas(9, 9))!(),
      ],
    };
  });
  const expected = forms['ImageData']!;
  expect(expected).toMatchObject({ size: 224, aspect: 1 });
  for (const [name, properties] of Object.entries(forms)) {
    for (const [property, value] of Object.entries(properties)) {
      expect(value, `${name}: ${property}`).toBeCloseTo(expected[property]!, 2);
    }
  }
  expect(large.map(({ size }) => size)).toEqual([896, 448].map((size) => expect.closeTo(size, 6)));
  for (const properties of large) {
    for (const name of ['brightness', 'contrast', 'redGreen', 'saturation'] as const) {
      expect(properties[name], name).toBeCloseTo(expected[name]!, 1);
    }
  }
  expect(none).toEqual(none.map(() => undefined));
});

test('a reference fitted of pictures knows their properties, of batches too, and none of tensors', async ({
  openLab,
}) => {
  const page = await openLab('wasm');
  const { bright, own, off, file } = await page.evaluate(async () => {
    const { tf, drift, drawnPicture, loadPhotoSet, tinyImageModel } = window.lab;
    const photos = await loadPhotoSet('/photos/cifar10');
    const [a, b, c] = [0, 1, 2].map((index) => photos.photo(index)) as [
      ImageData,
      ImageData,
      ImageData,
    ];
    const model = tinyImageModel();
    const canvas = new OffscreenCanvas(224, 224);
    canvas.getContext('2d')!.putImageData(c, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    const tensor = tf.browser.fromPixels(a);
    const options = {
      featureLayer: 'pool',
      preprocess: (image: ReturnType<typeof tf.ones>) =>
        image.rank === 3 ? image.expandDims(0) : image,
    };
    const inputs = [a, [b, a], blob, tensor];
    const fitted = await drift.Reference.fit(model, inputs, options);
    const brightnessOf = (image: ImageData) => drawnPicture(image)!()!['brightness']!;
    const kept = await drift.Reference.fromFile(fitted.toFile());
    const own = await drift.Reference.fit(model, inputs, {
      ...options,
      properties: (input) => (input instanceof ImageData ? { width: input.width } : undefined),
    });
    const off = await drift.Reference.fit(model, inputs, { ...options, properties: false });
    tensor.dispose();
    return {
      bright: {
        found: [...fitted.properties!['brightness']!],
        expected: [a, b, a, c].map(brightnessOf),
      },
      own: [...own.properties!['width']!],
      off: off.properties,
      file: Object.keys(kept.properties!),
    };
  });
  expect(bright.found).toHaveLength(5);
  bright.expected.forEach((value, at) => {
    expect(bright.found[at]).toBeCloseTo(value, 3);
  });
  expect(bright.found[4]).toBeNaN();
  expect(own).toEqual([224, 224, 224, Number.NaN, Number.NaN]);
  expect(off).toBeUndefined();
  expect(file).toContain('sharpness');
});
