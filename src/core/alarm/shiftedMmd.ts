import { normal, seededRandom } from '../base/random.js';
import { type FeatureRows, meanRow } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { squaredDistancesToRow } from '../math/distances.js';
import { type Kernel, kernelFunction } from '../mmd/kernel.js';

/**
 * The MMD² between rows and the same rows with every feature moved by a number of its own standard
 * deviations, up or down at random: what a window that drifted so far would show on average.
 *
 *     MMD²(δ) = 2 (mean k(x, x') - mean k(x, x' + δ s)),  over all pairs of different rows
 *
 * @param rows At least 2; some hundred are enough.
 * @returns A function of δ, at least 0.
 */
export async function shiftedMmd(
  rows: FeatureRows,
  kernel: Kernel,
  bandwidth: number,
  signal?: AbortSignal,
): Promise<(delta: number) => Promise<number>> {
  const pause = timeSlices(signal);
  const { values, count, width } = rows;
  const shift = randomShift(rows);
  const along = new Float64Array(count);
  let squaredLength = 0;
  for (let c = 0; c < width; c++) squaredLength += shift[c]! ** 2;
  for (let at = 0; at < values.length; at++) {
    along[Math.floor(at / width)]! += values[at]! * shift[at % width]!;
  }
  const squared = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    squaredDistancesToRow(rows, i, 0, count, squared.subarray(i * count, (i + 1) * count));
    await pause();
  }
  const kernelOfSquared = kernelFunction(kernel, bandwidth);
  const meanKernel = async (delta: number): Promise<number> => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        if (i === j) continue;
        // |x - (x' + δ s)|², expanded.
        const moved =
          squared[i * count + j]! +
          delta * delta * squaredLength -
          2 * delta * (along[i]! - along[j]!);
        sum += kernelOfSquared(Math.max(0, moved));
      }
      await pause();
    }
    return sum / (count * (count - 1));
  };
  const unmoved = await meanKernel(0);
  return async (delta) => 2 * (unmoved - (await meanKernel(delta)));
}

/** Shape [width]: each feature's standard deviation, with a random sign. */
function randomShift(rows: FeatureRows): Float64Array {
  const { values, count, width } = rows;
  const mean = meanRow(rows);
  const variances = new Float64Array(width);
  for (let at = 0; at < values.length; at++) {
    variances[at % width]! += (values[at]! - mean[at % width]!) ** 2 / (count - 1);
  }
  const gaussian = normal(seededRandom(0));
  return variances.map((variance) => Math.sign(gaussian()) * Math.sqrt(variance));
}
