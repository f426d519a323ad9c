import { came, requireCount, requireSignal, requireType } from '../core/base/checks.js';
import { packedRows } from '../core/base/derivedRows.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import { type Abortable, patiently } from '../core/base/patience.js';
import { checkedMap, pooledRow } from '../core/explain/featureMap.js';
import { type LikeRow, likestRows } from '../core/explain/likestRows.js';
import { type PlacesReference, placeShares } from '../core/explain/placeShares.js';
import { type Where, whereOf } from '../core/explain/where.js';
import { type WitnessOf, witnessGradient } from '../core/explain/witness.js';
import type { DriftMonitor } from '../monitor/driftMonitor.js';
import type { DriftedInput } from '../monitor/testedWindow.js';
import { idleTime } from './idleTime.js';
import type { MapOf } from './placesReference.js';

/** What is needed of a `DriftMonitor`, of whichever entry. */
export type ExplainedMonitor = Pick<
  DriftMonitor,
  'reference' | 'window' | 'status' | 'mostDrifted'
>;

/** Options of {@link driftPlaces}. */
export interface DriftPlacesOptions<Picture> extends Abortable {
  /** Inputs, at most, from 1. @defaultValue `8` */
  readonly count?: number;
  /**
   * The reference's mean feature map, of `placesReference`. Without it the reference's mean row stands for each place:
   * then the borders of all pictures may light up, as those of most models differ from their middle.
   * @defaultValue the reference's mean row
   */
  readonly reference?: PlacesReference;
  /**
   * The picture that is given to `mapOf`, for apps that still have the input, e.g. by its `id`; undefined for one
   * that they have not, which is left out. @defaultValue the input's thumbnail
   */
  readonly picture?: (input: DriftedInput) => Picture | undefined;
}

const OPTIONS: NamesOf<DriftPlacesOptions<unknown>> = {
  count: true,
  reference: true,
  picture: true,
  signal: true,
};

/** Where in an input it is that makes it unlike the reference. */
export interface DriftPlaces extends DriftedInput {
  /** Places from top to bottom. */
  readonly height: number;
  /** Places from left to right. */
  readonly width: number;
  /**
   * How much each place makes the input less like the reference, shape [height, width], in units of the witness:
   * below 0 where it is more like the reference. Their sum is, to first order, what the witness lost.
   */
  readonly shares: Float32Array;
  /** Where most of it lies; undefined where no share is above 0. */
  readonly where: Where | undefined;
  /** The rows of the reference most like it, at most 3, the likest first. */
  readonly likest: readonly LikeRow[];
}

/** Rows of the reference told of an input. */
const LIKEST = 3;

/**
 * Where in the most drifted inputs it is that makes them unlike the reference: the change of each input's witness,
 * split over the places of the picture by the features before they were averaged (the method: `placeShares`).
 * Each input takes a forward pass of its own, in idle time; the model that the app uses stays as it is.
 *
 * Only for features that are the mean of a map over places. The pass sees what it is given: a thumbnail is the middle
 * square of the input, and a small one is blurred besides (`keepThumbnails: 224` keeps all that MobileNet sees, 0.2 MB
 * an input). Shares tell how the picture differs, not what the model's answer rests on.
 *
 * @param monitor A `DriftMonitor`, after a test.
 * @param mapOf Gives a picture's feature map: `featureMaps(model)` of `tfjs-drift/layers`, or a function of the app's
 *   own, for any runtime.
 * @returns The most unlike the reference first; none before the first test.
 * @throws InvalidOptionError where no input has a picture, and for an option that is not known or out of range.
 * @throws InvalidFeaturesError for a map of another number of channels than the reference's rows have, or with a NaN.
 * @throws TimeoutError where `mapOf` has not answered for a minute; and what it throws.
 * @throws The signal's reason, when aborted.
 *
 * @example
 * monitor.on('alarm', async () => {
 *   const places = await driftPlaces(monitor, featureMaps(model), { reference: normal });
 *   gallery.update(places.map((input) => ({ ...input, overlay: heatMapOver(input) })));
 * });
 */
export async function driftPlaces<Picture = OffscreenCanvas>(
  monitor: ExplainedMonitor,
  mapOf: MapOf<Picture>,
  options: DriftPlacesOptions<Picture> = {},
): Promise<DriftPlaces[]> {
  requireKnownNames('driftPlaces', options, OPTIONS);
  const { count = 8, reference, signal } = options;
  const { picture = ({ thumbnail }: DriftedInput) => thumbnail as Picture | undefined } = options;
  requireCount('count', count);
  requireType('picture', picture, 'function');
  requireSignal(signal);
  if (typeof mapOf !== 'function') {
    throw new InvalidOptionError(
      `driftPlaces: a function that gives a picture's feature map was expected, ${came(mapOf)} came; ` +
        'featureMaps(model) of tfjs-drift/layers makes one.',
    );
  }
  const inputs = monitor.mostDrifted(count);
  const shown = inputs.flatMap((input) => {
    const given = picture(input);
    return given === undefined || given === null ? [] : [{ input, given }];
  });
  if (inputs.length > 0 && shown.length === 0) {
    throw new InvalidOptionError(
      'driftPlaces: none of the inputs has a picture. Set `keepThumbnails: 224` of the monitor, or give `picture`.',
    );
  }
  if (shown.length === 0) return [];
  const of = await witnessOf(monitor);
  const { mean, labels, times } = monitor.reference;
  const normal = { mean, places: reference };
  const found: DriftPlaces[] = [];
  for (const { input, given } of shown) {
    await idleTime(signal);
    const pass = Promise.resolve(mapOf(given));
    const map = checkedMap(
      await patiently(pass, 'The feature map', { signal }),
      of.reference.width,
    );
    const row = pooledRow(map);
    const gradient = witnessGradient(of, row);
    const shares = placeShares(map, gradient, normal);
    const { height, width } = map;
    const likest = likestRows({ ...of, labels, times }, row, LIKEST);
    found.push({ ...input, height, width, shares, where: whereOf(shares, map), likest });
  }
  return found;
}

/** The rows that look changed, or all in the window, by the kernel of the latest test on features as they are. */
async function witnessOf(monitor: ExplainedMonitor): Promise<WitnessOf> {
  const { reference, window, status } = monitor;
  const { kernel = 'gaussian', bandwidth, reducer, scan } = status.lastVerdict ?? {};
  const all = window.rows();
  const changed = scan ? all.slice(-scan.began.samplesAgo) : all;
  const live = packedRows(changed.length > 1 ? changed : all);
  const own = reducer ? undefined : bandwidth;
  return {
    reference: reference.features,
    live,
    kernel,
    bandwidth: own ?? (await reference.medianBandwidth(kernel)),
  };
}
