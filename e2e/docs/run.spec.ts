import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { classifier as tfliteClassifier } from '../../test/support/liteRtModel.js';
import { classifier } from '../../test/support/onnxModel.js';
import { ALARM } from '../../test/support/ranInNode.js';
import { tinyModelFile } from '../lab/tinyModel.js';
import { expect, test as labTest } from '../support/labTest.js';
import { startLab, watchLab } from '../support/sharedLabs.js';
import { samplesOf } from './samples.js';

/** What `npm start` starts, which takes sources as they are. */
let server: ViteDevServer | undefined;

/** A lab of sources, hundreds of files: one for all samples that need no backend of their own. */
let samplesLab: Promise<{ page: Page; complaints: string[] }> | undefined;

async function openSamplesLab(browser: Browser) {
  const page = await browser.newPage({ baseURL: server!.resolvedUrls!.local[0]! });
  const complaints = watchLab(page);
  return { page: await startLab(page, 'cpu'), complaints };
}

const test = labTest.extend<{ lab: Page }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright looks at the names of the pattern.
  baseURL: ({}, use) => use(server?.resolvedUrls?.local[0]),
  lab: async ({ browser }, use) => {
    samplesLab ??= openSamplesLab(browser);
    const { page, complaints } = await samplesLab;
    await use(page);
    expect(complaints).toEqual([]);
  },
});

test.beforeAll(async () => {
  server = await createServer({ mode: 'test', server: { port: 0 }, logLevel: 'error' });
  await server.listen();
});

test.afterAll(() => server?.close());

/** The module of a sample, as an address of the page. */
function moduleOf(doc: string, containing: string, edit = (code: string) => code): string {
  const sample = samplesOf(doc).find(({ code }) => code.includes(containing));
  if (!sample) throw new Error(`${doc} has no sample with '${containing}'.`);
  mkdirSync('.cache/run', { recursive: true });
  const file = `.cache/run/${doc.replaceAll('/', '-')}.${sample.line}.ts`;
  writeFileSync(file, edit(sample.code));
  return `/${file}`;
}

/** Runs a sample in the page; what it was given must be there as a global. @returns What it said on the console. */
async function run(page: Page, doc: string, containing: string): Promise<string[]> {
  const module = moduleOf(doc, containing);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.evaluate((path) => import(path), module);
  return said;
}

test('`npm start` serves the demo', async ({ page }) => {
  await page.goto('/#backend=wasm&speed=max');
  await expect(page.locator('#samples')).toHaveText(/^[1-9]\d*$/, { timeout: 60_000 });
});

test('the backend of "Getting started" is none that the CPU emulates, has the model, and its reference is fitted and saved', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  const model = page.waitForResponse(/mobilenet_v1_1\.0_224\/.*\.bin$/);
  const said = await run(page, 'docs/getting-started.md', 'initBackend');
  const { backend, software } = await page.evaluate(() => window.lab.webgpu.backendInfo());
  expect(['webgpu', 'webgl', 'wasm']).toContain(backend);
  expect(software).not.toBe(true);
  expect(said.filter((text) => text.startsWith(`tfjs computes on ${backend}`))).toHaveLength(1);
  expect((await model).ok()).toBe(true);

  await page.evaluate(async () => {
    const { mobilenet, loadPhotoSet } = window.lab;
    const modelUrl = '/models/mobilenet_v1_1.0_224/model.json';
    const photos = await loadPhotoSet('/photos/cifar10');
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 224, height: 224 });
    for (let index = 0; index < 66; index++) {
      canvas.getContext('2d')!.putImageData(photos.photo(index), 0, 0);
      const image = document.createElement('img');
      Object.assign(image, { className: 'known-good', src: canvas.toDataURL() });
      document.body.append(image);
    }
    // A video that is over ends the sample's loop.
    const given = { model: await mobilenet.loadMobileNet({ modelUrl }) };
    Object.assign(window, given, { video: document.createElement('video') });
  });
  const fitted = await run(page, 'docs/getting-started.md', 'monitor.wrap(model)');
  expect(fitted.filter((text) => text.endsWith('of 66'))).toHaveLength(66);
  const saved = await page.evaluate(() => window.lab.drift.Reference.list());
  expect(saved).toMatchObject([{ name: 'line 3', size: 66, width: 1024 }]);
});

test('the LayersModel of "Your own model" is watched, and alarms', async ({ lab: page }) => {
  const said = await run(page, 'docs/recipes/own-model.md', 'sequential({');
  expect(said.filter((text) => /do(?:es)? not look like/.test(text))).toHaveLength(1);
});

test('features of "ONNX Runtime" stay on the GPU, and are tested there', async ({ lab: page }) => {
  // The development server does not serve it to a module that it has bundled.
  await page.route(/\/ort-wasm[\w.-]*\.(?:wasm|mjs)$/, (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1)!;
    return route.fulfill({ path: `node_modules/onnxruntime-web/dist/${name}` });
  });
  // Here the only GPU is one that the CPU emulates.
  const module = moduleOf('docs/recipes/onnx-runtime.md', 'preferredOutputLocation', (code) =>
    code
      .replace(
        '{ reference, device }',
        "{ reference, device, compute: 'webgpu', sampling: 'independent' }",
      )
      .concat('export { monitor, rowOf, session, watched };'),
  );
  const found = await page.evaluate(
    async ([path, bytes]) => {
      Object.assign(window, { bytes: Uint8Array.from(bytes).buffer });
      const { monitor, rowOf, session, watched } = await import(path);
      const errors: string[] = [];
      monitor.on('error', (error: unknown) => errors.push(String(error)));
      const differing: number[] = [];
      for (let at = 0; at < 12; at++) {
        const [answer, bare] = [
          await watched.run({ x: rowOf(at) }),
          await session.run({ x: rowOf(at) }),
        ];
        await monitor.idle();
        const row = monitor.window.rows().at(-1);
        const { location } = bare.hidden;
        const expected = await bare.hidden.getData(true);
        const isSame =
          location === 'gpu-buffer' &&
          Object.keys(answer).join() === 'probabilities' &&
          String(answer.probabilities.data) === String(bare.probabilities.data) &&
          String(row) === String(expected);
        if (!isSame) differing.push(at);
      }
      const { compute } = monitor.status.lastVerdict;
      return { compute, differing, errors };
    },
    [module, [...classifier()]] as const,
  );
  expect(found).toEqual({ compute: 'webgpu', differing: [], errors: [] });
});

/** What an app with LiteRT.js serves. */
async function serveLiteRt(page: Page): Promise<void> {
  await page.route('/litert/wasm/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1)!;
    return route.fulfill({ path: `node_modules/@litertjs/core/wasm/${name}` });
  });
  await page.route('/models/mine.tflite', (route) =>
    route.fulfill({ body: Buffer.from(tfliteClassifier()) }),
  );
}

test('the model of "LiteRT.js" is tapped, watched, and alarms; its features may stay on the GPU', async ({
  lab: page,
}) => {
  await serveLiteRt(page);
  await page.evaluate(() => {
    const answers: unknown[] = [];
    Object.assign(window, { answers, show: (answer: unknown) => answers.push(answer) });
  });
  const said = await run(page, 'docs/recipes/litert.md', 'console.table');
  const [begins, ...alarms] = said.filter((text) => /drift begins/.test(text) || ALARM.test(text));
  expect(begins).toBe('drift begins');
  expect(alarms).toHaveLength(1);
  const answers = await page.evaluate(() =>
    (window as unknown as { answers: ArrayLike<number>[] }).answers.map(({ length }) => length),
  );
  expect(answers).toEqual(Array.from({ length: 100 }, () => 3));

  // Here the only GPU is one that the CPU emulates.
  const module = moduleOf('docs/recipes/litert.md', 'getWebGpuDevice', (code) =>
    code
      .replace(
        '{ reference, device }',
        "{ reference, device, compute: 'webgpu', sampling: 'independent' }",
      )
      .concat('export { model, monitor, probabilities, rowOf, watched };'),
  );
  const found = await page.evaluate(
    async ([path, bytes]) => {
      Object.assign(window, { bytes: Uint8Array.from(bytes).buffer });
      const { model, monitor, rowOf, watched } = await import(path);
      const errors: string[] = [];
      monitor.on('error', (error: unknown) => errors.push(String(error)));
      const differing: number[] = [];
      for (let at = 0; at < 12; at++) {
        const x = rowOf(at);
        const [answer, bare] = [await watched.run({ x }), await model.run({ x })];
        await monitor.idle();
        const row = monitor.window.rows().at(-1);
        const isSame =
          bare.hidden.accelerator === 'webgpu' &&
          Object.keys(answer).join() === 'probabilities' &&
          String(await answer.probabilities.data()) === String(await bare.probabilities.data()) &&
          String(row) === String(await bare.hidden.data());
        if (!isSame) differing.push(at);
      }
      const { compute } = monitor.status.lastVerdict;
      return { compute, differing, errors };
    },
    [module, [...tfliteClassifier()]] as const,
  );
  expect(found).toEqual({ compute: 'webgpu', differing: [], errors: [] });
});

test('the app of "Reliability" goes on when its device is lost, with all that the monitor knew', async ({
  page,
}) => {
  await startLab(page, 'webgpu');
  await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const inputs = gaussianRows(1, 40, 8).map((row) => tf.tensor2d([row]));
    const options = { featureNode: 'features' };
    const reference = await drift.Reference.fit(await tinyModel(), inputs, options);
    await reference.save('line 3');
  });
  const { modelTopology, weightSpecs, weightData } = tinyModelFile();
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  await page.route('/models/line-3/model.json', (route) =>
    route.fulfill({ json: { format: 'graph-model', modelTopology, weightsManifest } }),
  );
  await page.route('/models/line-3/weights.bin', (route) =>
    route.fulfill({ body: Buffer.from(weightData as ArrayBuffer) }),
  );
  // Here the only GPU is one that the CPU emulates.
  const module = moduleOf('docs/reliability.md', 'onDeviceLost', (code) =>
    code.replace('initBackend({', 'initBackend({ allowSoftware: true,'),
  );
  const starts: string[] = [];
  page.on('console', (message) => starts.push(message.text()));
  const feed = (seed: number) =>
    page.evaluate(
      async ([path, from]) => {
        const { tf, gaussianRows } = window.lab;
        const { monitor, predict } = await import(path);
        for (const row of gaussianRows(from, 20, 8)) {
          const x = tf.tensor2d([row]);
          tf.dispose([predict(x), x]);
          await monitor.idle();
        }
        await monitor.ready();
        await monitor.idle();
        const { state, samples, tests } = monitor.status;
        return { isTested: ['ok', 'warning'].includes(state), samples, tests };
      },
      [module, seed] as const,
    );
  const before = await feed(2);
  expect(before).toMatchObject({ isTested: true, samples: 20 });
  // tfjs's synchronous readback ends the process that emulates the GPU.
  await page.evaluate(async () => {
    const { tf } = window.lab;
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    let isLost = false;
    void device.lost.then(() => {
      isLost = true;
    });
    for (let i = 0; i < 20 && !isLost; i++) {
      try {
        const x = tf.ones([64, 64]);
        tf.matMul(x, x).dataSync();
      } catch {
        // It is lost.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (!isLost) throw new Error('The device is still there.');
  });
  const watchedAgain = () => starts.filter((text) => text.startsWith('The model is watched on'));
  await expect.poll(() => watchedAgain().length).toBe(2);
  expect(watchedAgain()[0]).toBe('The model is watched on webgpu.');
  const after = await feed(3);
  expect(after).toMatchObject({ isTested: true, samples: 40 });
  expect(after.tests).toBe(before.tests + 20);
});
