import { expect, test } from '../support/labTest.js';

test('the inputs most unlike the reference come first, with their pictures', async ({
  openLab,
}) => {
  const page = await openLab('wasm');
  const { ranked, first, colours, kept, json } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 100, 4));
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference,
      windowSize: 8,
      keepThumbnails: 16,
    });
    const first = monitor.mostDrifted();
    const rows = gaussianRows(2, 12, 4);
    // Samples 7 and 10 are far from the others.
    for (const strange of [6, 9]) rows[strange] = [9, 9, 9, 9];
    for (const [index, row] of rows.entries()) {
      const image = new ImageData(40, 20);
      const red = 10 * (index + 1);
      image.data.forEach((_, at) => {
        image.data[at] = at % 4 === 0 ? red : at % 4 === 3 ? 255 : 0;
      });
      monitor.observe(row, { image, id: `photo ${index + 1}` });
      await monitor.idle();
    }
    const ranked = monitor.mostDrifted();
    const colour = (canvas: OffscreenCanvas | undefined) =>
      canvas && [...canvas.getContext('2d')!.getImageData(8, 8, 1, 1).data];
    return {
      first,
      ranked: ranked.map(({ sample, witness, time, id }) => ({ sample, witness, time, id })),
      colours: ranked.slice(0, 2).map(({ thumbnail }) => colour(thumbnail)),
      kept: monitor.mostDrifted(3).map(({ thumbnail }) => [thumbnail?.width, thumbnail?.height]),
      json: JSON.stringify(monitor.status.lastVerdict),
    };
  });
  expect(first).toEqual([]);
  expect(ranked.length).toBe(8);
  expect(
    ranked
      .slice(0, 2)
      .map(({ sample }) => sample)
      .sort((a, b) => a - b),
  ).toEqual([7, 10]);
  expect(ranked.map(({ witness }) => witness)).toEqual(
    ranked.map(({ witness }) => witness).sort((a, b) => a - b),
  );
  // The window holds samples 5 to 12.
  expect(ranked.map(({ sample }) => sample).sort((a, b) => a - b)).toEqual([
    5, 6, 7, 8, 9, 10, 11, 12,
  ]);
  expect(ranked.map(({ id }) => id)).toEqual(ranked.map(({ sample }) => `photo ${sample}`));
  expect(ranked[0]!.time).toMatch(/^\d{4}-.*Z$/);
  const reds = ranked.slice(0, 2).map(({ sample }) => [10 * sample, 0, 0, 255]);
  expect(colours).toEqual(reds);
  expect(kept).toEqual([
    [16, 16],
    [16, 16],
    [16, 16],
  ]);
  expect(json).not.toMatch(/thumbnail|features/);
});

test('pictures of what a wrapped MobileNet is given are kept, and none unless asked for', async ({
  openLab,
}) => {
  test.slow();
  const page = await openLab('wasm');
  const { withPictures, without, same } = await page.evaluate(async () => {
    const { drift, mobilenet, loadPhotoSet } = window.lab;
    const model = await mobilenet.loadMobileNet({
      modelUrl: '/models/mobilenet_v1_1.0_224/model.json',
    });
    const file = await fetch('/models/mobilenet_v1_1.0_224/reference.safetensors');
    const reference = await drift.Reference.fromFile(await file.blob());
    const photos = await loadPhotoSet('/photos/cifar10');
    const policy = drift.pValuePolicy();
    const run = async (keepThumbnails: number | undefined) => {
      const options = keepThumbnails === undefined ? {} : { keepThumbnails };
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 2,
        policy,
        ...options,
      });
      const watched = monitor.wrap(model);
      const answers = [];
      for (let i = 0; i < 2; i++) answers.push(await watched.classify(photos.photo(700 + i)));
      await monitor.idle();
      const sizes = monitor.mostDrifted().map(({ thumbnail }) => thumbnail?.width);
      await monitor.dispose();
      return { sizes, answers: JSON.stringify(answers) };
    };
    const withPictures = await run(32);
    const without = await run(undefined);
    return {
      withPictures: withPictures.sizes,
      without: without.sizes,
      same: withPictures.answers === without.answers,
    };
  });
  expect(withPictures).toEqual([32, 32]);
  expect(without).toEqual([undefined, undefined]);
  expect(same).toBe(true);
});

test('a LayersModel has pictures where `wrap` is told of them', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { reds, same } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinySequential } = window.lab;
    const model = tinySequential();
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 6));
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference,
      keepThumbnails: 8,
    });
    const canvas = new OffscreenCanvas(8, 8);
    const context = canvas.getContext('2d')!;
    const watched: typeof model = monitor.wrap(model, {
      featureLayer: 'features',
      image: () => canvas,
    });
    const same: boolean[] = [];
    for (const [at, row] of gaussianRows(2, 6, 8).entries()) {
      context.fillStyle = `rgb(${40 * at} 0 0)`;
      context.fillRect(0, 0, 8, 8);
      const [answer, bare] = [watched, model].map((of) =>
        tf.tidy(() =>
          String((of.predict(tf.tensor2d([row])) as ReturnType<typeof tf.ones>).dataSync()),
        ),
      );
      same.push(answer === bare);
      await monitor.idle();
    }
    const inputs = monitor.mostDrifted().sort((a, b) => a.sample - b.sample);
    const reds = inputs.map(
      ({ thumbnail }) => thumbnail!.getContext('2d')!.getImageData(4, 4, 1, 1).data[0],
    );
    await monitor.dispose();
    return { reds, same };
  });
  expect(reds).toEqual([0, 40, 80, 120, 160, 200]);
  expect(same).toEqual(Array(6).fill(true));
});
