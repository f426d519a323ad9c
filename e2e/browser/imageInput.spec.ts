import { expect, test } from '../support/labTest.js';
import { MOBILENET_URL } from '../support/mobileNetUrl.js';

test('every form of the same photo gives the same features', async ({ openLab }) => {
  const page = await openLab('wasm');
  const { rows, names, order, tensors } = await page.evaluate(async (modelUrl) => {
    const { tf, drift, mobilenet, loadPhotoSet } = window.lab;
    const model = await mobilenet.loadMobileNet({ modelUrl });
    const photos = await loadPhotoSet('/photos/cifar10');
    const [photo, other] = [photos.photo(3), photos.photo(8)];
    const drawn = <Canvas extends OffscreenCanvas | HTMLCanvasElement>(canvas: Canvas): Canvas => {
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.putImageData(photo, 0, 0);
      return canvas;
    };
    const canvas = Object.assign(document.createElement('canvas'), { width: 224, height: 224 });
    const offscreen = drawn(new OffscreenCanvas(224, 224));
    const file = await offscreen.convertToBlob({ type: 'image/png' });
    const element = document.createElement('img');
    element.src = URL.createObjectURL(file);
    const before = tf.memory().numTensors;
    const tensor = tf.browser.fromPixels(photo);
    const frame = new VideoFrame(offscreen, { timestamp: 0 });
    const forms = {
      ImageData: photo,
      HTMLCanvasElement: drawn(canvas),
      OffscreenCanvas: offscreen,
      ImageBitmap: await createImageBitmap(photo),
      // Not yet loaded: fit waits for it.
      HTMLImageElement: element,
      File: new File([file], 'photo.png'),
      VideoFrame: frame,
      tensor,
      batchTensor: tf.tidy(() => tf.stack([tensor])),
      batch: [photo],
    };
    const rowOf = ({ features }: Awaited<ReturnType<typeof drift.Reference.fit>>, index: number) =>
      features.values.slice(index * features.width, (index + 1) * features.width);
    const rows: Record<string, number> = {};
    let expected: ReturnType<typeof rowOf> | undefined;
    for (const [name, form] of Object.entries(forms)) {
      const reference = await drift.Reference.fit(model, [form, other]);
      const row = rowOf(reference, 0);
      expected ??= row;
      rows[name] = Math.max(...row.map((value, at) => Math.abs(value - expected![at]!)));
    }
    frame.close();
    async function* stream() {
      yield [other, photo];
      yield element;
    }
    const batches = await drift.Reference.fit(model, stream());
    const gap = (index: number) =>
      Math.max(...rowOf(batches, index).map((value, at) => Math.abs(value - expected![at]!)));
    tf.dispose([tensor, forms.batchTensor]);
    return {
      rows,
      names: Object.keys(forms),
      order: [batches.size, gap(0) > 0.1, gap(1), gap(2)] as const,
      tensors: tf.memory().numTensors - before,
    };
  }, MOBILENET_URL);
  expect(Object.keys(rows)).toEqual(names);
  for (const [name, gap] of Object.entries(rows)) {
    // A video frame holds other colours than were drawn: brightness and two colour differences.
    expect(gap, name).toBeLessThanOrEqual(name === 'VideoFrame' ? 1 : 1e-4);
  }
  expect(order.slice(0, 2)).toEqual([3, true]);
  expect(order[2]).toBeLessThanOrEqual(1e-4);
  expect(order[3]).toBeLessThanOrEqual(1e-4);
  expect(tensors).toBe(0);
});

test('fitting reports each input, and stops when told', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { progress, stopped, failureText, leaked } = await page.evaluate(async () => {
    const { tf, drift, failure, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const inputs = gaussianRows(1, 6, 8).map((row) => tf.tensor2d([row]));
    const before = tf.memory().numTensors;
    const progress: unknown[] = [];
    await drift.Reference.fit(model, new Set(inputs), {
      featureNode: 'features',
      onProgress: (step) => progress.push(step),
    });
    const controller = new AbortController();
    let stopped = 0;
    const failureText = await failure(() =>
      drift.Reference.fit(model, inputs, {
        featureNode: 'features',
        signal: controller.signal,
        onProgress: ({ done }) => {
          stopped = done;
          if (done === 2) controller.abort(new Error('enough'));
        },
      }),
    );
    return { progress, stopped, failureText, leaked: tf.memory().numTensors - before };
  });
  expect(progress).toEqual([1, 2, 3, 4, 5, 6].map((done) => ({ done, total: 6 })));
  expect(stopped).toBe(2);
  expect(failureText).toBe('Error: enough');
  expect(leaked).toBe(0);
});
