/**
 * The split of successive rows whose two parts vary least about their own means: after which row
 * the level most likely changed, if it did.
 *
 * With S the sum of the first s of T centred rows, what a split takes off the sum of squares is
 * |S|² T / (s (T - s)).
 *
 * @param centred Shape [T, width], T at least 2, less their mean.
 * @returns Rows before the change, 1 to T - 1.
 */
export function bestLevelChange(centred: Float64Array, width: number): number {
  const count = centred.length / width;
  const sums = new Float64Array(width);
  let best = 1;
  let most = 0;
  for (let split = 1; split < count; split++) {
    let squared = 0;
    for (let c = 0; c < width; c++) {
      sums[c]! += centred[(split - 1) * width + c]!;
      squared += sums[c]! ** 2;
    }
    const gain = squared / (split * (count - split));
    if (gain > most) {
      most = gain;
      best = split;
    }
  }
  return best;
}
