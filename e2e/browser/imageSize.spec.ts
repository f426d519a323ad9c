import type { Page } from 'playwright/test';
import { expect, test } from '../support/labTest.js';

/** Puts `fitRows` into the page: the feature row of each image, by a small model, and the reference. */
async function prepare(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { tf, drift, tinyImageModel } = window.lab;
    const preprocess = (pixels: ReturnType<typeof tf.ones>) => {
      const scaled = tf.div(tf.cast(pixels as never, 'float32'), 255);
      return tf.expandDims(tf.image.resizeBilinear(scaled as never, [12, 12]));
    };
    const colours = ['#c03020', '#20a040', '#3050d0', '#e0c040'];
    const picture = (width: number, height: number, turn = 0): OffscreenCanvas => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d')!;
      for (const [at, colour] of colours.entries()) {
        context.fillStyle = colours[(at + turn) % 4] ?? colour;
        context.fillRect(((at % 2) * width) / 2, (at >> 1) * (height / 2), width / 2, height / 2);
      }
      return canvas;
    };
    const fit = (images: Parameters<typeof drift.Reference.fit>[1]) =>
      drift.Reference.fit(tinyImageModel(), images, { featureLayer: 'pool', preprocess });
    const rowsOf = ({ features }: Awaited<ReturnType<typeof fit>>) =>
      Array.from({ length: features.count }, (_, row) => [
        ...features.values.slice(row * features.width, (row + 1) * features.width),
      ]);
    Object.assign(window, { images: { picture, fit, rowsOf } });
  });
}

declare global {
  interface Window {
    images: {
      picture(width: number, height: number, turn?: number): OffscreenCanvas;
      fit(images: unknown): Promise<import('tfjs-drift').Reference>;
      rowsOf(reference: import('tfjs-drift').Reference): number[][];
    };
  }
}

test('lazy images that are nowhere on the screen are loaded', async ({ openLab }) => {
  const page = await openLab('cpu');
  await prepare(page);
  const { rows, again } = await page.evaluate(async () => {
    const { picture, fit, rowsOf } = window.images;
    const spacer = Object.assign(document.createElement('div'), { style: 'height: 50000px' });
    document.body.append(spacer);
    const lazy = async (turn: number) => {
      const image = Object.assign(document.createElement('img'), { loading: 'lazy' });
      image.src = URL.createObjectURL(await picture(32, 24, turn).convertToBlob());
      return image;
    };
    const [below, hidden, detached] = [await lazy(0), await lazy(1), await lazy(2)];
    hidden.style.display = 'none';
    document.body.append(below, hidden);
    const rows = rowsOf(await fit([below, hidden, detached]));
    const again = rowsOf(await fit([0, 1, 2].map((turn) => picture(32, 24, turn))));
    return { rows, again };
  });
  expect(rows).toEqual(again);
});

test('an <img> is read at its own size, whatever its size on the page, and the reference knows', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await prepare(page);
  const { rows, sizes, kept, ofTensors } = await page.evaluate(async () => {
    const { tf, drift } = window.lab;
    const { picture, fit, rowsOf } = window.images;
    const file = await picture(400, 300).convertToBlob();
    const thumbnail = Object.assign(document.createElement('img'), { width: 31, height: 9 });
    thumbnail.src = URL.createObjectURL(file);
    thumbnail.style.objectFit = 'cover';
    document.body.append(thumbnail);
    const reference = await fit([thumbnail, file, picture(400, 300, 1)]);
    const read = await drift.Reference.fromFile(reference.toFile());
    const extended = await read.extend(read.features);
    const tensors = [0, 1].map((turn) => tf.browser.fromPixels(picture(32, 24, turn) as never));
    return {
      rows: rowsOf(reference),
      sizes: [thumbnail.width, thumbnail.height],
      kept: [reference, read, extended].map(({ imageSize }) => imageSize),
      ofTensors: (await fit(tensors)).imageSize ?? 'unknown',
    };
  });
  expect(rows[0]).toEqual(rows[1]);
  expect(rows[2]).not.toEqual(rows[1]);
  expect(sizes).toEqual([31, 9]);
  expect(kept).toEqual(['natural', 'natural', 'natural']);
  expect(ofTensors).toBe('unknown');
});

test('images of another frame, and canvases of WebGL, are read like any', async ({ openLab }) => {
  const page = await openLab('cpu');
  await prepare(page);
  const { rows, colours } = await page.evaluate(async () => {
    const { picture, fit, rowsOf } = window.images;
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const other = frame.contentWindow as Window & typeof globalThis;
    const own = picture(40, 30);
    const pixels = own.getContext('2d')!.getImageData(0, 0, 40, 30);
    const bytes = await (await own.convertToBlob()).arrayBuffer();
    const blob = new other.Blob([bytes], { type: 'image/png' });
    const image = other.document.createElement('img');
    image.src = URL.createObjectURL(new Blob([bytes]));
    const canvas = Object.assign(other.document.createElement('canvas'), { width: 40, height: 30 });
    canvas.getContext('2d')!.drawImage(own, 0, 0);
    const data = new other.ImageData(new other.Uint8ClampedArray(pixels.data), 40, 30);
    const bitmap = await other.createImageBitmap(blob);
    const file = new other.File([bytes], 'photo.png');
    const rowOf = async (form: unknown) =>
      rowsOf(await fit([form, picture(40, 30, 1), picture(40, 30, 2)]))[0]!;
    const rows: number[][] = [];
    for (const form of [own, image, canvas, data, bitmap, blob, file]) rows.push(await rowOf(form));
    const flat = new OffscreenCanvas(40, 30);
    flat.getContext('2d')!.fillStyle = 'rgb(51 102 153)';
    flat.getContext('2d')!.fillRect(0, 0, 40, 30);
    const drawing = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
    const gl = drawing.getContext('webgl2', { preserveDrawingBuffer: true })!;
    gl.clearColor(0.2, 0.4, 0.6, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    return { rows, colours: [await rowOf(flat), await rowOf(drawing)] };
  });
  const [own, ...others] = rows;
  expect(others).toEqual(Array(6).fill(own));
  expect(colours[1]).toEqual(colours[0]);
  expect(colours[0]).not.toEqual(own);
});

for (const [name, width, height] of [
  ['more pixels than a GPU reads', 6_000, 4_000],
  ['a longer side than a texture has', 9_000, 600],
] as const) {
  test(`an image of ${name} is drawn smaller on WebGPU`, async ({ openLab }) => {
    const page = await openLab('webgpu');
    await prepare(page);
    const [large, small, turned] = await page.evaluate(
      async ([width, height]) => {
        const { picture, fit, rowsOf } = window.images;
        const file = await picture(width, height).convertToBlob({ type: 'image/jpeg' });
        return rowsOf(await fit([file, picture(60, 40), picture(60, 40, 1)]));
      },
      [width, height] as const,
    );
    const gap = (row: number[]) =>
      Math.max(...row.map((value, at) => Math.abs(value - small![at]!)));
    expect(gap(large!)).toBeLessThan(0.1 * gap(turned!));
  });
}

test('a signal ends the waiting for an image that never loads', async ({ openOwnLab }) => {
  const page = await openOwnLab('cpu');
  await prepare(page);
  await page.route('**/never.png', () => {});
  const failure = await page.evaluate(async () => {
    const { drift, failure, tinyImageModel } = window.lab;
    const stuck = Object.assign(document.createElement('img'), { loading: 'lazy' });
    stuck.src = '/never.png';
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 300);
    const options = { featureLayer: 'pool', signal: controller.signal };
    return failure(() => drift.Reference.fit(tinyImageModel(), [stuck], options));
  });
  expect(failure).toBe('Error: enough');
});
