import { InferenceSession, Tensor } from 'onnxruntime-web';
import { DriftMonitor } from 'tfjs-drift/core';
import 'tfjs-drift/element';
import { fitSession, tapOnnx, watchSession } from 'tfjs-drift/onnx';
import { drawPart } from './belt.js';

const find = (selector) => document.querySelector(selector);
const say = (text) => {
  find('#state').textContent = text;
};
addEventListener('error', ({ error }) => error && say(error.message));

// 1. THE MODEL. Yours here: any .onnx file in `public`. `features` is a tensor within it, the one
//    that goes into the last layer: `onnxCandidates(bytes)` of 'tfjs-drift/onnx' lists the names
//    that would do, the likeliest first.
const bytes = await (await fetch('/model/parts.onnx')).arrayBuffer();
const session = await InferenceSession.create(tapOnnx(bytes, { output: 'features' }));
let shown; // the picture that the model has just seen
const options = { features: 'features', image: () => shown };
const kinds = ['bolt', 'nut', 'washer'];

/** What `session.run` takes: here { picture: [1, 3, 32, 32] }, from 0 to 1, all red values first. */
function feedsOf(picture) {
  const small = new OffscreenCanvas(32, 32).getContext('2d');
  small.drawImage(picture, 0, 0, 32, 32);
  const { data } = small.getImageData(0, 0, 32, 32);
  const values = new Float32Array(3 * 1024);
  for (let at = 0; at < values.length; at++) {
    values[at] = data[4 * (at % 1024) + Math.floor(at / 1024)] / 255;
  }
  return { picture: new Tensor('float32', values, [1, 3, 32, 32]) };
}

// 2. KNOWN INPUTS. Yours here: some hundred of all that is normal, each as `session.run` takes it,
//    from an array or a generator. An `async function*` may wait before each `yield`, as for the
//    frames of a camera.
const count = 200;
function* knownInputs() {
  const canvas = document.createElement('canvas');
  for (let at = 0; at < count; at++) yield feedsOf(drawPart(canvas));
}

// 3. LIVE INPUTS. Yours here: what your app makes feeds of. With a camera, `yield` its <video> and
//    leave out `sampling` below.
async function* liveInputs() {
  while (true) {
    yield drawPart(find('canvas'), find('input:checked').value);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

const reference = await fitSession(session, knownInputs(), {
  ...options,
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

const watched = watchSession(monitor, session, options); // in place of the session: same answers
await monitor.ready();
say('Watching. Change what the camera sees, and wait for some ten pictures.');
for await (const picture of liveInputs()) {
  shown = picture;
  const { probabilities } = await watched.run(feedsOf(picture));
  const best = probabilities.data.indexOf(Math.max(...probabilities.data));
  find('output').textContent = `${kinds[best]}, ${Math.round(100 * probabilities.data[best])} %`;
}
