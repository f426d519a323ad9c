import { type Row, rowsOf } from './benchRow.js';
import { memoryCopy } from './memoryCopy.js';
import { repetitionsOn, type Size, sizeName, startedDetector } from './problem.js';
import { stockTest } from './stockTest.js';
import {
  recomputedTest,
  type StreamedTest,
  startedEngineBefore,
  streamedSample,
  streamedSampleBefore,
} from './streaming.js';
import { alternately } from './timing.js';
import { torchDriftMethod } from './torchDriftMethod.js';

const RUNS = 5;

/** Above what rounding in float32 explains, far below a standard deviation of the null. */
const DISAGREEMENT = 1e-6;

/**
 * All ways of one test in turns: on WebGPU, in WebAssembly, in plain TypeScript, by the tfjs kernels of
 * before, and as others do it.
 */
export async function testRows(size: Size): Promise<Row[]> {
  const webgpu = await startedDetector(size, 'webgpu');
  const wasm = await startedDetector(size, 'wasm');
  const typescript = await startedDetector(size, 'typescript');
  const before = await startedEngineBefore(size);
  const stock = stockTest(size);
  const streamed = {
    webgpu: streamedSample(webgpu, size),
    wasm: streamedSample(wasm, size),
    typescript: streamedSample(typescript, size),
    before: streamedSampleBefore(before, size),
  };
  await requireSameTest(streamed, size);
  const times = await alternately(
    {
      'stock-ms': { task: stock.run },
      'fused-ms': { task: recomputedTest(webgpu) },
      'streaming-ms': { task: streamed.webgpu, repetitions: repetitionsOn.webgpu },
      'tfjs-kernels-streaming-ms': { task: streamed.before, repetitions: repetitionsOn.webgpu },
      'wasm-streaming-ms': { task: streamed.wasm, repetitions: repetitionsOn.wasm },
      'cpu-streaming-ms': { task: streamed.typescript, repetitions: repetitionsOn.typescript },
      'memory-copy-ms': { task: memoryCopy(size), repetitions: repetitionsOn.wasm },
      'torchdrift-method-ms': { task: torchDriftMethod(size) },
    },
    RUNS,
  );
  for (const used of [stock, webgpu, wasm, typescript, before]) used.dispose();
  const gpuMs = times['streaming-ms'];
  const wasmMs = times['wasm-streaming-ms'];
  const typescriptMs = times['cpu-streaming-ms'];
  const torchDriftMs = times['torchdrift-method-ms'];
  const ratios = {
    'fused-vs-stock': times['stock-ms'] / times['fused-ms'],
    'streaming-vs-fused': times['fused-ms'] / gpuMs,
    'streaming-vs-torchdrift-method': torchDriftMs / gpuMs,
    'gpu-own-vs-tfjs-kernels': times['tfjs-kernels-streaming-ms'] / gpuMs,
    'wasm-streaming-vs-torchdrift-method': torchDriftMs / wasmMs,
    'wasm-streaming-vs-typescript': typescriptMs / wasmMs,
    'wasm-streaming-vs-memory-copy': times['memory-copy-ms'] / wasmMs,
    'cpu-streaming-vs-torchdrift-method': torchDriftMs / typescriptMs,
  };
  const shared = { size: sizeName(size), runs: RUNS };
  return [...rowsOf(ratios, { ...shared, unit: '×' }), ...rowsOf(times, { ...shared, unit: 'ms' })];
}

/**
 * All are given the same sample: statistics that differ by more than rounding are not of the same test,
 * and not worth a comparison.
 */
async function requireSameTest(
  streamed: Readonly<Record<string, () => Promise<StreamedTest>>>,
  size: Size,
): Promise<void> {
  const found: Record<string, number> = {};
  for (const [way, sample] of Object.entries(streamed)) found[way] = (await sample()).mmd2;
  const values = Object.values(found);
  if (Math.max(...values) - Math.min(...values) < DISAGREEMENT) return;
  throw new Error(`The ways differ at ${sizeName(size)}: MMD² is ${JSON.stringify(found)}.`);
}
