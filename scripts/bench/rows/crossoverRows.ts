import { chooseCompute } from '../../../src/core/mmd/chooseCompute.js';
import { type Row, rowsOf } from './benchRow.js';
import { gpuUse } from './gpuUse.js';
import { engineConfig, type Size, sizeName, startedDetector, tfjsDevice } from './problem.js';
import { type StreamedTest, samplesFor, streamedSample } from './streaming.js';
import { median, milliseconds } from './timing.js';

const RUNS = 5;
const REPETITIONS = 40;

/** The same test in float32 on a GPU and in main memory, where groups and pools are large. */
const DISAGREEMENT = 1e-6;

/** Reference rows times window rows: all of them, from the usual size to what a page hardly has. */
export const crossoverSizes: readonly Size[] = [500, 2_000, 8_000].flatMap((n) =>
  [64, 256, 1_024].map((m) => ({ n, m, permutations: 1_000, d: 1_024 })),
);

/**
 * One streamed sample in WebAssembly and on WebGPU, there from the GPU and from main memory; how long
 * the page's own thread is held up by it on WebGPU; and whether `'auto'` takes the GPU for samples from
 * main memory, and for those on it.
 */
export async function crossoverRows(size: Size): Promise<Row[]> {
  const onGpu = samplesFor('webgpu', size);
  const inMemory = samplesFor('wasm', size);
  const gpu = await startedDetector(size, 'webgpu');
  const wasm = await startedDetector(size, 'wasm');
  const ways = {
    'crossover-wasm': streamedSample(wasm, size, inMemory),
    'crossover-gpu': streamedSample(gpu, size, onGpu),
  };
  const found = await Promise.all(Object.values(ways).map((sample) => sample()));
  if (!agree(found)) {
    throw new Error(`The ways differ at ${sizeName(size)}: ${JSON.stringify(found)}.`);
  }
  const runs = {
    wasm: await samples(ways['crossover-wasm'], size.m),
    fromGpu: await samples(ways['crossover-gpu'], size.m),
    fromMemory: await samples(streamedSample(gpu, size, inMemory), size.m),
  };
  const shared = { size: sizeName(size), runs: RUNS };
  const rows = [
    ...rowsOf(
      {
        'crossover-wasm-ms': runs.wasm.ms,
        'crossover-gpu-ms': runs.fromGpu.ms,
        'crossover-gpu-from-memory-ms': runs.fromMemory.ms,
        'crossover-gpu-thread-ms': runs.fromGpu.threadMs,
        'crossover-gpu-from-memory-thread-ms': runs.fromMemory.threadMs,
      },
      { ...shared, unit: 'ms' },
    ),
    ...rowsOf(
      {
        'auto-takes-gpu': await isGpuTaken(size, true),
        'auto-takes-gpu-from-memory': await isGpuTaken(size, false),
      },
      { ...shared, runs: 1, unit: 'count' },
    ),
  ];
  gpu.dispose();
  wasm.dispose();
  return rows;
}

function agree(found: readonly StreamedTest[]): boolean {
  const values = found.map(({ mmd2 }) => mmd2);
  return Math.max(...values) - Math.min(...values) < DISAGREEMENT;
}

/** Medians of a sample: its time, and that less the wait for the GPU. Each slot once before. */
async function samples(
  sample: () => Promise<unknown>,
  slots: number,
): Promise<{ ms: number; threadMs: number }> {
  await milliseconds(sample, slots);
  const times: number[] = [];
  const waits: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { readbackMs } = await gpuUse(async () => {
      times.push(await milliseconds(sample, REPETITIONS));
    });
    waits.push(readbackMs / REPETITIONS);
  }
  return { ms: median(times), threadMs: median(times.map((ms, run) => ms - waits[run]!)) };
}

/** 1 where it is, else 0. */
async function isGpuTaken(size: Size, arrivesOnDevice: boolean): Promise<number> {
  const { bandwidth } = engineConfig(size);
  const errors: Error[] = [];
  const { compute } = await chooseCompute(
    {
      choice: 'auto',
      device: tfjsDevice().device,
      size: { referenceSize: size.n, windowSize: size.m, width: size.d },
      permutations: size.permutations,
      bandwidth,
      arrivesOnDevice,
    },
    (error) => errors.push(error),
  );
  if (errors.length > 0) throw errors[0];
  return Number(compute === 'webgpu');
}
