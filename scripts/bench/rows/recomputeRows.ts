import { GpuEngine } from '../../../src/core/mmd/gpu/gpuEngine.js';
import { type Row, rowsOf } from './benchRow.js';
import { engineConfig, type Size, sizeName, tfjsDevice, windowRows } from './problem.js';
import { alternately } from './timing.js';

const RUNS = 5;

/** Two ways of one statistic that are further apart than this do not compute the same. */
const DISAGREEMENT = 1e-6;

/** The test recomputed on the GPU, the statistics of its splits by one matrix product or by gathers. */
export async function recomputeRows(size: Size): Promise<Row[]> {
  const product = await recomputing(size, 'product');
  const gather = await recomputing(size, 'gather');
  const [left, right] = [await product.run(), await gather.run()];
  const agree = left.every((value, at) => Math.abs(value - right[at]!) < DISAGREEMENT);
  if (!agree) throw new Error(`Product and gathers disagree at ${sizeName(size)}.`);
  const times = await alternately(
    {
      'gpu-recompute-product-ms': { task: product.run },
      'gpu-recompute-gather-ms': { task: gather.run },
    },
    RUNS,
  );
  product.dispose();
  gather.dispose();
  const ratio = times['gpu-recompute-gather-ms'] / times['gpu-recompute-product-ms'];
  const shared = { size: sizeName(size), runs: RUNS };
  return [
    ...rowsOf({ 'gpu-recompute-product-vs-gather': ratio }, { ...shared, unit: '×' }),
    ...rowsOf(times, { ...shared, unit: 'ms' }),
  ];
}

async function recomputing(size: Size, recompute: 'product' | 'gather') {
  const { device, software } = tfjsDevice();
  const engine = await GpuEngine.create(device, engineConfig(size), { software, recompute });
  engine.write(windowRows(size), 0);
  return {
    run: async () => {
      engine.invalidate();
      return (await engine.read()).statistics;
    },
    dispose: () => engine.dispose(),
  };
}
