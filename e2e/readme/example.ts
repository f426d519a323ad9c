import '@tensorflow/tfjs';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { loadMobileNet } from 'tfjs-drift/mobilenet';

const model = await loadMobileNet({ modelUrl: '/models/mobilenet_v1_1.0_224/model.json' });
const images = [...document.querySelectorAll<HTMLImageElement>('img.known-good')];
const reference = await Reference.fit(model, images, { onProgress: console.info });

// Photos that are independent of each other; leave `sampling` out for a camera.
const monitor = new DriftMonitor({ reference, sampling: 'independent' });
const watched = monitor.wrap(model); // the model's own interface and answers
monitor.on('alarm', ({ reason }) => console.warn(reason));
monitor.on('notice', ({ message }) => console.info(message));
await monitor.ready(); // its thresholds are calibrated

for (const image of document.querySelectorAll<HTMLImageElement>('img.live')) {
  const [best] = await watched.classify(image);
  image.title = best?.className ?? '';
}
