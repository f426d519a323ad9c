import type { Row } from './benchRow.js';
import { type Size, sizeName, startedDetector } from './problem.js';
import { stockTest } from './stockTest.js';
import { recomputedTest, streamedSample } from './streaming.js';
import { alternately, milliseconds } from './timing.js';
import { torchDriftMethod } from './torchDriftMethod.js';

const RUNS = 5;
const REPETITIONS = 20;

/** All ways of one test in turns: on the app's backend, in plain TypeScript, and as others do it. */
export async function testRows(size: Size): Promise<Row[]> {
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
