/** Of two counts: how many of how many. */
type Count = readonly [count: number, of: number];

/** Probabilities that differ by less, relatively, are the same but for rounding. */
const TIE = 1e-7;

/**
 * Fisher's exact test of two counts, two-sided: the chance, all margins given, of a table that is as unlikely as this
 * one or more so.
 *
 * @param live Whole numbers, at most some hundreds.
 * @param reference Likewise, at most some thousands.
 * @returns Above 0, at most 1.
 */
export function fisherPValue([k, m]: Count, [c, n]: Count): number {
  const total = k + c;
  const first = Math.max(0, total - n);
  const last = Math.min(m, total);
  const logs = logFactorials(m + n);
  const choose = (of: number, some: number): number => logs[of]! - logs[some]! - logs[of - some]!;
  const logOf = (x: number): number => choose(m, x) + choose(n, total - x) - choose(m + n, total);
  const observed = Math.exp(logOf(k));
  let sum = 0;
  for (let x = first; x <= last; x++) {
    const probability = Math.exp(logOf(x));
    if (probability <= observed * (1 + TIE)) sum += probability;
  }
  return Math.min(1, sum);
}

function logFactorials(to: number): Float64Array {
  const logs = new Float64Array(to + 1);
  for (let i = 2; i <= to; i++) logs[i] = logs[i - 1]! + Math.log(i);
  return logs;
}
