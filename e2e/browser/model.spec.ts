import type { Page } from 'playwright/test';
import { expect, test } from '../support/labTest.js';
import { MOBILENET_URL } from '../support/mobileNetUrl.js';

// A software GPU takes long to compile its first pass.
test.setTimeout(300_000);

test('MobileNet knows what photos show', async ({ openLab }) => {
  const page = await openLab('wasm');
  const [boats, trucks] = await page.evaluate(async (modelUrl) => {
    const { mobilenet, loadPhotoSet } = window.lab;
    const model = await mobilenet.loadMobileNet({ modelUrl });
    const element = document.createElement('img');
    element.src = '/photos/museum/nagasaki-boats.jpg';
    await element.decode();
    const boats = await model.classify(element);
    const photos = await loadPhotoSet('/photos/cifar10');
    const trucks = [];
    for (const index of [9, 19, 29]) {
      const [best] = await model.classify(photos.photo(index), 1);
      trucks.push([photos.label(index), best!.className]);
    }
    return [boats, trucks] as const;
  }, MOBILENET_URL);
  expect(boats.map(({ className }) => className)).toEqual([
    'dock, dockage, docking facility',
    'pirate, pirate ship',
    'gondola',
  ]);
  expect(boats[0]!.probability).toBeGreaterThan(boats[1]!.probability);
  expect(trucks).toEqual(Array.from({ length: 3 }, () => ['truck', 'moving van']));
});

test('progress rises to 1, and changes nothing about the model', async ({ openLab }) => {
  const page = await openLab('wasm');
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const { shares, handled, outputs } = await page.evaluate(async (modelUrl) => {
    const { tf, mobilenet, loadPhotoSet } = window.lab;
    const photo = (await loadPhotoSet('/photos/cifar10')).photo(9);
    const outputs: number[][] = [];
    const load = async (options: Parameters<typeof mobilenet.loadMobileNet>[0]) => {
      const model = await mobilenet.loadMobileNet(options);
      outputs.push([...(await model.infer(photo).data())]);
    };
    await load({ modelUrl });
    const shares: number[][] = [];
    for (const url of [modelUrl, `../..${modelUrl}?v=1`, new URL(modelUrl, location.href).href]) {
      const told: number[] = [];
      shares.push(told);
      await load({ modelUrl: url, onProgress: (share) => told.push(share) });
    }
    await load({
      modelUrl,
      onProgress: () => {
        throw new Error('no bar');
      },
    });
    const handled: number[] = [];
    await load({ modelUrl: tf.io.http(modelUrl), onProgress: (share) => handled.push(share) });
    return { shares, handled, outputs };
  }, MOBILENET_URL);
  for (const told of shares) {
    // At least once for each of three weight files.
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told[0]).toBeGreaterThan(0);
    expect(told.every((share, index) => index === 0 || share > told[index - 1]!)).toBe(true);
    expect(told.at(-1)).toBe(1);
  }
  expect(shares).toHaveLength(3);
  expect(handled).toEqual([]);
  expect(outputs).toHaveLength(6);
  for (const output of outputs) expect(output).toEqual(outputs[0]);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain('tfjs-drift: an onProgress listener threw. Error: no bar');
});

test('progress counts the bytes that are there, and leaves failures as they are', async ({
  openLab,
}) => {
  const page = await openLab('wasm');
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/group1-shard2of3.bin', async (route) => {
    await released;
    await route.continue();
  });
  await page.evaluate((modelUrl) => {
    const shares: number[] = [];
    const loading = window.lab.mobilenet.loadMobileNet({
      modelUrl,
      onProgress: (share) => shares.push(share),
    });
    Object.assign(window, { shares, loading });
  }, MOBILENET_URL);
  const latest = () =>
    page.evaluate(() => (window as unknown as { shares: number[] }).shares.at(-1));
  // The first and the third of three files; the second is as large as the first.
  await expect.poll(latest).toBe((4_194_304 + 168_684) / 8_557_292);
  release();
  await page.evaluate(() => (window as unknown as { loading: Promise<unknown> }).loading);
  expect(await latest()).toBe(1);

  const failures: [string, Parameters<typeof page.route>[1], RegExp][] = [
    ['shard3of3.bin', (route) => route.fulfill({ status: 404 }), /3of3\.bin' is missing: .* 404/],
    ['shard3of3.bin', (route) => route.abort(), /could not be fetched at all/],
    ['model.json', (route) => route.fulfill({ body: '{' }), /the file is not JSON/],
    ['model.json', (route) => route.fulfill({ body: '{}' }), /JSON, but no tfjs model/],
  ];
  for (const [file, answer, expected] of failures) {
    await page.route(`**/*${file}`, answer);
    const refused = await page.evaluate(
      (modelUrl) =>
        window.lab.failure(() =>
          window.lab.mobilenet.loadMobileNet({ modelUrl, onProgress: () => {} }),
        ),
      MOBILENET_URL,
    );
    expect(refused).toMatch(/^ModelLoadError: MobileNet could not be loaded/);
    expect(refused).toMatch(expected);
    await page.unroute(`**/*${file}`);
  }
});

test('the backends agree on the features of a photo', async ({ openLab }) => {
  // WebGPU, which takes seconds a pass here, is compared where MobileNet runs on it anyway.
  const backends = ['wasm', 'webgl'] as const;
  const rows = [];
  for (const backend of backends) rows.push(await featuresOf(await openLab(backend)));
  const [expected, ...others] = rows;
  expect(expected).toHaveLength(1024);
  expect(Math.max(...expected!)).toBeGreaterThan(1);
  for (const [index, row] of others.entries()) {
    const gaps = row.map((value, at) => Math.abs(value - expected![at]!));
    expect(Math.max(...gaps), backends[index + 1]).toBeLessThanOrEqual(1e-3);
  }
});

test('a model is known on another backend, also one that holds its weights in half precision', async ({
  openLab,
}) => {
  const wasm = await openLab('wasm');
  const file = await wasm.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const inputs = gaussianRows(1, 20, 8).map((row) => tf.tensor2d([row]));
    const options = { featureNode: 'features' };
    const reference = await drift.Reference.fit(await tinyModel(1, 64), inputs, options);
    return [...new Uint8Array(await reference.toFile().arrayBuffer())];
  });
  const webgl = await openLab('webgl');
  const results = await webgl.evaluate(async (bytes) => {
    const { tf, drift, tinyModel } = window.lab;
    const reference = await drift.Reference.fromFile(Uint8Array.from(bytes));
    const watch = async (seed: number, isHalf: boolean) => {
      tf.env().set('WEBGL_RENDER_FLOAT32_ENABLED', !isHalf);
      const model = await tinyModel(seed, 64);
      const pass = (of: typeof model) =>
        tf.tidy(() => {
          of.predict(tf.ones([1, 8]));
        });
      // Its weights are on the GPU now.
      pass(model);
      const monitor = new drift.DriftMonitor({ reference, windowSize: 4, sampling: 'independent' });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      const before = tf.memory().numTensors;
      pass(monitor.wrap(model, { featureNode: 'features' }));
      await monitor.idle();
      const { samples } = monitor.status;
      await monitor.dispose();
      const [weight] = await model.weights['first']![0]!.data();
      return { errors, samples, weight, leaked: tf.memory().numTensors - before };
    };
    return [await watch(1, false), await watch(1, true), await watch(2, true)];
  }, file);
  const [whole, half, other] = results;
  for (const known of [whole, half]) {
    expect(known).toMatchObject({ errors: [], samples: 1, leaked: 0 });
  }
  expect(half!.weight).not.toBe(whole!.weight);
  expect(half!.weight).toBeCloseTo(whole!.weight!, 2);
  expect(other!.errors).toHaveLength(1);
  expect(other!.errors[0]).toMatch(
    /^ReferenceMismatchError: .* other weights in 'first', 'second'\./,
  );
});

/** The embedding of one photo, on the backend of that page. */
async function featuresOf(page: Page): Promise<number[]> {
  return page.evaluate(async (modelUrl) => {
    const { mobilenet, loadPhotoSet } = window.lab;
    const model = await mobilenet.loadMobileNet({ modelUrl });
    const photos = await loadPhotoSet('/photos/cifar10');
    const embedding = model.infer(photos.photo(9), true);
    return [...(await embedding.data())];
  }, MOBILENET_URL);
}
