import type { Pause } from '../base/tasks.js';

/**
 * All inner products of rows, M Mᵀ, in count² · width / 2 steps. Four rows at a time share what is
 * loaded, about twice as fast as one by one.
 *
 * @param rows Shape [count, width].
 * @param pause Awaited after each row of the result.
 * @returns Shape [count, count], symmetric to the last bit.
 */
export async function gramMatrix(
  rows: Float64Array,
  count: number,
  width: number,
  pause: Pause,
): Promise<Float64Array> {
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    const a = i * width;
    let j = 0;
    for (; j + 3 <= i; j += 4) {
      const b = j * width;
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
      for (let t = 0; t < width; t++) {
        const x = rows[a + t]!;
        sum0 += x * rows[b + t]!;
        sum1 += x * rows[b + width + t]!;
        sum2 += x * rows[b + 2 * width + t]!;
        sum3 += x * rows[b + 3 * width + t]!;
      }
      gram[i * count + j] = sum0;
      gram[i * count + j + 1] = sum1;
      gram[i * count + j + 2] = sum2;
      gram[i * count + j + 3] = sum3;
    }
    for (; j <= i; j++) {
      let sum = 0;
      for (let t = 0; t < width; t++) sum += rows[a + t]! * rows[j * width + t]!;
      gram[i * count + j] = sum;
    }
    for (let k = 0; k < i; k++) gram[k * count + i] = gram[i * count + k]!;
    await pause();
  }
  return gram;
}
