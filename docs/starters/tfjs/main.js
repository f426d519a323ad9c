import * as tf from '@tensorflow/tfjs';
import { DriftMonitor, Reference } from 'tfjs-drift';
import 'tfjs-drift/element';
import { drawPart } from './belt.js';

const find = (selector) => document.querySelector(selector);
const say = (text) => {
  find('#state').textContent = text;
};
addEventListener('error', ({ error }) => error && say(error.message));

// 1. THE MODEL. Yours here: any LayersModel, or a GraphModel with `featureNode` for `featureLayer`.
//    It is the name of what goes into the last layer: `candidateLayers(model)` of
//    'tfjs-drift/layers' lists the names that would do, the likeliest first.
await tf.setBackend('cpu'); // the quickest for a model as small as this; leave it out for yours
const model = await tf.loadLayersModel('/model/model.json');
const features = { featureLayer: 'features' };
const kinds = ['bolt', 'nut', 'washer'];

/** Pixels as the model was trained with them: here [1, 32, 32, 3], from 0 to 1. */
const preprocess = (pixels) => tf.image.resizeBilinear(pixels, [32, 32]).div(255).expandDims();

// 2. KNOWN INPUTS. Yours here: some hundred pictures of all that is normal, from an array or a
//    generator: images, canvases, files, tensors. An `async function*` may wait before each
//    `yield`, as for the frames of a camera.
const count = 200;
function* knownInputs() {
  const canvas = document.createElement('canvas');
  for (let at = 0; at < count; at++) yield drawPart(canvas);
}

// 3. LIVE INPUTS. Yours here: what your app gives to its model. With a camera, `yield` its <video>
//    and leave out `sampling` below.
async function* liveInputs() {
  while (true) {
    yield drawPart(find('canvas'), find('input:checked').value);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

const reference = await Reference.fit(model, knownInputs(), {
  ...features,
  preprocess,
  onProgress: ({ done }) => say(`Learning what is normal: ${done} of ${count} pictures.`),
});
const monitor = new DriftMonitor({
  reference,
  sampling: 'independent', // one picture has nothing to do with the next
  falseAlarms: { per: 'day', samplesPerSecond: 2.5 }, // how many you accept
  keepThumbnails: 64,
});
monitor.on('alarm', ({ reason }) => console.warn(reason)); // tell whoever should know
monitor.on('error', (error) => console.error(error));
find('drift-monitor').monitor = monitor;

let shown; // the picture that the model has just seen
// In place of the model: the same answers, from the same single pass.
const watched = monitor.wrap(model, { ...features, image: () => shown });
await monitor.ready();
say('Watching. Change what the camera sees, and wait for some ten pictures.');
for await (const picture of liveInputs()) {
  shown = picture;
  const answer = tf.tidy(() => watched.predict(preprocess(tf.browser.fromPixels(picture))));
  const shares = await answer.data();
  answer.dispose();
  const best = shares.indexOf(Math.max(...shares));
  find('output').textContent = `${kinds[best]}, ${Math.round(100 * shares[best])} %`;
}
