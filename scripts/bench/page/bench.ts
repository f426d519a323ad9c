/** The benchmarks of one tfjs backend, run by `npm run bench`. */
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env } from '@tensorflow/tfjs-core';
import { type BackendChoice, initBackend } from 'tfjs-drift/webgpu';
import { columnRows } from '../rows/columnRows.js';
import { countRows } from '../rows/countRows.js';
import { crossoverRows, crossoverSizes } from '../rows/crossoverRows.js';
import { growthRows } from '../rows/growthRows.js';
import { sizes } from '../rows/problem.js';
import { recomputeRows } from '../rows/recomputeRows.js';
import { reducerRows } from '../rows/reducerRows.js';
import { scanRows } from '../rows/scanRows.js';
import { testRows } from '../rows/testRows.js';
import { chartRows } from './chartRows.js';
import { longestGapAtRest, longestGapAtWork } from './longestTask.js';
import { throughputRows } from './throughputRows.js';

setWasmPaths(new URL('/node_modules/@tensorflow/tfjs-backend-wasm/dist/', location.href).href);

async function start(name: string): Promise<BackendChoice> {
  const choice = await initBackend({ prefer: [name], allowSoftware: true });
  if (name === 'webgpu') env().set('WEBGPU_CPU_FORWARD', false);
  return choice;
}

const bench = {
  start,
  sizes,
  testRows,
  columnRows,
  recomputeRows,
  countRows,
  growthRows,
  reducerRows,
  scanRows,
  crossoverSizes,
  crossoverRows,
  chartRows,
  throughputRows,
  longestGapAtWork,
  longestGapAtRest,
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
