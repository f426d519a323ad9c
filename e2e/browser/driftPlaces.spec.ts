import { expect, test } from '../support/labTest.js';

const QUARTERS = ['top left', 'top right', 'bottom left', 'bottom right'];

test('a finger on a quarter of the lens lights that quarter', async ({ openLab }) => {
  test.slow();
  const page = await openLab('wasm');
  const { inputs, tensors, others } = await page.evaluate(async () => {
    const { drift, places: spots, layers, mobilenet, loadPhotoSet, tf } = window.lab;
    const model = await mobilenet.loadMobileNet({
      modelUrl: '/models/mobilenet_v1_1.0_224/model.json',
    });
    const file = await fetch('/models/mobilenet_v1_1.0_224/reference.safetensors');
    const reference = await drift.Reference.fromFile(await file.blob());
    const photos = await loadPhotoSet('/photos/cifar10');
    const monitor = new drift.DriftMonitor({
      reference,
      windowSize: 8,
      sampling: 'independent',
      policy: drift.pValuePolicy(),
      keepThumbnails: 224,
    });
    const watched = monitor.wrap(model);
    /** Skin in the dark, out of focus. */
    const withFinger = (photo: ImageData, quarter: number): ImageData => {
      const context = new OffscreenCanvas(224, 224).getContext('2d')!;
      context.putImageData(photo, 0, 0);
      const [x, y] = [50 + 124 * (quarter % 2), 50 + 124 * (quarter >> 1)];
      const finger = context.createRadialGradient(x, y, 0, x, y, 66);
      finger.addColorStop(0, 'rgb(112, 66, 52)');
      finger.addColorStop(0.75, 'rgb(120, 72, 58)');
      finger.addColorStop(1, 'rgba(120, 72, 58, 0)');
      context.fillStyle = finger;
      context.fillRect(0, 0, 224, 224);
      return context.getImageData(0, 0, 224, 224);
    };
    for (let at = 0; at < 8; at++) {
      await watched.classify(withFinger(photos.photo(720 + at), at % 4));
    }
    await monitor.idle();
    const before = { tensors: tf.memory().numTensors, samples: monitor.window.rows().length };
    const places = await spots.driftPlaces(monitor, layers.featureMaps(model));
    const after = { tensors: tf.memory().numTensors, samples: monitor.window.rows().length };
    const inputs = places.map((input) => {
      const { height, width, shares, sample, where } = input;
      const quarters = [0, 0, 0, 0];
      const heats = [0, 0, 0, 0];
      for (const [place, share] of shares.entries()) {
        const [x, y] = [place % width, Math.floor(place / width)];
        // The middle row and column belong to none.
        if (2 * x + 1 === width || 2 * y + 1 === height) continue;
        quarters[2 * Number(2 * y > height) + Number(2 * x > width)]! += share;
      }
      const heat = spots.heatMap(input).getContext('2d')!.getImageData(0, 0, 224, 224).data;
      for (let pixel = 0; pixel < 224 * 224; pixel++) {
        const [x, y] = [pixel % 224, Math.floor(pixel / 224)];
        heats[2 * Number(y >= 112) + Number(x >= 112)]! += heat[4 * pixel + 3]!;
      }
      const largest = (of: readonly number[]) => of.indexOf(Math.max(...of));
      const lit = [largest(quarters), largest(heats)];
      return { finger: (sample - 1) % 4, lit, where, size: [height, width] };
    });
    const others = after.samples - before.samples;
    await monitor.dispose();
    return { inputs, tensors: after.tensors - before.tensors, others };
  });
  expect(inputs.length).toBe(8);
  for (const { finger, lit, where, size } of inputs) {
    expect(size).toEqual([7, 7]);
    expect(lit).toEqual([finger, finger]);
    expect(where).toBe(QUARTERS[finger]);
  }
  // Passes of its own: nothing of them is an input, and nothing stays.
  expect({ tensors, others }).toEqual({ tensors: 0, others: 0 });
});

test('a map of any runtime will do, with a mean map of the reference; what does not fit is named', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const found = await page.evaluate(async () => {
    const { drift, places: spots, failure, gaussianRows } = window.lab;
    const channels = 3;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 60, channels));
    const monitor = new drift.DriftMonitor({
      reference,
      windowSize: 6,
      sampling: 'independent',
      policy: drift.pValuePolicy(),
    });
    const none = await spots.driftPlaces(monitor, () => ({}) as never);
    for (const [at, row] of gaussianRows(2, 6, channels).entries()) {
      monitor.observe(
        row.map((value) => value + 2),
        { id: `input ${at}` },
      );
    }
    await monitor.idle();
    // One place of four holds all that differs; the last one always holds 4.
    const mapOf = (id: string) => ({
      height: 2,
      width: 2,
      channels,
      layout: 'channels-first' as const,
      values: [0, 1, 2].flatMap(() => [0, id === 'normal' ? 0 : 4, 0, 4]),
    });
    const normal = await spots.placesReference(mapOf, ['normal', 'normal']);
    const options = { picture: ({ id }: { id?: string }) => id };
    const [first, ...others] = await spots.driftPlaces(monitor, mapOf, {
      ...options,
      reference: normal,
      count: 2,
    });
    const [plain] = await spots.driftPlaces(monitor, mapOf, options);
    const failures = await Promise.all(
      [
        () => spots.driftPlaces(monitor, mapOf as never),
        () => spots.driftPlaces(monitor, undefined as never),
        () => spots.driftPlaces(monitor, mapOf, { ...options, count: 0 }),
        () => spots.driftPlaces(monitor, () => ({ ...mapOf(''), channels: 4 }), options),
        () => spots.placesReference(mapOf, []),
        () => spots.driftPlaces(monitor, mapOf, { ...options, reference: { ...normal, width: 4 } }),
        () => spots.driftPlaces(monitor, mapOf, { ...options, signal: AbortSignal.abort() }),
        async () => spots.heatMap({} as never),
        async () => spots.heatMap(first!, { size: 2 }),
        async () => spots.heatMapOver(first!),
      ].map((call) => failure(call)),
    );
    await monitor.dispose();
    const round = ({ shares }: { shares: Float32Array }) =>
      [...shares].map((share) => share / Math.max(...shares)).map((share) => +share.toFixed(2));
    return {
      none,
      normal: [normal.count, ...normal.values],
      first: round(first!),
      plain: round(plain!),
      where: first!.where,
      id: first!.id,
      others: others.length,
      failures,
    };
  });
  expect(found.none).toEqual([]);
  expect(found.normal).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4]);
  expect(found.first[1]).toBe(1);
  expect(Math.max(found.first[0]!, found.first[2]!, found.first[3]!)).toBeLessThan(0.3);
  expect(found.plain[3]!).toBeGreaterThan(0.4);
  expect(found.where).toBe('top right');
  expect(found.id).toMatch(/^input \d$/);
  expect(found.others).toBe(1);
  const expected = [
    /InvalidOptionError: driftPlaces: none of the inputs has a picture/,
    /InvalidOptionError: driftPlaces: a function .* undefined came/,
    /InvalidOptionError: count: /,
    /InvalidFeaturesError: feature map: it has 4 channels, the reference's rows have 3/,
    /InvalidFeaturesError: placesReference: no pictures came/,
    /InvalidFeaturesError: reference: the mean of 2 × 4 places/,
    /AbortError/,
    /InvalidOptionError: heatMap: an input of driftPlaces was expected/,
    /InvalidOptionError: size: a number from 8 to 4096/,
    /InvalidOptionError: heatMapOver: the input has no thumbnail/,
  ];
  for (const [at, message] of expected.entries()) expect(found.failures[at]).toMatch(message);
});
