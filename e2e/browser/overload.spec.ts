import { expect, test } from '../support/labTest.js';

test('a loop that awaits answers and nothing else has every input tested', async ({ openLab }) => {
  const page = await openLab('wasm');
  const { answers, expected, status, tested } = await page.evaluate(async () => {
    const { drift, mobilenet, gaussianRows, loadPhotoSet } = window.lab;
    const modelUrl = '/models/mobilenet_v1_1.0_224/model.json';
    const model = await mobilenet.loadMobileNet({ modelUrl });
    const photos = await loadPhotoSet('/photos/cifar10');
    const images = Array.from({ length: 100 }, (_, index) => photos.photo(index));
    const expected = [];
    for (const image of images.slice(0, 3)) expected.push(await model.classify(image));
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 42, 1024));
    const monitor = new drift.DriftMonitor({ sampling: 'independent', reference });
    let tested = 0;
    monitor.on('verdict', () => {
      tested++;
    });
    await monitor.ready();
    const watched = monitor.wrap(model);
    const answers = [];
    for (const image of images) answers.push(await watched.classify(image));
    await monitor.idle();
    const { status } = monitor;
    await monitor.dispose();
    return { answers: answers.slice(0, 3), expected, status, tested };
  });
  expect(answers).toEqual(expected);
  expect(status).toMatchObject({ samples: 100, dropped: 0, windowSize: 10 });
  expect(tested).toBeGreaterThan(40);
});

for (const overload of ['wait', 'drop'] as const) {
  test(`answers in microtasks, overload '${overload}'`, async ({ openLab }) => {
    const page = await openLab('cpu');
    const { status, newest, rows } = await page.evaluate(async (overload) => {
      const { tf, drift, gaussianRows, tinyModel } = window.lab;
      const model = await tinyModel();
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 42, 6));
      const monitor = new drift.DriftMonitor({ sampling: 'independent', reference, overload });
      const watched = monitor.wrap(model, { featureNode: 'features' });
      await monitor.ready();
      const inputs = gaussianRows(2, 300, 8).map((row) => tf.tensor2d([row]));
      for (const input of inputs) tf.dispose(await watched.predictAsync(input));
      await monitor.idle();
      const last = model.execute(inputs.slice(-1), 'features') as (typeof inputs)[number];
      const newest = [...(await last.data())];
      tf.dispose([inputs, last]);
      const rows = monitor.window.rows().map((row) => [...row]);
      const { status } = monitor;
      await monitor.dispose();
      return { status, newest, rows };
    }, overload);
    expect(rows.at(-1)).toEqual(newest);
    expect(rows).toHaveLength(10);
    expect(status.samples + status.dropped).toBe(300);
    if (overload === 'wait') expect(status.samples).toBe(300);
    else expect(status.dropped).toBeGreaterThan(200);
    expect(status.notices.some(({ code }) => code === 'samples-dropped')).toBe(overload === 'drop');
  });
}

test('of a flood that nothing can be made to wait for, the newest survive', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { status, rows, newest, refused } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 42, 6));
    const options = { sampling: 'independent', reference } as const;
    const monitor = new drift.DriftMonitor(options);
    const inputs = gaussianRows(2, 500, 6).map((row) => Float32Array.from(row));
    for (const input of inputs) monitor.observe(input);
    await monitor.idle();
    const rows = monitor.window.rows().map((row) => [...row]);
    const { status } = monitor;
    await monitor.dispose();
    let refused = '';
    try {
      new drift.DriftMonitor({ ...options, overload: 'stop' as 'drop' });
    } catch (error) {
      refused = String(error);
    }
    return { status, rows, newest: inputs.slice(-10).map((row) => [...row]), refused };
  });
  expect(rows).toEqual(newest);
  expect(status).toMatchObject({ samples: 64, dropped: 436 });
  expect(status.notices.find(({ code }) => code === 'samples-dropped')?.message).toContain(
    'the oldest that wait are dropped',
  );
  expect(refused).toContain("overload: 'wait' or 'drop' was expected, 'stop' came.");
});
