import type { Random } from './random.js';

/**
 * Moves a random choice of `count` entries, in random order, to the start of `order`, in place: the
 * first steps of a Fisher-Yates shuffle. With `count` the whole length it is a whole shuffle.
 *
 * @param random One uniform number is drawn from it for each.
 */
export function shuffleStart(order: Int32Array, count: number, random: Random): void {
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (order.length - i));
    const drawn = order[other]!;
    order[other] = order[i]!;
    order[i] = drawn;
  }
}
