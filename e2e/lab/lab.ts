import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmThreadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import * as converter from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import * as mobilenetPackage from '@tensorflow-models/mobilenet';
import { Chart } from 'chart.js';
import * as drift from 'tfjs-drift';
import * as charts from 'tfjs-drift/charts';
import * as element from 'tfjs-drift/element';
import * as fleet from 'tfjs-drift/fleet';
import * as layers from 'tfjs-drift/layers';
import * as mobilenet from 'tfjs-drift/mobilenet';
import * as projection from 'tfjs-drift/projection';
import * as reports from 'tfjs-drift/reports';
import * as webgpu from 'tfjs-drift/webgpu';
import { startSoak } from '../../scripts/soak/inPage.js';
import { seededRandom } from '../../src/core/base/random.js';
import { drawnPicture } from '../../src/core/explain/drawnPicture.js';
import { copyGpuRows } from '../../src/core/mmd/gpu/gpuRows.js';
import { type CorruptionName, corrupt, type Severity } from '../../src/demo/corruption/corrupt.js';
import { toImageData, toRgbImage } from '../../src/demo/corruption/image.js';
import { loadMuseumPictures } from '../../src/demo/photos/museumPictures.js';
import { PhotoHead } from '../../src/demo/photos/photoHead.js';
import { loadPhotoSet } from '../../src/demo/photos/photoSet.js';
import { shuffled } from '../../src/demo/random.js';
import { museumPhotos } from '../../src/demo/sources/museumStream.js';
import { cifarPhotos } from '../../src/demo/sources/photos.js';
import { disturbed as disturbedPicture } from '../../src/demo/stream/disturbance.js';
import { LiveInputs } from '../../src/demo/watch/liveInputs.js';
import { Meaning } from '../../src/demo/watch/meaning.js';
import { Places } from '../../src/demo/watch/places.js';
import { firstName } from '../../src/demo/watch/rightGuesses.js';
import * as places from '../../src/places.js';
import { tfjs } from '../../src/tfjs/runtime.js';
import { plannedFaults } from '../faults/plan.js';
import { standardRun } from '../faults/standardRun.js';
import { silentFault } from './engineFaults.js';
import {
  longDrift,
  lossOfDevice,
  overlappingReads,
  projectedRows,
  refusedRows,
} from './engineLife.js';
import { runEngine } from './engineRun.js';
import { failure } from './failure.js';
import { gaussianRows } from './gaussianRows.js';
import { reportedMonitor } from './reportedMonitor.js';
import { sketchedMonitor } from './sketchedMonitor.js';
import { tinyImageModel, tinySequential, tinyTransferModel } from './tinyLayersModel.js';
import { tinyModel, tinyModelFile } from './tinyModel.js';

/** Puts the package and tfjs, imported by name as any app would, within reach of browser tests. */

setWasmPaths({
  'tfjs-backend-wasm.wasm': wasmUrl,
  'tfjs-backend-wasm-simd.wasm': wasmSimdUrl,
  'tfjs-backend-wasm-threaded-simd.wasm': wasmThreadedUrl,
});

/** Selects one backend and makes small operations run on it, too. */
async function start(backend: string): Promise<webgpu.BackendChoice> {
  const choice = await webgpu.initBackend({ prefer: [backend], allowSoftware: true });
  if (backend === 'webgpu') tf.env().set('WEBGPU_CPU_FORWARD', false);
  if (backend === 'webgl') tf.env().set('WEBGL_CPU_FORWARD', false);
  return choice;
}

function corruptPhoto(
  photo: ImageData,
  corruption: CorruptionName,
  severity: Severity,
  seed: number,
): ImageData {
  return toImageData(corrupt(toRgbImage(photo), corruption, severity, seededRandom(seed)));
}

/** What a worker says after it has reported an alarm. */
function alarmFromWorker(url: string): Promise<string[]> {
  const worker = new Worker(new URL('./reportsWorker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(url);
  });
}

/** What a worker says after it has sketched so many rows of a period that is over. */
function sketchesInWorker(
  url: string,
  count: number,
): Promise<{ total: object; errors: string[] }> {
  const worker = new Worker(new URL('./sketchesWorker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ url, count });
  });
}

/** A file as base64: as numbers it would take the browser seconds a megabyte to hand out. */
async function base64(file: Blob): Promise<string> {
  const reader = new FileReader();
  reader.readAsDataURL(file);
  await new Promise((resolve) => {
    reader.onload = resolve;
  });
  return String(reader.result).split(',')[1]!;
}

const lab = {
  tf,
  converter,
  drift,
  places,
  charts,
  element,
  fleet,
  Chart,
  layers,
  tfLayers,
  mobilenet,
  mobilenetPackage,
  projection,
  reports,
  webgpu,
  loadPhotoSet,
  demo: {
    cifarPhotos,
    disturbedPicture,
    firstName,
    LiveInputs,
    loadMuseumPictures,
    Meaning,
    museumPhotos,
    PhotoHead,
    Places,
  },
  shuffled,
  seededRandom,
  start,
  startSoak,
  alarmFromWorker,
  base64,
  corruptPhoto,
  failure,
  gaussianRows,
  reportedMonitor,
  sketchedMonitor,
  sketchesInWorker,
  tinyImageModel,
  tinyModel,
  tinySequential,
  tinyTransferModel,
  tinyModelFile,
  copyGpuRows,
  drawnPicture,
  runtime: tfjs,
  runEngine,
  longDrift,
  lossOfDevice,
  silentFault,
  standardRun,
  plannedFaults,
  overlappingReads,
  projectedRows,
  refusedRows,
};

declare global {
  interface Window {
    lab: typeof lab;
  }
}

window.lab = lab;
