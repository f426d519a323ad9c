import { CalibrationStore } from '../core/alarm/calibrationStore.js';
import { loadPart } from '../core/base/loadPart.js';
import { ownMethods } from '../core/base/ownMethods.js';
import { type Abortable, patiently } from '../core/base/patience.js';
import {
  type FeatureRow,
  type FeatureRows,
  type FeatureRowsLike,
  sampledRows,
} from '../core/base/rows.js';
import type { FromFeaturesOptions, ModelOutputs } from '../core/ks/modelOutputs.js';
import type { DistanceMeasure } from '../core/math/distances.js';
import { type Kernel, measureOf } from '../core/mmd/kernel.js';
import type { Extraction, ModelIdentity } from '../core/model/identity.js';
import { encodeReference, type ReferenceParts, SAMPLING_SEED } from './encodeReference.js';
import type { SavedReference } from './referenceDatabase.js';
import type { referenceStore } from './referenceStore.later.js';

/** The same in every copy of the package. */
const BRAND = Symbol.for('tfjs-drift.Reference');

/** A reference of features, whoever computed them; the entries document it. */
export class Reference {
  /**
   * Feature rows, row-major, shape [size, width]. In float32. In float64 if they came in float64 and rounding
   * would change what a test can see, as with values about 1e8 that differ by 1; the live window then keeps
   * float64, too.
   */
  readonly features: FeatureRows;
  /** Mean feature row, shape [width]. */
  readonly mean: FeatureRow;
  /**
   * Lower median of the rows' pairwise Euclidean distances, in units of the features. 0 where more than
   * half of the pairs are equal, as of rows most of which are one class: tests then need a `bandwidth`.
   */
  readonly bandwidth: number;
  /** The model that made the features; undefined where the caller gave features. */
  readonly model: ModelIdentity | undefined;
  /** How the inputs were prepared, in the words of whoever made the reference; undefined if not known. */
  readonly preprocessing: string | undefined;
  /**
   * `'natural'` if it was fitted from images: each was read at its own size, also an `<img>` that is shown at
   * another size. Undefined for tensors and features, and in files of older versions.
   */
  readonly imageSize: 'natural' | undefined;
  /** When it was fitted, ISO 8601. */
  readonly createdAt: string;
  /**
   * How many rows there were, if they were more than the 4,096 that a test can hold: the reference is then a
   * seeded random sample of them. Undefined if all rows were kept.
   */
  readonly sampledFrom: number | undefined;
  /**
   * The model's confidence and entropy for each row, for the secondary detectors; undefined where
   * the model gave no logits.
   */
  readonly outputs: ModelOutputs | undefined;
  /** The label of each row, undefined for a row without one; undefined as a whole if no row has a label. */
  readonly labels: readonly (string | undefined)[] | undefined;
  /**
   * When each row was recorded, milliseconds since 1970, shape [size], NaN for a row without a time;
   * undefined if no row has a time.
   */
  readonly times: Float64Array | undefined;
  /**
   * Simple properties of each row's input by name, shape [size] each, NaN where one is not known: what an alarm
   * is explained by. Undefined if none is known.
   */
  readonly properties: ReferenceParts['properties'];
  /**
   * Whether the model was right for each row, shape [size]: 1, 0, or NaN where it is not known; undefined as a
   * whole if no row has it.
   */
  readonly correct: Float32Array | undefined;
  /**
   * The rows that sketches of a fleet are taken at, their numbers from 0, at most 64: fewer where fewer rows
   * differ. They are chosen once, with a fixed seed; {@link toFile} keeps them.
   */
  readonly landmarks: readonly number[];
  /** Names this reference in verdicts: a hash of its features, the same for the same content. */
  readonly id: string;

  /** Alarm thresholds that monitors calibrated on this reference; {@link toFile} keeps them. */
  readonly calibrations: CalibrationStore;

  #laplaceBandwidth: number | undefined;
  #laplaceMedian: Promise<number> | undefined;

  protected constructor(parts: ReferenceParts) {
    ownMethods(this);
    this.features = parts.features;
    this.mean = parts.mean;
    this.bandwidth = parts.bandwidth;
    this.model = parts.model;
    this.preprocessing = parts.preprocessing;
    this.imageSize = parts.imageSize;
    this.createdAt = parts.createdAt;
    this.sampledFrom = parts.sampledFrom;
    this.outputs = parts.outputs;
    this.labels = parts.labels;
    this.times = parts.times;
    this.properties = parts.properties;
    this.correct = parts.correct;
    this.landmarks = parts.landmarks;
    this.#laplaceBandwidth = parts.laplaceBandwidth;
    this.calibrations = new CalibrationStore(parts.calibrations, parts.scans, parts.partials);
    this.id = parts.id;
  }

  /** Also of one that another entry or another copy of the package made, and of one in a proxy. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return BRAND in Object(value);
  }

  /** Number of feature rows. */
  get size(): number {
    return this.features.count;
  }

  /** Values per feature row. */
  get width(): number {
    return this.features.width;
  }

  /**
   * Which rows were kept, if {@link sampledFrom} says that not all were: their numbers, from 0, in the order
   * of {@link features}. Undefined if all were kept.
   */
  get keptRows(): Int32Array | undefined {
    const { sampledFrom } = this;
    return sampledFrom === undefined
      ? undefined
      : sampledRows(sampledFrom, this.size, SAMPLING_SEED);
  }

  /**
   * What a kernel's bandwidth `'median'` is for this reference, in units of the features: for
   * `'laplace'` the lower median of the rows' pairwise L1 distances, for all others {@link bandwidth}.
   * The former is computed when it is first asked for, in slices, and kept; {@link toFile} keeps it.
   *
   * @throws InvalidFeaturesError if more than half of the pairs are equal.
   * @throws The signal's reason, when aborted; what was begun is kept for the next call.
   */
  async medianBandwidth(kernel: Kernel, { signal }: Abortable = {}): Promise<number> {
    signal?.throwIfAborted();
    if (measureOf(kernel) === 'squared') {
      return this.bandwidth || medianOf(this.features, 'squared');
    }
    if (this.#laplaceBandwidth === undefined) {
      this.#laplaceMedian ??= medianOf(this.features, 'absolute').finally(() => {
        this.#laplaceMedian = undefined;
      });
      this.#laplaceBandwidth = await patiently(this.#laplaceMedian, 'It', { ms: Infinity, signal });
    }
    return this.#laplaceBandwidth;
  }

  /**
   * A reference of features that came from elsewhere.
   *
   * @param rows At least 2 rows, as `number[][]`, a flat array with its width, or a tensor.
   * @throws InvalidFeaturesError for fewer than 2 rows, different widths, a NaN, or equal rows.
   * @throws InvalidOptionError for labels or times that do not fit the rows.
   * @throws TimeoutError for a tensor whose backend does not answer within a minute.
   * @throws The signal's reason, when aborted.
   */
  static async fromFeatures(
    rows: FeatureRowsLike,
    options: FromFeaturesOptions = {},
  ): Promise<Reference> {
    const { partsOfFeatures } = await makingPart();
    return new Reference(await partsOfFeatures(rows, options));
  }

  /**
   * A new reference of the rows of this one and more rows, e.g. `monitor.window.rows()` after an expected
   * change. Give it to `monitor.updateReference`. This reference does not change.
   *
   * @param rows At least one row of the same width, of the same model.
   * @param options Logits of the new rows: without them the new reference has no outputs. Labels and times of
   *   the new rows; those of the old ones are kept, and rows that have none are one part together.
   * @throws InvalidFeaturesError for another width, or a NaN.
   * @throws InvalidOptionError for labels or times that do not fit the new rows.
   * @throws As `fromFeatures`, for a tensor or when aborted.
   */
  async extend(rows: FeatureRowsLike, options: FromFeaturesOptions = {}): Promise<Reference> {
    const { extendedParts } = await makingPart();
    return new Reference(await extendedParts(this, rows, options));
  }

  /**
   * A new reference of other rows of the same model, without the rows, labels and times of this one. This
   * reference does not change.
   *
   * @param rows At least 2 rows of the same width.
   * @throws InvalidFeaturesError for another width, fewer than 2 rows, a NaN, or equal rows.
   * @throws As `fromFeatures`, for a tensor or when aborted.
   */
  async replaceFrom(rows: FeatureRowsLike, options: FromFeaturesOptions = {}): Promise<Reference> {
    const { replacedParts } = await makingPart();
    return new Reference(await replacedParts(this, rows, options));
  }

  /**
   * Reads a file that {@link toFile} made, of this or an older version of the library, or one made in another
   * language. Such a safetensors file has a tensor `features` of shape [count, width], float32 or float64,
   * and the metadata `format: 'tfjs-drift reference'` and `schemaVersion: '2'`; `preprocessing`, `createdAt`,
   * `bandwidth` and `laplaceBandwidth` may be left out; a missing bandwidth is computed. Values have no
   * checksum: damage that leaves them finite is not noticed.
   *
   * @param file A Blob or File, an ArrayBuffer or a view of one.
   * @throws InvalidReferenceFileError for anything else, saying what is wrong with it.
   * @throws InvalidFeaturesError where a bandwidth is to be computed of rows that are all equal.
   * @throws TimeoutError for a file that cannot be read within a minute.
   * @throws The signal's reason, when aborted.
   */
  static async fromFile(
    file: Exclude<BlobPart, string>,
    options: Abortable = {},
  ): Promise<Reference> {
    const { decodeReference } = await loadPart(() => import('./decodeReference.later.js'), options);
    return new Reference(await decodeReference(file, options.signal));
  }

  /** The reference as a safetensors file. */
  toFile(): Blob {
    return encodeReference({
      ...this,
      laplaceBandwidth: this.#laplaceBandwidth,
      calibrations: this.calibrations.all,
      scans: this.calibrations.scans,
      partials: this.calibrations.partials,
    });
  }

  /**
   * Keeps this reference in the browser, in the IndexedDB of the page's origin, with its present
   * calibrations. Browsers may delete what they keep when the disk is full, unless the page was granted
   * `navigator.storage.persist()`.
   *
   * @param name 1 to 200 characters; a reference saved by the same name before is overwritten.
   * @throws InvalidOptionError for another name.
   * @throws ReferenceStoreError where there is no IndexedDB, or it is denied, full, of a newer
   *   version of this library, held by another tab, does not open within 10 seconds or is not done
   *   within a minute; the reference stays usable.
   * @throws The signal's reason, when aborted; nothing is saved then.
   */
  async save(name: string, options: Abortable = {}): Promise<void> {
    await (await loadedStore(options)).save(name, this.toFile(), this, options);
  }

  /**
   * Loads a reference that {@link save} kept in this browser.
   *
   * @throws ReferenceStoreError naming those that are there, if none has this name; and as `save`.
   * @throws InvalidReferenceFileError for one that is damaged.
   * @throws InvalidOptionError for a name that is no string of 1 to 200 characters.
   * @throws The signal's reason, when aborted.
   */
  static async load(name: string, options: Abortable = {}): Promise<Reference> {
    const store = await loadedStore(options);
    return Reference.fromFile(await store.load(name, options), options);
  }

  /**
   * What {@link save} kept in this browser, sorted by name; the references are not loaded.
   *
   * @throws ReferenceStoreError as `save`.
   * @throws The signal's reason, when aborted.
   */
  static async list(options: Abortable = {}): Promise<SavedReference[]> {
    return (await loadedStore(options)).list(options);
  }

  /**
   * Deletes a reference that {@link save} kept in this browser; none of that name is no error.
   *
   * @throws ReferenceStoreError as `save`.
   * @throws InvalidOptionError for a name that is no string of 1 to 200 characters.
   * @throws The signal's reason, when aborted; nothing is deleted then.
   */
  static async delete(name: string, options: Abortable = {}): Promise<void> {
    await (await loadedStore(options)).delete(name, options);
  }

  /** Of what the forward passes of known good inputs gave. */
  protected static async fromExtraction(
    extraction: Extraction,
    signal?: AbortSignal,
  ): Promise<Reference> {
    const { partsOfExtraction } = await makingPart();
    return new Reference(await partsOfExtraction(extraction, signal));
  }
}

// Not in the class: its types need not tell.
Object.defineProperty(Reference.prototype, BRAND, { value: true });

async function loadedStore(options: Abortable): Promise<typeof referenceStore> {
  return (await loadPart(() => import('./referenceStore.later.js'), options)).referenceStore;
}

function makingPart() {
  return loadPart(() => import('./makeReference.later.js'));
}

async function medianOf(rows: FeatureRows, measure: DistanceMeasure): Promise<number> {
  const { medianDistance } = await loadPart(() => import('../core/math/medianDistance.later.js'));
  return medianDistance(rows, measure);
}
