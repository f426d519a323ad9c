import { came } from '../base/checks.js';
import { InvalidFeaturesError } from '../base/errors.js';

/** Features of one picture before they were averaged over its places, as the last convolution gives them. */
export interface FeatureMap {
  /** Shape [height, width, channels], or as {@link layout} says; finite. */
  readonly values: ArrayLike<number>;
  /** Places from top to bottom, from 1. */
  readonly height: number;
  /** Places from left to right, from 1. */
  readonly width: number;
  /** Values at each place: as many as a feature row has, which is their mean over all places. */
  readonly channels: number;
  /**
   * Whether the channels of a place lie side by side, as in TensorFlow ([height, width, channels]), or each
   * channel is a picture of its own, as in most ONNX files ([channels, height, width]).
   * @defaultValue `'channels-last'`
   */
  readonly layout?: 'channels-last' | 'channels-first';
}

/** A map that was looked at; its channels are last. */
export interface CheckedMap {
  /** Shape [height, width, channels]. */
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * @param channels Of the feature rows that it belongs to.
 * @throws InvalidFeaturesError for sizes that do not fit, a NaN, or another number of channels.
 */
export function checkedMap(map: FeatureMap, channels: number): CheckedMap {
  const { values, height, width, layout = 'channels-last' } = Object(map) as FeatureMap;
  for (const size of [height, width]) {
    if (Number.isSafeInteger(size) && size >= 1) continue;
    throw new InvalidFeaturesError(
      'feature map: { values, height, width, channels } was expected, with whole numbers from 1 for the sizes; ' +
        `${came(map)} came.`,
    );
  }
  if (map.channels !== channels) {
    throw new InvalidFeaturesError(
      `feature map: it has ${map.channels} channels, the reference's rows have ${channels} features; take the ` +
        'map whose mean over its places the reference was made from.',
    );
  }
  const places = height * width;
  if (values?.length !== places * channels) {
    throw new InvalidFeaturesError(
      `feature map: ${height} × ${width} places of ${channels} channels are ${places * channels} values, ` +
        `${values?.length} came.`,
    );
  }
  const checked = new Float32Array(values.length);
  const isLast = layout === 'channels-last';
  for (let place = 0, at = 0; place < places; place++) {
    for (let c = 0; c < channels; c++, at++) {
      const value = values[isLast ? at : c * places + place]!;
      if (!Number.isFinite(value)) {
        throw new InvalidFeaturesError(
          `feature map: it holds ${came(value)} in channel ${c} of place ${place}; finite numbers were expected.`,
        );
      }
      checked[at] = value;
    }
  }
  return { values: checked, height, width, channels };
}

/** The feature row that pooling makes of a map: its mean over all places, shape [channels]. */
export function pooledRow({
  values,
  channels,
}: Pick<CheckedMap, 'values' | 'channels'>): Float64Array {
  const row = new Float64Array(channels);
  const places = values.length / channels;
  for (let at = 0; at < values.length; at++) row[at % channels]! += values[at]! / places;
  return row;
}
