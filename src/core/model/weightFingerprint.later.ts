import { seededRandom } from '../base/random.js';
import type { Pause } from '../base/tasks.js';
import type { WeightFingerprint } from './identity.js';

/**
 * A weight's values on eight random directions of ±1: the sketch of Alon, Matias and Szegedy ("The space
 * complexity of approximating the frequency moments", JCSS 58, 1999, section 2.2). It is linear: how the
 * sums of two weights differ are the sums of their difference, and the mean of the eight squares estimates
 * that difference's mean square without bias. Rounding, which any hash would fall for, moves the sums by as
 * little as the values.
 *
 * `sameWeights` takes two weights for the same where the difference so estimated is at most 1e-3 of the
 * values' root mean square. Of a change spread over many values, the estimate's square is that of the change
 * times χ²₈ / 8:
 *
 * - Half precision, in which some backends hold weights, is 2e-4 off, or 4e-4 where it is cut off instead of
 *   rounded: taken for another weight once in 10⁷.
 * - A change of 3e-3 is overlooked once in 900, one of 1e-2 once in 10⁷. With four sums it were once in 50
 *   and in 5,000. Fine-tuning changes a weight by more than that, and several at once.
 * - A change below 3e-4, or of a few values among millions, is not seen: nor do features tell it.
 *
 * Weights quantised to 16 bits or float16 are the same as those that they were made of; those quantised to
 * 8 bits, 1e-2 off, are others.
 */
export async function fingerprintOf(
  values: ArrayLike<number>,
  pause: Pause,
): Promise<Omit<WeightFingerprint, 'name'>> {
  const { length } = values;
  const random = seededRandom(SEED);
  // One bucket for all values that have the same eight signs.
  const buckets = new Float64Array(2 ** SUMS);
  let squares = 0;
  let nan = 0;
  let signs = 0;
  for (let start = 0; start < length; start += CHUNK) {
    const pausing = pause();
    if (pausing) await pausing;
    const end = Math.min(start + CHUNK, length);
    for (let at = start; at < end; at++) {
      if (at % 4 === 0) signs = at < 8 ? FIRST_SIGNS[at / 4]! : random() * 2 ** 32;
      let value = values[at]!;
      if (!(Math.abs(value) <= LARGEST_HALF)) {
        if (Number.isNaN(value)) nan++;
        value = Math.sign(value) * LARGEST_HALF || 0;
      }
      buckets[signs & 0xff]! += value;
      squares += value * value;
      signs >>>= 8;
    }
  }
  const root = Math.sqrt(length || 1);
  const sums = Array.from({ length: SUMS }, (_, sum) =>
    rounded(
      buckets.reduce((all, one, bucket) => all + ((bucket >> sum) & 1 ? -one : one), 0) / root,
    ),
  );
  return { rms: rounded(Math.sqrt(squares) / root), sums, ...(nan > 0 && { nan }) };
}

const SEED = 1;

/** As many signs as fit into a byte. */
const SUMS = 8;

/** Values between two looks at the clock, some 0.2 ms. */
const CHUNK = 65_536;

/** Half precision ends here: beyond it, values count as this much. */
const LARGEST_HALF = 65_504;

/** A Hadamard matrix, so that up to eight values follow from their sums: no change of them is overlooked. */
const FIRST_SIGNS = [0x66ccaa00, 0x963c5af0];

/** To far less than any backend's rounding. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
