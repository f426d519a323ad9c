import { memory } from '@tensorflow/tfjs-core';
import { type Row, rowsOf } from './benchRow.js';
import { type GpuUse, gpuUse } from './gpuUse.js';
import { middle, type Size, sizeName, startedDetector } from './problem.js';
import {
  samplesFor,
  startedEngineBefore,
  streamedSample,
  streamedSampleBefore,
} from './streaming.js';
import { median, type Task } from './timing.js';

const RUNS = 5;
const SAMPLES = 50;

const large: Size = { n: 1_024, m: 256, permutations: 1_000, d: 1_024 };

/**
 * What one streamed sample costs in dispatches, readbacks, GPU memory and time of the page's own
 * thread; needs WebGPU. By the library, and by the tfjs kernels of before.
 */
export async function countRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of [middle, large]) {
    rows.push(...(await ownRows(size)), ...(await rowsBefore(size)));
  }
  return rows;
}

async function ownRows(size: Size): Promise<Row[]> {
  const samples = samplesFor('webgpu', size);
  const first = await startedDetector(size, 'webgpu');
  const rows = await sampleRows('', size, streamedSample(first, size, samples));
  first.dispose();
  // Now the samples are on the GPU, and all buffers that are created are a detector's.
  let second = first;
  const { heldBytes } = await gpuUse(async () => {
    second = await startedDetector(size, 'webgpu');
    const streamed = streamedSample(second, size, samples);
    for (let i = 0; i < SAMPLES; i++) await streamed();
  });
  second.dispose();
  return [...rows, bytesRow('gpu-bytes', size, heldBytes)];
}

async function rowsBefore(size: Size): Promise<Row[]> {
  // As tfjs counts them: it never destroys a buffer, and takes old ones for new tensors.
  const bytesBefore = memory().numBytes;
  const engine = await startedEngineBefore(size);
  const bytes = memory().numBytes - bytesBefore;
  const rows = await sampleRows('tfjs-kernels-', size, streamedSampleBefore(engine, size));
  engine.dispose();
  return [...rows, bytesRow('tfjs-kernels-gpu-bytes', size, bytes)];
}

async function sampleRows(prefix: string, size: Size, streamed: Task): Promise<Row[]> {
  // Each slot once, so that all samples are on the GPU.
  for (let i = 0; i < size.m; i++) await streamed();
  const runs: (GpuUse & { readonly encodeMs: number })[] = [];
  for (let run = 0; run < RUNS; run++) {
    let encodeMs = 0;
    const use = await gpuUse(async () => {
      for (let i = 0; i < SAMPLES; i++) {
        const start = performance.now();
        // It returns at its first wait, for the readback: until then the page can do nothing else.
        const test = streamed();
        encodeMs += performance.now() - start;
        await test;
      }
    });
    runs.push({ ...use, encodeMs });
  }
  const perSample = (of: (run: (typeof runs)[number]) => number) => median(runs.map(of)) / SAMPLES;
  const named = (values: Record<string, number>, unit: Row['unit']) =>
    rowsOf(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value])),
      { size: sizeName(size), unit, runs: RUNS },
    );
  return [
    ...named(
      {
        'gpu-encode-us': 1_000 * perSample(({ encodeMs }) => encodeMs),
        'gpu-dispatch-us': 1_000 * perSample(({ readbackMs }) => readbackMs),
      },
      'µs',
    ),
    ...named(
      {
        'dispatches-per-sample': perSample(({ dispatches }) => dispatches),
        'readbacks-per-sample': perSample(({ readbacks }) => readbacks),
      },
      'count',
    ),
    ...named(
      { 'readback-bytes-per-sample': perSample(({ readbackBytes }) => readbackBytes) },
      'bytes',
    ),
  ];
}

function bytesRow(name: string, size: Size, value: number): Row {
  return { name, size: sizeName(size), value, unit: 'bytes', runs: 1 };
}
