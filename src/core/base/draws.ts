import type { Random } from './random.js';

/**
 * A source of independent standard normal numbers (mean 0, variance 1), by Box and Muller (1958):
 * for uniform u and v, √(-2 ln u) · (cos 2πv, sin 2πv) is a pair of them. Numbers beyond ±6.7 do
 * not occur, the uniforms having 32 bits.
 *
 * @param random Two uniform numbers are drawn from it for every two normal ones.
 */
export function normal(random: Random): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const second = spare;
      spare = undefined;
      return second;
    }
    // 1 - u, because u may be 0 but is never 1.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

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
