import { fittedReference } from '../support/fittedReference.js';
import { expect, test } from '../support/labTest.js';
import { MOBILENET_URL } from '../support/mobileNetUrl.js';

const REFERENCE_SIZE = 100;
const WINDOW_SIZE = 8;

// A software adapter takes seconds for each pass.
test.setTimeout(600_000);

test('MobileNet on WebGPU: benign photos raise no alarm, blurred ones do', async ({
  browser,
  baseURL,
  openLab,
}) => {
  const { file, next } = await fittedReference(browser, baseURL!, REFERENCE_SIZE, WINDOW_SIZE);
  const page = await openLab('webgpu');
  const story = await page.evaluate(
    async ([modelUrl, bytes, next, first, count]) => {
      const { drift, charts, mobilenet, projection, webgpu, corruptPhoto, loadPhotoSet } =
        window.lab;
      const model = await mobilenet.loadMobileNet({ modelUrl });
      const photos = await loadPhotoSet('/photos/cifar10');
      const reference = await drift.Reference.fromFile(new Blob([new Uint8Array(bytes)]));
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: count,
        compute: 'webgpu',
      });
      const errors: string[] = [];
      const alarms: number[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      monitor.on('alarm', ({ samples }) => alarms.push(samples));
      const watched = monitor.wrap(model);

      const logitsOf = async (of: typeof model, photo: ImageData) => {
        const logits = of.infer(photo);
        const values = [...(await logits.data())];
        logits.dispose();
        return values;
      };
      // Passes are what takes the time: each method is compared on one photo, in all classes.
      const ALL = 1_000;
      const bare = await model.classify(photos.photo(first), ALL);
      const seen = await watched.classify(photos.photo(first), ALL);
      await monitor.idle();
      const [features] = monitor.window.rows();
      const gap = Math.max(...next[0]!.map((value, at) => Math.abs(value - features![at]!)));
      const bareLogits = await logitsOf(model, photos.photo(first + 1));
      const seenLogits = await logitsOf(watched, photos.photo(first + 1));
      await monitor.idle();
      // The rest of the window as it was computed where the reference was.
      for (const row of next.slice(2)) {
        monitor.observe([row]);
        await monitor.idle();
      }
      const benign = monitor.status;

      // No passes after the alarm.
      for (let index = 0; index < count && alarms.length === 0; index++) {
        const photo = photos.photo(first + count + index);
        await watched.classify(corruptPhoto(photo, 'gaussianBlur', 5, index), 1);
        await monitor.idle();
      }
      const blurred = monitor.status;

      const canvas = document.body.appendChild(document.createElement('canvas'));
      const { values, width, count: size } = reference.features;
      const rows = Array.from({ length: size }, (_, i) =>
        values.subarray(i * width, (i + 1) * width),
      );
      const isomap = projection.Isomap.fit(rows);
      const scatter = new charts.DriftScatter(canvas, { projection: isomap });
      scatter.update(monitor.window.rows());
      await new Promise(requestAnimationFrame);
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      // Blue for the reference, orange for live rows.
      const pixels = { blue: 0, orange: 0 };
      for (let at = 0; at < data.length; at += 4) {
        const [red, , blue, alpha] = data.slice(at, at + 4) as unknown as number[];
        if (alpha! < 50) continue;
        if (blue! > red! + 60) pixels.blue++;
        if (red! > blue! + 60) pixels.orange++;
      }
      return {
        info: webgpu.backendInfo(),
        benign,
        blurred,
        alarms,
        errors,
        gap,
        bare,
        seen,
        bareLogits,
        seenLogits,
        pixels,
      };
    },
    [MOBILENET_URL, file, next, REFERENCE_SIZE, WINDOW_SIZE] as const,
  );

  expect(story.info.backend).toBe('webgpu');
  expect(story.info.adapter).toMatch(/\w/);
  expect(story.info.adapter).not.toBe('unnamed adapter');
  expect(story.errors).toEqual([]);
  expect(story.gap).toBeLessThanOrEqual(1e-3);
  expect(story.bare).toHaveLength(1_000);
  expect(story.seen).toEqual(story.bare);
  expect(story.bareLogits.length).toBeGreaterThanOrEqual(1_000);
  expect(story.seenLogits).toEqual(story.bareLogits);

  expect(story.benign).toMatchObject({ state: 'ok', samples: WINDOW_SIZE, dropped: 0 });
  expect(story.benign.lastVerdict).toMatchObject({ ...story.info, compute: 'webgpu' });
  expect(story.benign.lastVerdict!.pValue!).toBeGreaterThan(0.01);
  // Each photo was looked at; the permutation test came with the last.
  expect(story.benign.tests).toBe(WINDOW_SIZE);
  expect(story.blurred.state).toBe('drift');
  const { scan, threshold } = story.blurred.lastVerdict!;
  expect(scan!.runTime).toBeGreaterThan(threshold);
  expect(story.alarms).toEqual([story.blurred.samples]);

  expect(story.pixels.blue).toBeGreaterThan(100);
  expect(story.pixels.orange).toBeGreaterThan(100);
});
