/**
 * Where in a picture is it that makes the picture unlike the reference? Features are most often the mean of a feature
 * map over its places, f̄ = Σ_p f_p / P. To first order, then, what the picture's witness lost splits into a share of
 * each place,
 *
 *     share_p = -∇w(f̄) · (f_p - r_p) / P,   Σ_p share_p = -∇w(f̄) · (f̄ - r̄)
 *
 * with w the witness (`witness.ts`), r_p the reference's mean at that place and r̄ = Σ_p r_p / P its mean row. Known is
 * r̄ from all of the reference, and of r_p what some pictures show: how places differ from their mean. It is the gradient
 * times the difference from a baseline, as layer-wise attributions have it (Shrikumar, Greenside & Kundaje, "Learning
 * Important Features Through Propagating Activation Differences", ICML 2017), here of the statistic instead of a
 * class. The kernel of one place's own features with pooled rows says nothing: these are near 0 everywhere.
 */

import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRow } from '../base/rows.js';
import { type CheckedMap, pooledRow } from './featureMap.js';

/** The reference's mean feature map; `placesReference` makes one. */
export interface PlacesReference {
  /** Shape [height, width, channels]. */
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Pictures that it is the mean of, from 1. */
  readonly count: number;
}

/** What is normal. */
interface Normal {
  /** The reference's mean row, shape [channels]. */
  readonly mean: FeatureRow;
  /** How places differ in it. @defaultValue they do not */
  readonly places?: PlacesReference | undefined;
}

/**
 * How much each place makes an input less like the reference.
 *
 * @param gradient Of the witness at the map's pooled row, shape [channels].
 * @param normal Without a mean map the shares have the same sum, but what differs from place to place in the
 *   reference as well, as the borders of most models' maps do, counts as the input's own.
 * @returns Shape [height, width], in units of the witness; above 0 where a place makes it less like the reference.
 * @throws InvalidFeaturesError for a mean map of another size.
 */
export function placeShares(
  map: CheckedMap,
  gradient: ArrayLike<number>,
  { mean, places }: Normal,
): Float32Array {
  const { values, channels } = map;
  const count = values.length / channels;
  const usual = places && requireSize(map, places);
  const ofUsual = usual && pooledRow({ values: usual, channels });
  const shares = new Float32Array(count);
  for (let place = 0, at = 0; place < count; place++) {
    let sum = 0;
    for (let c = 0; c < channels; c++, at++) {
      const apart = usual ? usual[at]! - ofUsual![c]! : 0;
      sum += gradient[c]! * (values[at]! - mean[c]! - apart);
    }
    shares[place] = -sum / count;
  }
  return shares;
}

function requireSize(map: CheckedMap, places: PlacesReference): Float32Array {
  const isSame = (['height', 'width', 'channels'] as const).every(
    (size) => map[size] === places[size],
  );
  if (isSame && places.values?.length === map.values.length) return places.values;
  const sizes = ({ height, width, channels }: Omit<CheckedMap, 'values'>): string =>
    `${height} × ${width} places of ${channels} channels`;
  throw new InvalidFeaturesError(
    `reference: the mean of ${sizes(places)} came for a feature map of ${sizes(map)}; make it with the same ` +
      'model and pictures of the same size.',
  );
}

/** A mean of maps, one after another. */
export class MeanMap {
  #sums: Float64Array | undefined;
  #of: CheckedMap | undefined;
  #count = 0;

  /** @throws InvalidFeaturesError for a map of another size than the first. */
  add(map: CheckedMap): void {
    const { values, height, width } = map;
    this.#of ??= map;
    this.#sums ??= new Float64Array(values.length);
    if (height !== this.#of.height || width !== this.#of.width) {
      throw new InvalidFeaturesError(
        `feature map: ${height} × ${width} places came after ${this.#of.height} × ${this.#of.width}; bring the ` +
          'pictures to one size.',
      );
    }
    for (let at = 0; at < values.length; at++) this.#sums[at]! += values[at]!;
    this.#count++;
  }

  /** Undefined before the first. */
  mean(): PlacesReference | undefined {
    if (!this.#of || !this.#sums) return undefined;
    const { height, width, channels } = this.#of;
    const count = this.#count;
    const values = Float32Array.from(this.#sums, (sum) => sum / count);
    return { values, height, width, channels, count };
  }
}
