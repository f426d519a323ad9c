import type { Page } from 'playwright/test';
import { expect, test } from '../support/labTest.js';
import { MOBILENET_URL } from '../support/mobileNetUrl.js';

const HTML = { status: 200, contentType: 'text/html', body: '<!doctype html><title>Shop</title>' };

/** What loading says when the server answers a request with something else. */
async function loadFailure(
  page: Page,
  path: string,
  answer: { status: number; contentType?: string; body?: string },
): Promise<string> {
  const glob = `**${path}`;
  await page.route(glob, (route) => route.fulfill(answer));
  const message = await page.evaluate(
    (modelUrl) => window.lab.failure(() => window.lab.mobilenet.loadMobileNet({ modelUrl })),
    MOBILENET_URL,
  );
  await page.unroute(glob);
  return message;
}

test('a model file that is missing or none is named, with what came', async ({ openLab }) => {
  const page = await openLab('cpu');
  const weights = MOBILENET_URL.replace('model.json', 'group1-shard3of3.bin');
  const tinyModel = JSON.stringify(
    await page.evaluate(() => {
      const { weightData: _, weightSpecs, ...file } = window.lab.tinyModelFile();
      return { ...file, weightsManifest: [{ paths: [], weights: weightSpecs }] };
    }),
  );
  const json = (body: string) => ({ status: 200, contentType: 'application/json', body });
  const cases: [string, Parameters<typeof loadFailure>[2], RegExp][] = [
    [MOBILENET_URL, { status: 404 }, /the server answered 404/],
    [MOBILENET_URL, HTML, /an HTML page/],
    [MOBILENET_URL, json('{'), /not JSON/],
    [MOBILENET_URL, json('{}'), /JSON, but no tfjs model/],
    [MOBILENET_URL, json('{"format":"layers-model","weightsManifest":[]}'), /'layers-model'/],
    [MOBILENET_URL, json(tinyModel), /MobileNet could not be loaded/],
    [weights, { status: 404 }, /'group1-shard3of3.bin' is missing: the server answered 404/],
    [weights, HTML, /'group1-shard3of3.bin' is missing: .*HTML page/],
  ];
  for (const [path, answer, expected] of cases) {
    const message = await loadFailure(page, path, answer);
    expect(message).toMatch(/^ModelLoadError: MobileNet could not be loaded from '\/models/);
    expect(message).toMatch(expected);
    expect(message).toContain('A model.json of a MobileNet GraphModel');
  }
});

test('a file that is no whole reference is refused by name', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { failures, views, whole } = await page.evaluate(async () => {
    const { drift, failure, gaussianRows } = window.lab;
    const { Reference } = drift;
    const reference = await Reference.fromFeatures(gaussianRows(1, 5, 3));
    const file = reference.toFile();
    const foreign = JSON.stringify({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
    const header = new Uint8Array(8);
    header[0] = foreign.length;
    const bad = [
      new Blob([]),
      file.slice(0, 5),
      file.slice(0, 40),
      file.slice(0, file.size - 4),
      new Blob(['<!doctype html><title>Not found</title>'.padEnd(200)]),
      new Blob(['{"message": "not found"}']),
      new Blob([header, foreign, new Uint8Array(4)]),
    ];
    const failures = [];
    for (const one of bad) failures.push(await failure(() => Reference.fromFile(one)));
    failures.push(await failure(() => Reference.fromFile(undefined as unknown as Blob)));
    const buffer = await file.arrayBuffer();
    const views = [];
    for (const same of [file, new File([file], 'line-3'), buffer, new Uint8Array(buffer)]) {
      views.push((await Reference.fromFile(same)).id);
    }
    return { failures, views, whole: reference.id };
  });
  const expected = [
    /has only 0 bytes/,
    /has only 5 bytes/,
    /its header claims \d+ bytes, the file has 40/,
    /its tensors take \d+ bytes, after the header it has \d+/,
    /HTML page/,
    /not a readable safetensors file/,
    /lacks format 'tfjs-drift reference'/,
    /not a readable safetensors file/,
  ];
  expect(failures).toHaveLength(expected.length);
  for (const [index, message] of expected.entries()) {
    expect(failures[index]).toMatch(/^InvalidReferenceFileError: This is not a re/);
    expect(failures[index]).toMatch(message);
    expect(failures[index]).toContain('Give a file that reference.toFile() made.');
  }
  expect(views).toEqual([whole, whole, whole, whole]);
});

for (const [what, foreign] of [
  ['weights', { seed: 2, width: 6 }],
  ['layers', { seed: 1, width: 5 }],
] as const) {
  test(`a reference of a model with other ${what} suspends the monitor`, async ({ openLab }) => {
    const page = await openLab('cpu');
    const { errors, status, answers } = await page.evaluate(async ({ seed, width }) => {
      const { tf, drift, gaussianRows, tinyModel } = window.lab;
      const [own, other] = [await tinyModel(), await tinyModel(seed, width)];
      const inputs = gaussianRows(1, 20, 8).map((row) => tf.tensor2d([row]));
      const fitted = await drift.Reference.fit(own, inputs, { featureNode: 'features' });
      const reference = await drift.Reference.fromFile(fitted.toFile());
      const monitor = new drift.DriftMonitor({ sampling: 'independent', reference, windowSize: 2 });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      const watched = monitor.wrap(other, { featureNode: 'features' });
      const answers = [];
      for (const input of inputs.slice(0, 5)) {
        const [seen, bare] = [watched.predict(input), other.predict(input)] as (typeof input)[];
        answers.push(JSON.stringify(await seen!.array()) === JSON.stringify(await bare!.array()));
        await monitor.idle();
      }
      return { errors, status: monitor.status, answers };
    }, foreign);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^ReferenceMismatchError: The reference was made by another model/);
    expect(errors[0]).toMatch(
      what === 'weights' ? /other weights in 'first', 'second'/ : /architecture/,
    );
    expect(status).toMatchObject({ state: 'suspended', samples: 0, tests: 0 });
    expect(errors[0]).toContain(status.reason);
    expect(answers).toEqual([true, true, true, true, true]);
  });
}
