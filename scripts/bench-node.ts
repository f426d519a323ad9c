import { parseArgs } from 'node:util';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { env, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { backendInfo } from '../src/tfjs/backend/backendInfo.js';
import { Report } from './bench/report.js';
import { columnRows } from './bench/rows/columnRows.js';
import { countRows } from './bench/rows/countRows.js';
import { crossoverRows, crossoverSizes } from './bench/rows/crossoverRows.js';
import { gpuTimeRows } from './bench/rows/gpuTimeRows.js';
import { growthRows } from './bench/rows/growthRows.js';
import { sizes } from './bench/rows/problem.js';
import { recomputeRows } from './bench/rows/recomputeRows.js';
import { reducerRows } from './bench/rows/reducerRows.js';
import { scanRows } from './bench/rows/scanRows.js';
import { testRows } from './bench/rows/testRows.js';

/**
 * Runs the benchmarks without a browser: Node, with Dawn's WebGPU on a Vulkan, Metal or Direct3D
 * driver. Dawn is 130 MB and no dependency of the project, so install it beside:
 *
 *     npm install --no-save webgpu
 *     npm run bench:node
 *     npm run bench:node -- --json FILE
 *
 * `VK_ICD_FILENAMES` chooses the Vulkan driver.
 */

interface Dawn {
  readonly globals: object;
  readonly create: (options: readonly string[]) => GPU;
}

const { json } = parseArgs({ options: { json: { type: 'string' } } }).values;
// A name that the compiler does not look up: the package is there only where somebody wants this.
const dawnPackage: string = 'webgpu';

async function dawn(): Promise<Dawn> {
  try {
    return await import(dawnPackage);
  } catch (cause) {
    throw new Error('Dawn is not installed: run `npm install --no-save webgpu` first.', { cause });
  }
}

const { globals, create } = await dawn();
// A GPU's own clock is made coarse for browsers, against pages that spy on others.
const gpu = create(['disable-dawn-features=timestamp_quantization']);
// tfjs takes WebGPU for supported where there are a navigator with it and a worker's scope.
Object.assign(globalThis, globals, { navigator: { gpu }, WorkerGlobalScope: class {} });
const adapter = await gpu.requestAdapter();
if (!adapter) throw new Error('Dawn finds no adapter: a Vulkan driver and its loader are needed.');
const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
const clock = 'timestamp-query';
const device = await adapter.requestDevice({
  requiredFeatures: adapter.features.has(clock) ? [clock] : [],
  requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
});
registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
await setBackend('webgpu');
env().set('WEBGPU_CPU_FORWARD', false);

const info = backendInfo();
console.log(`WebGPU adapter: ${info.adapter}${info.software ? ' (software)' : ''}, Dawn in Node`);
const report = new Report();
for (const size of sizes) {
  report.add(await testRows(size));
  report.add(await columnRows(size));
  report.add(await recomputeRows(size));
  report.add(await gpuTimeRows(size));
}
report.add(await countRows());
for (const compute of ['webgpu', 'wasm', 'typescript'] as const) {
  report.add(await growthRows(compute));
  report.add(await reducerRows(compute));
}
report.add(await scanRows());
if (!info.software) {
  for (const size of crossoverSizes) report.add(await crossoverRows(size));
}
if (json) report.write(json, { ...info, adapter: `${info.adapter}, Dawn in Node` });
// Dawn's own threads would keep the process alive.
process.exit(0);
