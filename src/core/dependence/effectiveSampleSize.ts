/**
 * How many independent rows tell as much of their mean as `count` rows with lag-1 correlation ρ:
 * count (1 - ρ)/(1 + ρ), exact for long series of first order (Bayley and Hammersley, "The
 * 'effective' number of independent observations in an autocorrelated time series", Supplement to
 * the JRSS 8, 1946).
 *
 * @param correlation Below 0 counts as 0, so that the result never exceeds `count`; above .999 as
 *   .999.
 */
export function effectiveSampleSize(count: number, correlation: number): number {
  const rho = Math.min(0.999, Math.max(0, correlation));
  return (count * (1 - rho)) / (1 + rho);
}
