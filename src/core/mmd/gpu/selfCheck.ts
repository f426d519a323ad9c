import { normal } from '../../base/draws.js';
import { BackendMismatchError, TimeoutError } from '../../base/errors.js';
import { patiently } from '../../base/patience.js';
import { seededRandom } from '../../base/random.js';
import type { FeatureRows } from '../../base/rows.js';
import { mmdTestFloat64 } from '../float64Test.js';
import type { Kernel } from '../kernel.js';
import { drawSplits } from '../splits.js';
import { deviceError } from './deviceErrors.js';
import { usage } from './flags.js';
import { GpuEngine } from './gpuEngine.js';
import { copyGpuRows } from './gpuRows.js';

/** Statistics of float32 agree with float64 to about 1e-7 here; a wrong kernel is off by 0.01. */
const TOLERANCE = 1e-5;

/** More than one of whatever the shaders are divided into, and a rest. */
const REFERENCE_SIZE = 133;
const WINDOW_SIZE = 10;
const WIDTH = 9;
const PERMUTATIONS = 99;

/** One of each distance; the kernels' other operations are as basic. */
const tests: readonly (readonly [Kernel, bandwidth: number])[] = [
  ['gaussian', 4],
  ['laplace', 12],
];

/** One check a device; one that was made anew is checked anew. */
const checked = new WeakMap<GPUDevice, Promise<BackendMismatchError | undefined>>();

/**
 * Runs small fixed tests on a device, streamed and recomputed, and compares all their statistics with
 * float64. Some browsers and drivers compute wrongly without a word. It compiles the shaders as well,
 * so that the first real test does not wait for them.
 *
 * @param software Whether the device is emulated on the CPU.
 * @returns What is wrong, or undefined where all agrees; rejects where it came to no result, and the
 *   next call then checks again.
 */
export function selfCheck(
  device: GPUDevice,
  software: boolean,
): Promise<BackendMismatchError | undefined> {
  const before = checked.get(device);
  if (before) return before;
  const check = patiently(runCheck(device, software), 'The GPU').catch((error) => {
    throw error instanceof TimeoutError ? deviceError(device, error) : error;
  });
  checked.set(device, check);
  // What kept it from coming to a result may pass: the next monitor tries again.
  check.catch(() => checked.delete(device));
  return check;
}

async function runCheck(
  device: GPUDevice,
  software: boolean,
): Promise<BackendMismatchError | undefined> {
  try {
    const errors = await Promise.all(
      tests.map(([kernel, bandwidth]) => largestError(device, software, kernel, bandwidth)),
    );
    // A NaN must count as a failure.
    const wrong = errors.find((error) => !(error <= TOLERANCE));
    if (wrong === undefined) return undefined;
    return wrongly(`a fixed test came out ${wrong} away from its exact value, not ${TOLERANCE}`);
  } catch (error) {
    if (error instanceof BackendMismatchError) return wrongly(`in a fixed test: ${error.message}`);
    throw error;
  }
}

function wrongly(how: string): BackendMismatchError {
  return new BackendMismatchError(
    `The GPU computes wrongly here: ${how.replace(/\.$/, '')}. Tests go on in main memory; your model ` +
      'may be wrong as well, so compare its predictions with another backend.',
  );
}

/** Of all statistics, streamed and recomputed; NaN where one is. */
async function largestError(
  device: GPUDevice,
  software: boolean,
  kernel: Kernel,
  bandwidth: number,
): Promise<number> {
  const draw = normal(seededRandom(1));
  const reference = drawRows(REFERENCE_SIZE, draw);
  const window = drawRows(WINDOW_SIZE, draw);
  const added = drawRows(1, draw);
  const splits = drawSplits(REFERENCE_SIZE, WINDOW_SIZE, PERMUTATIONS, 0);
  const options = { kernel, bandwidth, splits };
  const config = { ...options, reference, windowSize: WINDOW_SIZE };
  const engine = await GpuEngine.create(device, config, { software });
  let largest = 0;
  try {
    engine.write(window, 0);
    await engine.read();
    writeFromDevice(engine, added, 2);
    window.values.set(added.values, 2 * WIDTH);
    const exact = await mmdTestFloat64(reference, window, options);
    for (const isRecomputed of [false, true]) {
      if (isRecomputed) engine.invalidate();
      const { statistics, witness } = await engine.read();
      exact.statistics.forEach((statistic, split) => {
        largest = Math.max(largest, Math.abs(statistics[split]! - statistic));
      });
      exact.witness.forEach((score, slot) => {
        largest = Math.max(largest, Math.abs(witness[slot]! - score));
      });
    }
  } finally {
    engine.dispose();
  }
  return largest;
}

function drawRows(count: number, draw: () => number): FeatureRows {
  return { values: Float32Array.from({ length: count * WIDTH }, draw), count, width: WIDTH };
}

/** By way of a buffer, as the rows of a model come. */
function writeFromDevice(
  engine: GpuEngine,
  { values, count, width }: FeatureRows,
  slot: number,
): void {
  const { device } = engine;
  const size = 4 * values.length;
  const buffer = device.createBuffer({
    label: 'drift self-check',
    size,
    usage: usage.COPY_SRC | usage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, Float32Array.from(values));
  const onDevice = copyGpuRows({ buffer, count, width }, device);
  engine.write(onDevice, slot);
  onDevice.dispose();
  buffer.destroy();
}
