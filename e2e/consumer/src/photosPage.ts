import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { loadMobileNet } from 'tfjs-drift/mobilenet';
import { beaconSink, startReports } from 'tfjs-drift/reports';
import { showCharts } from './charts.js';
import { element, show, showError } from './page.js';
import { photos } from './photos.js';

const NAME = 'known good photos';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
});
await setBackend('wasm');
await ready();
const model = await loadMobileNet({ modelUrl: '/models/mobilenet_v1_1.0_224/model.json' });
let watched = model;
let monitor: DriftMonitor | undefined;

async function fit(): Promise<void> {
  const reference = await Reference.fit(model, photos(0, 60));
  await reference.save(NAME);
}

async function load(): Promise<void> {
  const reference = await Reference.load(NAME);
  monitor = new DriftMonitor({
    reference,
    windowSize: 10,
    sampling: 'independent',
    keepThumbnails: 48,
  });
  let alarms = 0;
  monitor.on('alarm', () => show('alarms', String(++alarms)));
  monitor.on('error', showError);
  startReports(monitor, { to: beaconSink('/drift'), app: 'consumer' });
  showCharts(monitor);
  watched = monitor.wrap(model);
  await monitor.ready();
}

async function classify(from: number, filter?: string): Promise<void> {
  for await (const photo of photos(from, 20, filter)) {
    await watched.classify(photo);
    await monitor?.idle();
  }
}

function onClick(id: string, action: () => Promise<void>): void {
  element(id, HTMLButtonElement).addEventListener('click', async () => {
    show('state', 'busy');
    await action().catch(showError);
    show('state', `${id} done`);
  });
}

onClick('fit', fit);
onClick('load', load);
onClick('clean', () => classify(600));
onClick('blurred', () => classify(700, 'blur(6px)'));
show('state', 'model loaded');
