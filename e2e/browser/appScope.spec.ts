import { expect, test } from '../support/labTest.js';

for (const [backend, compute] of [
  ['webgpu', 'webgpu'],
  ['wasm', 'wasm'],
] as const) {
  // Apps open a scope around code that awaits; what the monitor makes meanwhile is not the scope's.
  test(`a scope that the app closes takes no tensor of the monitor on ${backend}`, async ({
    openLab,
  }) => {
    const page = await openLab(backend);
    const { errors, status, leaked } = await page.evaluate(async (place) => {
      const { tf, drift, gaussianRows, tinyModel } = window.lab;
      const model = await tinyModel();
      const inputs = gaussianRows(1, 20, 8).map((row) => tf.tensor2d([row]));
      const reference = await drift.Reference.fit(model, inputs, { featureNode: 'features' });
      const before = tf.memory().numTensors;
      const options = { reference, windowSize: 3, permutations: 19 };
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        ...options,
        compute: place,
      });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      const watched = monitor.wrap(model, { featureNode: 'features' });
      for (const input of inputs.slice(0, 8)) {
        tf.engine().startScope();
        const logits = watched.predict(input) as typeof input;
        await logits.data();
        await monitor.idle();
        tf.engine().endScope();
      }
      // A test that is under way when the scope ends.
      for (const input of inputs.slice(8, 12)) {
        const { samples } = monitor.status;
        tf.engine().startScope();
        tf.dispose(watched.predict(input));
        while (monitor.status.samples === samples)
          await new Promise((resolve) => setTimeout(resolve));
        tf.engine().endScope();
        await monitor.idle();
      }
      const { status } = monitor;
      await monitor.dispose();
      return { errors, status, leaked: tf.memory().numTensors - before };
    }, compute);
    expect(errors).toEqual([]);
    expect(status).toMatchObject({ samples: 12, tests: 10 });
    expect(leaked).toBe(0);
  });
}
