import { engine, getBackend } from '@tensorflow/tfjs-core';
import { normal } from '../../core/base/draws.js';
import { BackendMismatchError } from '../../core/base/errors.js';
import { seededRandom } from '../../core/base/random.js';
import type { FeatureRows } from '../../core/base/rows.js';
import { mmdTestFloat64 } from '../../core/mmd/float64Test.js';
import { drawSplits } from '../../core/mmd/splits.js';
import { TensorEngine } from './tensorEngine.js';

/** Statistics of float32 agree with float64 to about 1e-7 here; a wrong kernel is off by 0.01. */
const TOLERANCE = 1e-5;

const REFERENCE_SIZE = 13;
const WINDOW_SIZE = 6;
const WIDTH = 9;
const BANDWIDTH = 4;
const PERMUTATIONS = 49;

/** One check a backend instance; a device that was made anew is checked anew. */
const checked = new WeakMap<object, Promise<BackendMismatchError | undefined>>();

/**
 * Runs a small fixed test on the app's backend, streamed and recomputed, and compares all its
 * statistics with float64. Some browsers and drivers compute wrongly without a word. It compiles
 * the kernels as well, so that the first real test does not wait for them.
 *
 * @returns What is wrong, or undefined where all agrees; rejects where it came to no result, and
 *   the next call then checks again.
 */
export function selfCheck(): Promise<BackendMismatchError | undefined> {
  const { backend } = engine();
  const before = checked.get(backend);
  if (before) return before;
  const check = runCheck();
  checked.set(backend, check);
  // What kept it from coming to a result may pass: the next monitor tries again.
  check.catch(() => checked.delete(backend));
  return check;
}

async function runCheck(): Promise<BackendMismatchError | undefined> {
  const draw = normal(seededRandom(1));
  const reference = drawRows(REFERENCE_SIZE, draw);
  const window = drawRows(WINDOW_SIZE, draw);
  const added = drawRows(1, draw);
  const splits = drawSplits(REFERENCE_SIZE, WINDOW_SIZE, PERMUTATIONS, 0);
  const options = { kernel: 'gaussian', bandwidth: BANDWIDTH } as const;
  const tensorEngine = new TensorEngine({ ...options, reference, windowSize: WINDOW_SIZE, splits });
  let largest = 0;
  try {
    tensorEngine.write(window, 0);
    await tensorEngine.read();
    tensorEngine.write(added, 2);
    window.values.set(added.values, 2 * WIDTH);
    const exact = await mmdTestFloat64(reference, window, { ...options, splits });
    for (const isRecomputed of [false, true]) {
      if (isRecomputed) tensorEngine.invalidate();
      const { statistics } = await tensorEngine.read();
      exact.statistics.forEach((statistic, split) => {
        const difference = Math.abs(statistics[split]! - statistic);
        // Not Math.max: a NaN must count as a failure.
        if (!(difference <= largest)) largest = difference;
      });
    }
  } finally {
    tensorEngine.dispose();
  }
  if (largest <= TOLERANCE) return undefined;
  return new BackendMismatchError(
    `The '${getBackend()}' backend computes wrongly here: a fixed test came out ${largest} away from ` +
      `its exact value, ${TOLERANCE} was allowed. Tests go on in plain TypeScript; your model may ` +
      'be wrong as well, so compare its predictions with another backend.',
  );
}

function drawRows(count: number, draw: () => number): FeatureRows {
  return { values: Float32Array.from({ length: count * WIDTH }, draw), count, width: WIDTH };
}
