import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRows } from '../base/rows.js';
import type { Pause } from '../base/tasks.js';

/**
 * The mean of the rows, and the rows less it.
 *
 * @param pause Awaited after each row.
 * @throws {@link InvalidFeaturesError} for a NaN or infinity.
 */
export async function centredRows(
  { values, count, width }: FeatureRows,
  pause: Pause,
): Promise<{ mean: Float64Array; centred: Float64Array }> {
  const mean = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < width; c++) mean[c]! += values[row * width + c]! / count;
    await pause();
  }
  // One NaN or infinity is enough to make the mean one.
  const bad = mean.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new InvalidFeaturesError(
      `rows: a row holds a NaN or an infinity at position ${bad}; every feature must be a finite ` +
        'number. Leave such rows out.',
    );
  }
  const centred = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const start = row * width;
    for (let c = 0; c < width; c++) centred[start + c] = values[start + c]! - mean[c]!;
    await pause();
  }
  return { mean, centred };
}

/** Shape [count, width] to [width, count]. */
export async function transposed(
  rows: Float64Array,
  count: number,
  width: number,
  pause: Pause,
): Promise<Float64Array> {
  const columns = new Float64Array(rows.length);
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < width; c++) columns[c * count + row] = rows[row * width + c]!;
    await pause();
  }
  return columns;
}
