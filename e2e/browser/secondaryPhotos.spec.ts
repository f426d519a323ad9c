import type { SecondaryVerdict } from 'tfjs-drift';
import { expect, test } from '../support/labTest.js';
import { MOBILENET_URL } from '../support/mobileNetUrl.js';

test('undrifted photos are ok; blurred ones move the features and the confidence', async ({
  openLab,
}) => {
  const page = await openLab('wasm');
  const { verdicts, bare, watched, outputs, shippedOutputs } = await page.evaluate(
    async (modelUrl) => {
      const { drift, mobilenet, loadPhotoSet, corruptPhoto } = window.lab;
      const model = await mobilenet.loadMobileNet({ modelUrl });
      const { model: graph } = model as unknown as {
        model: { execute: (inputs: unknown, outputs?: string[]) => unknown };
      };
      const execute = graph.execute.bind(graph);
      const outputs: unknown[] = [];
      graph.execute = (inputs, names) => {
        outputs.push(names);
        return execute(inputs, names);
      };
      const file = await fetch(modelUrl.replace('model.json', 'reference.safetensors'));
      const reference = await drift.Reference.fromFile(await file.blob());
      const WINDOW = 40;
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: WINDOW,
        testEvery: WINDOW,
        secondary: {},
      });
      const verdicts: { state: string; secondary: SecondaryVerdict | undefined }[] = [];
      monitor.on('verdict', ({ state, secondary }) => verdicts.push({ state, secondary }));
      const photos = await loadPhotoSet('/photos/cifar10');
      const wrapped = monitor.wrap(model);
      const answers = async (of: typeof model) => {
        const embedding = of.infer(photos.photo(600), true);
        const values = [...(await embedding.data())];
        embedding.dispose();
        const passes = outputs.length;
        return { values, classes: await of.classify(photos.photo(601), 5), passes };
      };
      const bare = await answers(model);
      outputs.length = 0;
      const watched = await answers(wrapped);
      const asked = outputs.splice(0);
      await monitor.idle();
      for (const blur of [false, true]) {
        // The two answers above are in the first window.
        for (let i = blur ? 0 : 2; i < WINDOW; i++) {
          const photo = photos.photo(600 + i);
          await wrapped.classify(blur ? corruptPhoto(photo, 'gaussianBlur', 5, i) : photo);
          await monitor.idle();
        }
      }
      const shippedOutputs = reference.outputs?.confidence.length;
      return { verdicts, bare, watched, outputs: asked, shippedOutputs };
    },
    MOBILENET_URL,
  );
  expect(shippedOutputs).toBe(600);
  expect(watched).toEqual(bare);
  expect(outputs).toHaveLength(2);
  const [sharp, blurred] = verdicts;
  expect(verdicts).toHaveLength(2);
  expect(sharp).toMatchObject({
    state: 'ok',
    secondary: {
      level: 0.01,
      features: { status: 'ok', correction: 'bonferroni', shifted: 0 },
      confidence: { status: 'ok', rows: 40 },
      entropy: { status: 'ok', rows: 40 },
    },
  });
  expect(blurred).toMatchObject({
    state: 'drift',
    secondary: {
      features: { status: 'shifted' },
      confidence: { status: 'shifted', rows: 40 },
      entropy: { status: 'shifted', rows: 40 },
    },
  });
  const { features, confidence, entropy } = blurred?.secondary ?? {};
  expect(features?.shifted).toBeGreaterThan(100);
  // Less sure, not more.
  if (confidence?.status !== 'shifted' || entropy?.status !== 'shifted') throw new Error('shifted');
  expect(confidence.windowMean).toBeLessThan(confidence.referenceMean);
  expect(entropy.windowMean).toBeGreaterThan(entropy.referenceMean);
  expect(JSON.parse(JSON.stringify(blurred))).toEqual(blurred);
});
