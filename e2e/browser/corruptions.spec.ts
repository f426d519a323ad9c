import { expect, test } from '../support/labTest.js';

const WINDOW = 20;
const SEVERITY = 4;

test('each corruption of photos is noticed within a window, and clean ones are not', async ({
  openLab,
}) => {
  test.slow();
  const page = await openLab('wasm');
  const { calm, delays } = await page.evaluate(
    async ([windowSize, severity]) => {
      const { drift, mobilenet, loadPhotoSet, corruptPhoto } = window.lab;
      const model = await mobilenet.loadMobileNet({
        modelUrl: '/models/mobilenet_v1_1.0_224/model.json',
      });
      const file = await fetch('/models/mobilenet_v1_1.0_224/reference.safetensors');
      const reference = await drift.Reference.fromFile(await file.blob());
      const photos = await loadPhotoSet('/photos/cifar10');
      const monitor = new drift.DriftMonitor({
        reference,
        windowSize,
        sampling: 'independent',
        falseAlarms: { perSamples: 5_000 },
      });
      const watched = monitor.wrap(model);
      let next = 600;
      const show = async (photo: ImageData) => {
        await watched.classify(photo);
        await monitor.idle();
        return monitor.status.state;
      };
      const calm: string[] = [];
      for (let i = 0; i < windowSize + 10; i++) calm.push(await show(photos.photo(next++)));
      const clean = monitor.window.rows();
      const delays: Record<string, number> = {};
      for (const name of [
        'gaussianBlur',
        'gaussianNoise',
        'shotNoise',
        'impulseNoise',
        'speckleNoise',
      ] as const) {
        await monitor.reset();
        monitor.observe(clean.slice());
        await monitor.idle();
        let delay = 0;
        let state = '';
        while (state !== 'drift' && delay < windowSize) {
          delay++;
          state = await show(corruptPhoto(photos.photo(next++), name, severity, next));
        }
        delays[name] = state === 'drift' ? delay : Number.POSITIVE_INFINITY;
      }
      return { calm, delays };
    },
    [WINDOW, SEVERITY] as const,
  );
  expect(calm).not.toContain('drift');
  expect(calm.at(-1)).toBe('ok');
  for (const delay of Object.values(delays)) expect(delay).toBeLessThanOrEqual(WINDOW);
});
