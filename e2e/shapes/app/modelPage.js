import * as tf from '@tensorflow/tfjs';
import { DriftMonitor, Reference } from 'tfjs-drift';

await tf.setBackend('cpu');
const input = tf.input({ shape: [4] });
const features = tf.layers
  .dense({
    units: 8,
    activation: 'relu',
    name: 'features',
    kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
  })
  .apply(input);
const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2 }).apply(features) });

const inputs = (count, mean, seed) =>
  tf.unstack(tf.randomNormal([count, 1, 4], mean, 1, 'float32', seed));
const reference = await Reference.fit(model, inputs(200, 0, 1), { featureLayer: 'features' });
const monitor = new DriftMonitor({ reference, sampling: 'independent' });
const watched = monitor.wrap(model, { featureLayer: 'features' });
const told = { calm: '', alarms: 0, errors: [], same: true };
monitor.on('error', (error) => told.errors.push(String(error)));
monitor.on('alarm', () => {
  told.alarms += 1;
});
for (const [at, x] of [...inputs(70, 0, 2), ...inputs(20, 2, 3)].entries()) {
  if (at === 70) told.calm = monitor.status.state;
  const [answer, expected] = [watched.predict(x), model.predict(x)];
  const [values, bare] = [await answer.data(), await expected.data()];
  told.same &&= values.every((value, i) => value === bare[i]);
  await monitor.idle();
}
document.querySelector('output').textContent = JSON.stringify(told);
