const STEPS = 60;

/**
 * The lowest and the highest share that so many of n are not too many or too few for, each with a probability of at
 * least `level`: Clopper & Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial",
 * Biometrika 26, 1934. Each bound is one-sided, so that it is wrong with a probability of at most `level`.
 *
 * @param count 0 to n.
 * @param n From 1.
 */
export function binomialBounds(
  count: number,
  n: number,
  level: number,
): readonly [low: number, high: number] {
  return [
    count === 0 ? 0 : 1 - highest(n - count, n, level),
    count === n ? 1 : highest(count, n, level),
  ];
}

/** The share p with P(at most count of n) = level. */
function highest(count: number, n: number, level: number): number {
  let [low, high] = [count / n, 1];
  for (let step = 0; step < STEPS; step++) {
    const p = (low + high) / 2;
    if (atMost(count, n, p) > level) low = p;
    else high = p;
  }
  return high;
}

function atMost(count: number, n: number, p: number): number {
  let term = n * Math.log1p(-p);
  let sum = Math.exp(term);
  for (let i = 0; i < count; i++) {
    term += Math.log(((n - i) * p) / ((i + 1) * (1 - p)));
    sum += Math.exp(term);
  }
  return sum;
}
