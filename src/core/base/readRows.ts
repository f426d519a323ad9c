import { InvalidFeaturesError } from './errors.js';
import { patiently } from './patience.js';
import {
  assertFinite,
  copyRows,
  type FeatureRows,
  type FeatureRowsLike,
  isTensor,
  requireRealTensor,
  type TensorLike,
} from './rows.js';

/**
 * Brings feature rows into one flat array and checks them.
 *
 * @param what How messages call these rows, e.g. `'reference'`.
 * @throws {@link InvalidFeaturesError} for rows of different widths, none, or a NaN or infinity.
 * @throws TimeoutError for a tensor whose backend does not answer.
 * @throws The signal's reason, when aborted.
 */
export async function toFeatureRows(
  rows: FeatureRowsLike,
  what: string,
  signal?: AbortSignal,
): Promise<FeatureRows> {
  const flat = await toRows(rows, what, signal);
  assertFinite(flat, what);
  return flat;
}

/**
 * A copy of rows in one flat array, not yet checked for finite values.
 *
 * @throws {@link InvalidFeaturesError} for rows of different widths, or none.
 * @throws As {@link toFeatureRows}, for a tensor or when aborted.
 */
export async function toRows(
  rows: FeatureRowsLike,
  what: string,
  signal?: AbortSignal,
): Promise<FeatureRows> {
  signal?.throwIfAborted();
  return isTensor(rows) ? fromTensor(rows, what, signal) : copyRows(rows, what);
}

async function fromTensor(
  tensor: TensorLike,
  what: string,
  signal?: AbortSignal,
): Promise<FeatureRows> {
  requireRealTensor(tensor, what);
  const [count, width] = tensor.rank === 1 ? [1, tensor.size] : tensor.shape;
  if (tensor.rank > 2 || !count || !width) {
    throw new InvalidFeaturesError(
      `${what}: a tensor of shape [${tensor.shape}] came; [count, width] was expected.`,
    );
  }
  // A copy: on the CPU backends `data()` hands out the live array.
  const data = await patiently(tensor.data(), `${what}: the tensor's backend`, { signal });
  return { values: Float32Array.from(data), count, width };
}
