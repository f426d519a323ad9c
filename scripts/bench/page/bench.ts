/** The benchmarks of one tfjs backend, run by scripts/bench/run.ts. */
import '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, env, memory } from '@tensorflow/tfjs-core';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { loadMobileNet } from 'tfjs-drift/mobilenet';
import { type BackendChoice, initBackend } from 'tfjs-drift/webgpu';
import { loadPhotoSet } from '../../../src/demo/photos/photoSet.js';
import { middle, type Size, sizeName, sizes, startedDetector } from './problem.js';
import { reducerRows } from './reducerRows.js';
import { stockTest } from './stockTest.js';
import { recomputedTest, streamedSample } from './streaming.js';
import { alternately, median, milliseconds } from './timing.js';
import { torchDriftMethod } from './torchDriftMethod.js';

/** One line of the result. */
export interface Row {
  readonly name: string;
  readonly size: string;
  readonly value: number;
  readonly unit: '×' | 'ms' | 'bytes' | 'count';
  readonly runs: number;
}

const RUNS = 5;
const REPETITIONS = 20;

setWasmPaths(new URL('/node_modules/@tensorflow/tfjs-backend-wasm/dist/', location.href).href);

async function start(name: string): Promise<BackendChoice> {
  const choice = await initBackend({ prefer: [name], allowSoftware: true });
  if (name === 'webgpu') env().set('WEBGPU_CPU_FORWARD', false);
  return choice;
}

/** All ways of one test in turns: on the app's backend, in plain TypeScript, and as others do it. */
async function testRows(size: Size): Promise<Row[]> {
  const onBackend = await startedDetector(size, 'backend');
  const inTypescript = await startedDetector(size, 'typescript');
  const stock = stockTest(size);
  const repeated = (task: () => Promise<number>) => async () => milliseconds(task, REPETITIONS);
  const [stockMs, fusedMs, streamedRunMs, cpuStreamedRunMs, torchDriftMs] = (await alternately(
    [
      stock.run,
      recomputedTest(onBackend),
      repeated(streamedSample(onBackend, size)),
      repeated(streamedSample(inTypescript, size)),
      torchDriftMethod(size),
    ],
    RUNS,
  )) as [number, number, number, number, number];
  stock.dispose();
  onBackend.dispose();
  const streamedMs = streamedRunMs / REPETITIONS;
  const cpuStreamedMs = cpuStreamedRunMs / REPETITIONS;
  const ratios = {
    'fused-vs-stock': stockMs / fusedMs,
    'streaming-vs-fused': fusedMs / streamedMs,
    'streaming-vs-torchdrift-method': torchDriftMs / streamedMs,
    'cpu-streaming-vs-torchdrift-method': torchDriftMs / cpuStreamedMs,
  };
  const times = {
    'cpu-streaming-ms': cpuStreamedMs,
    'streaming-ms': streamedMs,
    'fused-ms': fusedMs,
    'stock-ms': stockMs,
    'torchdrift-method-ms': torchDriftMs,
  };
  const rows = (values: Record<string, number>, unit: Row['unit']) =>
    Object.entries(values).map(([name, value]) => ({
      name,
      size: sizeName(size),
      value,
      unit,
      runs: RUNS,
    }));
  return [...rows(ratios, '×'), ...rows(times, 'ms')];
}

/** How the cost of one streamed sample grows with each size, all others as in the middle one. */
async function growthRows(compute: 'backend' | 'typescript'): Promise<Row[]> {
  const rows: Row[] = [];
  const variants: Size[] = [
    ...[250, 500, 1_000, 2_000].map((n) => ({ ...middle, n })),
    ...[500, 2_000, 4_000].map((permutations) => ({ ...middle, permutations })),
    ...[256, 512, 2_048].map((d) => ({ ...middle, d })),
  ];
  for (const size of variants) {
    const detector = await startedDetector(size, compute);
    const streamed = streamedSample(detector, size);
    await milliseconds(streamed, REPETITIONS);
    const times = [];
    for (let run = 0; run < RUNS; run++) times.push(await milliseconds(streamed, REPETITIONS));
    detector.dispose();
    const name = compute === 'backend' ? 'growth-streaming-ms' : 'growth-cpu-streaming-ms';
    rows.push({ name, size: sizeName(size), value: median(times), unit: 'ms', runs: RUNS });
  }
  return rows;
}

/** What one sample costs in GPU memory, dispatches and readbacks; needs WebGPU. */
async function countRows(): Promise<Row[]> {
  const size: Size = { n: 1_024, m: 256, permutations: 1_000, d: 1_024 };
  const bytesBefore = memory().numBytes;
  const detector = await startedDetector(size, 'backend');
  const bytes = memory().numBytes - bytesBefore;
  const streamed = streamedSample(detector, size);
  await streamed();
  const gpu = backend() as WebGPUBackend;
  const count = { dispatches: 0, readbacks: 0 };
  const { runWebGPUProgram } = gpu;
  gpu.runWebGPUProgram = function counted(...args) {
    count.dispatches++;
    return runWebGPUProgram.apply(this, args);
  };
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function counted(...args) {
    count.readbacks++;
    return mapAsync.apply(this, args);
  };
  for (let i = 0; i < REPETITIONS; i++) await streamed();
  GPUBuffer.prototype.mapAsync = mapAsync;
  gpu.runWebGPUProgram = runWebGPUProgram;
  detector.dispose();
  const shared = { size: sizeName(size), runs: REPETITIONS };
  return [
    { ...shared, name: 'gpu-bytes', value: bytes, unit: 'bytes' },
    {
      ...shared,
      name: 'dispatches-per-sample',
      value: count.dispatches / REPETITIONS,
      unit: 'count',
    },
    {
      ...shared,
      name: 'readbacks-per-sample',
      value: count.readbacks / REPETITIONS,
      unit: 'count',
    },
  ];
}

/** Photos a second through a watched MobileNet, a test after each, against the bare one. */
async function throughputRows(photosPerRun: number): Promise<Row[]> {
  const model = await loadMobileNet({ modelUrl: '/models/mobilenet_v1_1.0_224/model.json' });
  const file = await fetch('/models/mobilenet_v1_1.0_224/reference.safetensors');
  const reference = await Reference.fromFile(await file.blob());
  const windowSize = Math.min(100, 10 * photosPerRun);
  const monitor = new DriftMonitor({ reference, windowSize, permutations: 1_000 });
  const watched = monitor.wrap(model);
  const photos = await loadPhotoSet('/photos/cifar10');
  monitor.observe({
    values: reference.features.values.slice(0, windowSize * reference.width),
    width: reference.width,
  });
  await monitor.idle();
  let next = reference.size;
  const through = (classify: typeof model.classify) => async () => {
    for (let i = 0; i < photosPerRun; i++) {
      await classify(photos.photo(reference.size + (next++ % 600)));
    }
    await monitor.idle();
  };
  const [bareMs, watchedMs] = (await alternately(
    [through((photo) => model.classify(photo)), through((photo) => watched.classify(photo))],
    RUNS,
  )) as [number, number];
  const { tests } = monitor.status;
  await monitor.dispose();
  if (tests < RUNS * photosPerRun) throw new Error(`Only ${tests} tests ran.`);
  return [
    {
      name: 'wrapped-vs-bare-throughput',
      size: [reference.size, windowSize, 1_000, reference.width].join(','),
      value: bareMs / watchedMs,
      unit: '×',
      runs: RUNS,
    },
  ];
}

const bench = {
  start,
  sizes,
  testRows,
  growthRows,
  reducerRows,
  countRows,
  throughputRows,
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
