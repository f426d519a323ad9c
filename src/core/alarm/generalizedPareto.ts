/** A generalised Pareto tail: P(X > x) = (1 + shape x / scale)^(-1 / shape), for x above 0. */
export interface ParetoTail {
  /** 0: exponential; above: heavier; below: bounded. */
  readonly shape: number;
  readonly scale: number;
}

/**
 * Fits a generalised Pareto distribution by probability-weighted moments (Hosking & Wallis,
 * "Parameter and Quantile Estimation for the Generalized Pareto Distribution", Technometrics 29,
 * 1987), which are steadier than maximum likelihood on a few hundred values.
 *
 * @param exceedances Values above the threshold, less the threshold; sorted ascending, at least 10.
 */
export function fitParetoTail(exceedances: Float64Array): ParetoTail {
  const count = exceedances.length;
  let [mean, weighted] = [0, 0];
  exceedances.forEach((x, rank) => {
    mean += x / count;
    weighted += (x * (count - 1 - rank)) / (count - 1) / count;
  });
  const shape = 2 - mean / (mean - 2 * weighted);
  return { shape, scale: (2 * mean * weighted) / (mean - 2 * weighted) };
}

/** How far above its threshold a value is that the tail exceeds with probability 1 / `times`. */
export function paretoQuantile({ shape, scale }: ParetoTail, times: number): number {
  const log = Math.log(times);
  return Math.abs(shape) < 1e-9 ? scale * log : (scale * Math.expm1(shape * log)) / shape;
}
