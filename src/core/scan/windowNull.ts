import { selectKth } from '../math/distances.js';

/** Exceedances that values are known for; between them values go with their logarithms. */
const EXCEEDANCES = [0.5, 0.35, 0.25, 0.18, 0.125, 0.09, 0.0625, 0.045, 0.03, 0.02] as const;
const RARITIES = EXCEEDANCES.map((exceedance) => -Math.log(exceedance));

/** How the MMD² of windows without drift is distributed. */
export interface WindowNull {
  /** Values that are exceeded with these probabilities, or the first of them, ascending. */
  readonly quantiles: readonly number[];
  /** Beyond the last of them exceedance falls by e each time the value grows by so much, above 0. */
  readonly tail: number;
  /** Standard deviation. */
  readonly deviation: number;
}

export const MOST_QUANTILES = EXCEEDANCES.length;
export const FEWEST_QUANTILES = 2;

/** Of kernels of at most 1. */
export const LARGEST_MMD2 = 2;

/** Exceedances that the tail must not make rarer than they are. */
const DEEP = [0.01, 0.005, 0.002, 0.001, 0.0005] as const;

/** How far a null can be told from the windows that it is told from. */
interface Reach {
  /** Exceedance from which on a tail is fitted; no less than .02. */
  readonly tailFrom: number;
  /** Exceedance down to which so many values as are drawn differ enough to be gone by. */
  readonly deepest: number;
}

/**
 * The tail is as long as values beyond are on average, or longer: where a reference has a few rows of
 * another kind, windows of two of them lie far out, and are no rarer than that.
 *
 * @param values Of windows without drift; reordered.
 */
export function windowNull(values: Float32Array, { tailFrom, deepest }: Reach): WindowNull {
  // Asked for in ascending order: what was found lies below all that follows it.
  let from = 0;
  const exceededWith = (exceedance: number): number => {
    const at = Math.floor((1 - exceedance) * (values.length - 1));
    const value = selectKth(values.subarray(from), at - from);
    from = at;
    return value;
  };
  const known = EXCEEDANCES.filter(
    (exceedance, at) => exceedance >= tailFrom || at < FEWEST_QUANTILES,
  );
  const quantiles = known.map(exceededWith);
  const last = quantiles.at(-1)!;
  const slopes = DEEP.filter((exceedance) => exceedance >= deepest).map(
    (exceedance) => (exceededWith(exceedance) - last) / Math.log(known.at(-1)! / exceedance),
  );
  let [beyond, count, sum, squares] = [0, 0, 0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
    if (!(value > last)) continue;
    beyond += value - last;
    count++;
  }
  const mean = sum / values.length;
  return {
    quantiles,
    // Where nothing lies beyond, nothing is known of what would.
    tail: count > 0 ? Math.max(beyond / count, ...slopes) : LARGEST_MMD2,
    deviation: Math.sqrt(Math.max(0, squares / values.length - mean * mean)),
  };
}

/**
 * How rare a value is: -ln of the probability that a window without drift exceeds it. By the quantiles,
 * beyond them by an exponential tail, as that of a weighted sum of squares is in the end. 0 for the lower
 * half of all values.
 */
export function rarityOf({ quantiles, tail }: WindowNull, value: number): number {
  if (!(value > quantiles[0]!)) return 0;
  const last = quantiles.length - 1;
  if (value >= quantiles[last]!) return RARITIES[last]! + (value - quantiles[last]!) / tail;
  let above = 1;
  while (value > quantiles[above]!) above++;
  const [low, high] = [quantiles[above - 1]!, quantiles[above]!];
  const share = (value - low) / (high - low);
  return RARITIES[above - 1]! + share * (RARITIES[above]! - RARITIES[above - 1]!);
}

/** The value that is so rare. @param rarity From that of the least quantile on; less counts as that. */
export function valueAt({ quantiles, tail }: WindowNull, rarity: number): number {
  const last = quantiles.length - 1;
  if (rarity >= RARITIES[last]!) return quantiles[last]! + (rarity - RARITIES[last]!) * tail;
  let above = 1;
  while (rarity > RARITIES[above]!) above++;
  const [low, high] = [RARITIES[above - 1]!, RARITIES[above]!];
  const share = Math.max(0, (rarity - low) / (high - low));
  return quantiles[above - 1]! + share * (quantiles[above]! - quantiles[above - 1]!);
}
