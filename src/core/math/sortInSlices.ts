import type { Pause } from '../base/tasks.js';

/** Values that are sorted, or merged, between two pauses: less than a millisecond's work. */
const RUN = 8_192;

/**
 * A sorted copy of the values, rising: merge sort in slices, as the sort of a large array would hold up
 * the page.
 */
export async function sortInSlices(values: Float64Array, pause: Pause): Promise<Float64Array> {
  let from = values.slice();
  let to = new Float64Array(values.length);
  for (let start = 0; start < from.length; start += RUN) {
    from.subarray(start, start + RUN).sort();
    await pause();
  }
  for (let run = RUN; run < from.length; run *= 2) {
    for (let start = 0; start < from.length; start += 2 * run) {
      const middle = Math.min(start + run, from.length);
      const end = Math.min(start + 2 * run, from.length);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        const isLeft = left < middle && (right >= end || from[left]! <= from[right]!);
        to[at] = isLeft ? from[left++]! : from[right++]!;
        if (at % RUN === 0) await pause();
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
