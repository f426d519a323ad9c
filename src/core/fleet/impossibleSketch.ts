import { analyticGaussianSigma } from './analyticGaussian.js';
import { type FeatureMap, times } from './featureMap.js';
import type { FleetSketch } from './sketch.js';

/** Of sums that were rounded on their way. */
const ROUNDING = 1e-6;

/** How rarely an honest sketch with noise is refused: e to the power of minus this, once in 10⁹. */
const RARITY = Math.log(1e9);

/**
 * Why no rows can have given these sums, in words; undefined where some can. A test counts each device once, so one
 * that sends whatever it likes moves a mean of M devices by at most √2 / M if its sums are possible, and by any length
 * if they are not. With noise, what the noise could have brought is possible too.
 *
 * @param map Of the sketch's own space, with as many landmarks as it has sums.
 * @throws {@link InvalidOptionError} for ε or δ out of range.
 */
export function impossibleSketch(
  { count, sums, privacy }: Pick<FleetSketch, 'count' | 'sums' | 'privacy'>,
  { inverseRoot, size }: FeatureMap,
): string | undefined {
  if (sums.length !== size) return `${size} sums were expected, ${sums.length} came`;
  const mean = sums.map((sum) => sum / count);
  const bad = mean.findIndex((value) =>
    privacy ? !Number.isFinite(value) : !(value >= -ROUNDING && value <= 1 + ROUNDING),
  );
  if (bad >= 0) {
    const range = privacy ? 'finite sums' : `sums from 0 to the count of ${count}`;
    return `${range} were expected, ${sums[bad]} came at ${bad}`;
  }
  const length = Math.hypot(...times(inverseRoot, mean));
  const longest = 1 + (privacy ? longestNoise(size) * analyticGaussianSigma(privacy) : 0);
  if (length <= longest + ROUNDING) return undefined;
  return `sums that rows can have were expected, those that came are ${(length / longest).toPrecision(3)} times as far out`;
}

/** Of so many standard normal numbers, by the bound of Laurent & Massart (Annals of Statistics 28, 2000, lemma 1). */
function longestNoise(size: number): number {
  return Math.sqrt(size + 2 * Math.sqrt(size * RARITY) + 2 * RARITY);
}
