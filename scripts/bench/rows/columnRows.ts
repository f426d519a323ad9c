import { createRowStore } from '../../../src/core/math/rowStore.js';
import { measureOf } from '../../../src/core/mmd/kernel.js';
import { kernelFunction } from '../../../src/core/mmd/kernelFunction.js';
import { type Row, rowsOf } from './benchRow.js';
import { engineConfig, type Size, sizeName, windowRows } from './problem.js';
import { alternately, type Task } from './timing.js';

const RUNS = 5;
const REPETITIONS = 200;

/** The kernel column of one row alone, in WebAssembly and in TypeScript. */
export async function columnRows(size: Size): Promise<Row[]> {
  const times = await alternately(
    {
      'wasm-column-ms': { task: await kernelColumn(size, 'wasm'), repetitions: REPETITIONS },
      'cpu-column-ms': { task: await kernelColumn(size, 'typescript'), repetitions: REPETITIONS },
    },
    RUNS,
  );
  const ratio = times['cpu-column-ms'] / times['wasm-column-ms'];
  const shared = { size: sizeName(size), runs: RUNS };
  return [
    ...rowsOf({ 'wasm-column-vs-typescript': ratio }, { ...shared, unit: '×' }),
    ...rowsOf(times, { ...shared, unit: 'ms' }),
  ];
}

/** The kernel's values of one window row and all rows of the pool; of another row each time. */
async function kernelColumn(size: Size, place: 'wasm' | 'typescript'): Promise<Task> {
  const { reference, windowSize, kernel, bandwidth } = engineConfig(size);
  const live = windowRows(size);
  const count = reference.count + windowSize;
  const store = await createRowStore(reference, count, () => undefined, place);
  for (let i = 0; i < windowSize; i++) store.set(reference.count + i, live, i);
  const measure = measureOf(kernel);
  const kernelOf = kernelFunction(kernel, bandwidth * store.scale);
  const column = new Float64Array(count);
  let slot = 0;
  return async () => {
    slot = (slot + 1) % windowSize;
    store.distances(measure, reference.count + slot, 0, count, column);
    for (let i = 0; i < count; i++) column[i] = kernelOf(column[i]!);
  };
}
