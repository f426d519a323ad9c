/** Which places of an input count: its tokens, and not the padding. */
import { InvalidFeaturesError } from '../core/base/errors.js';
import type { Mask } from '../core/model/outputs/outputRows.later.js';
import type { Feeds } from './runtime.js';

/**
 * A copy of the mask that a run is given, to be taken before it: a runtime in a worker takes its inputs away.
 *
 * @param name Of the input.
 * @throws {@link InvalidFeaturesError} for what is no mask, or leaves nothing of an input.
 */
export function maskOf(feeds: Feeds, name: string): Mask {
  const tensor = feeds?.[name];
  if (!tensor || !Array.isArray(tensor.dims)) {
    throw refusal(`the run was given no tensor '${name}'.`);
  }
  const { location, dims, data } = tensor;
  if (location !== 'cpu' && location !== 'cpu-pinned') {
    throw refusal(`'${name}' lies in '${location}'; 'cpu' was expected.`);
  }
  const weights = Float32Array.from(data as ArrayLike<number | bigint | boolean>, Number);
  const [count = 1] = dims;
  const places = weights.length / count;
  const bad = weights.find((weight) => !(weight >= 0 && weight < Infinity));
  if (bad !== undefined) {
    throw refusal(`'${name}' holds ${bad}; 1 was expected for what counts, and 0 for padding.`);
  }
  for (let row = 0; row < count; row++) {
    const ofRow = weights.subarray(row * places, (row + 1) * places);
    if (!ofRow.some((weight) => weight > 0)) {
      throw refusal(`'${name}' leaves nothing of row ${row}.`);
    }
  }
  return { count, weights };
}

const refusal = (what: string): InvalidFeaturesError => new InvalidFeaturesError(`mask: ${what}`);
