import { normal } from '../base/draws.js';
import { seededRandom } from '../base/random.js';
import type { FeatureRows } from '../base/rows.js';
import { createRowStore } from '../math/rowStore.js';
import type { PoolSize } from './engine.js';
import { GpuEngine } from './gpu/gpuEngine.js';
import { drawSplits } from './splits.js';

/** Runs before those that count: code and shaders are compiled in them. */
const WARM_UP = 10;

/** Clocks of browsers are coarse, so many runs are added up. */
const RUNS = 40;

/** A GPU must be so much cheaper: what comes after its commands is not in the measure. */
const MARGIN = 2;

/** Settled once a device and size: a monitor's tests do not move because a page was busy. */
const known = new WeakMap<GPUDevice, Map<string, Promise<boolean>>>();

/**
 * Whether a streamed sample from main memory takes the main thread clearly less time on this GPU than
 * in main memory, measured in some milliseconds: there it only records and reads commands, here it
 * computes.
 *
 * @param splits That are compared, the observed one included.
 */
export function isCheaperOnGpu(
  size: PoolSize,
  splits: number,
  device: GPUDevice,
): Promise<boolean> {
  const answers = known.get(device) ?? new Map<string, Promise<boolean>>();
  known.set(device, answers);
  const key = [size.referenceSize, size.windowSize, size.width, splits].join();
  const before = answers.get(key);
  if (before) return before;
  const answer = measured(size, splits, device);
  answers.set(key, answer);
  // What kept it from coming to a result may pass.
  answer.catch(() => answers.delete(key));
  return answer;
}

async function measured(size: PoolSize, splits: number, device: GPUDevice): Promise<boolean> {
  const recording = await recordingMs(device);
  return MARGIN * recording < (await computingMs(size, splits));
}

/** What write and read of one row hold up the main thread, on a small pool: sizes hardly matter. */
async function recordingMs(device: GPUDevice): Promise<number> {
  const [n, m, width] = [16, 16, 16];
  const rows = drawRows(n, width);
  const splits = drawSplits(n, m, 15, 0);
  const engine = await GpuEngine.create(
    device,
    { reference: rows, windowSize: m, kernel: 'gaussian', bandwidth: 5, splits },
    { software: false },
  );
  try {
    engine.write(rows, 0);
    await engine.read();
    const row = { values: rows.values.subarray(0, width), count: 1, width };
    let total = 0;
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      const start = performance.now();
      engine.write(row, run % m);
      const reading = engine.read();
      if (run >= WARM_UP) total += performance.now() - start;
      await reading;
    }
    return total / RUNS;
  } finally {
    engine.dispose();
  }
}

/** One kernel column and the gathers of all splits, from a part of each. */
async function computingMs(
  { referenceSize, windowSize, width }: PoolSize,
  splits: number,
): Promise<number> {
  const rows = drawRows(32, width);
  const store = await createRowStore(rows, rows.count, () => undefined);
  const out = new Float64Array(rows.count);
  const column = meanMs(() => store.distances('squared', 0, 0, rows.count, out));
  const positions = Int32Array.from({ length: 10_000 }, (_, i) => (i * 7) % rows.count);
  const gather = meanMs(() => {
    let sum = 0;
    for (let i = 0; i < positions.length; i++) sum += out[positions[i]!]!;
    out[0] = sum;
  });
  const group = Math.min(referenceSize, windowSize);
  return (
    (column * (referenceSize + windowSize)) / rows.count +
    (gather * splits * group) / positions.length
  );
}

function drawRows(count: number, width: number): FeatureRows {
  const values = Float32Array.from({ length: count * width }, normal(seededRandom(0)));
  return { values, count, width };
}

function meanMs(task: () => void): number {
  for (let run = 0; run < WARM_UP; run++) task();
  const start = performance.now();
  for (let run = 0; run < RUNS; run++) task();
  return (performance.now() - start) / RUNS;
}
