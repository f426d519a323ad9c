import { InvalidFeaturesError } from './errors.js';
import { type DeviceRows, pickRows, requireRealTensor, type TensorLike } from './rows.js';

/**
 * Rows in main memory, or on their way there, for those who take rows from where a model computed them.
 *
 * @param values Row-major, shape [count, width]; not copied.
 */
export function rowsInMemory(
  values: Float32Array | Promise<Float32Array>,
  shape: readonly [count: number, width: number],
): DeviceRows {
  // Nobody may ask for them.
  if (values instanceof Promise) values.catch(() => {});
  return {
    shape,
    device: undefined,
    holder: undefined,
    data: async () => values,
    pick: (at) => rowsInMemory(picked(values, shape[1], at), [at.length, shape[1]]),
    lend: () => undefined,
    dispose: () => {},
  };
}

async function picked(
  given: Float32Array | Promise<Float32Array>,
  width: number,
  at: readonly number[],
): Promise<Float32Array> {
  const values = await given;
  const rows = { values, count: values.length / width, width };
  return pickRows(rows, Int32Array.from(at)).values as Float32Array;
}

/**
 * The rows of a tensor of any library, read at once: its owner may dispose of it when this returns.
 *
 * @throws {@link InvalidFeaturesError} for one that is disposed of, not of real numbers, or not of the shape
 *   [count, width] or [width].
 */
export function tensorInMemory(tensor: TensorLike, what: string): DeviceRows {
  requireRealTensor(tensor, what);
  const [count, width] = tensor.rank === 1 ? [1, tensor.size] : tensor.shape;
  if (tensor.rank > 2 || !count || !width) {
    throw new InvalidFeaturesError(
      `${what}: a tensor of shape [${tensor.shape}] came; [count, width] or [width] was expected.`,
    );
  }
  const values = tensor.data().then((data) => Float32Array.from(data));
  return rowsInMemory(values, [count, width]);
}
