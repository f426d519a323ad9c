import type { Calibration } from '../core/alarm/thresholds.js';
import { came } from '../core/base/checks.js';
import { meanRow } from '../core/base/derivedRows.js';
import { InvalidReferenceFileError, TimeoutError } from '../core/base/errors.js';
import { LIBRARY_VERSION } from '../core/base/libraryVersion.js';
import { patiently } from '../core/base/patience.js';
import type { FeatureRow, FeatureRows } from '../core/base/rows.js';
import { LANDMARKS } from '../core/fleet/landmarks.js';
import type { ModelOutputs } from '../core/ks/modelOutputs.js';
import { distancesOfPairs } from '../core/math/distances.js';
import { kernels } from '../core/mmd/kernel.js';
import { limits } from '../core/mmd/options.js';
import type { ModelIdentity, WeightFingerprint } from '../core/model/identity.js';
import { isPartialCalibration, isPartialOfNow } from '../core/partial/partialFile.js';
import { isOfNow, isScanCalibration } from '../core/scan/scanFile.js';
import { decodeOrigins } from './decodeOrigins.js';
import { decodeProperties } from './decodeProperties.js';
import { clipped, decodeSafetensors, parseJson } from './decodeSafetensors.js';
import { bandwidthOf, contentId, landmarksOf } from './describedRows.js';
import { calibrationTensor, FILE_VERSION, type ReferenceParts } from './encodeReference.js';
import type { SafetensorsFile } from './encodeSafetensors.js';
import { storedRows } from './storedRows.js';

type Metadata = SafetensorsFile['metadata'];

/** From each older version to the next. */
const MIGRATIONS: Record<string, (metadata: Metadata) => Metadata> = {
  // Version 1 did not know how inputs were prepared, nor what wrote the file: both stay unknown.
  '1': (metadata) => ({ ...metadata, schemaVersion: '2' }),
};

/**
 * What a file says of a reference; a bandwidth it lacks is computed.
 *
 * @throws {@link InvalidReferenceFileError} saying what is missing or wrong.
 * @throws InvalidFeaturesError where a bandwidth is to be computed of rows that are all equal.
 * @throws The signal's reason, when aborted.
 */
export async function decodeReference(
  file: Exclude<BlobPart, string>,
  signal?: AbortSignal,
): Promise<ReferenceParts> {
  const { tensors, metadata: written } = decodeSafetensors(await bytesOf(file, signal));
  const metadata = migrated(written);
  const { createdAt, model, preprocessing, sampledFrom } = metadata;
  const features = decodeFeatures(tensors);
  const known = decodeBandwidth('bandwidth', metadata, features);
  return {
    features,
    mean: meanRow(features),
    bandwidth: known ?? (await bandwidthOf(features, signal)),
    id: await contentId(features, signal),
    laplaceBandwidth: decodeBandwidth('laplaceBandwidth', metadata, features),
    model: parseModel(model),
    preprocessing,
    imageSize: metadata['imageSize'] === 'natural' ? 'natural' : undefined,
    createdAt: createdAt ?? '',
    sampledFrom: decodeSampledFrom(sampledFrom, features.count),
    outputs: decodeOutputs(tensors, features.count),
    ...decodeOrigins({ tensors, metadata }, features.count),
    ...decodeProperties({ tensors, metadata }, features.count),
    calibrations: decodeCalibrations({ tensors, metadata }),
    scans: decodeList(metadata['scans'], isOfNow, isScanCalibration),
    landmarks:
      decodeLandmarks(metadata['landmarks'], features.count) ??
      (await landmarksOf(features, signal)),
    partials: decodeList(metadata['partials'], isPartialOfNow, isPartialCalibration),
  };
}

async function bytesOf(file: unknown, signal?: AbortSignal): Promise<ArrayBuffer> {
  const blob = blobOf(file);
  try {
    return await patiently(blob.arrayBuffer(), 'The file', { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof TimeoutError) throw cause;
    throw new InvalidReferenceFileError(
      `The file cannot be read (${cause instanceof Error ? cause.message : cause}): it may have been ` +
        'changed or removed since it was chosen. Choose it again.',
      { cause },
    );
  }
}

function blobOf(file: unknown): Blob {
  const isContent =
    file instanceof Blob ||
    ArrayBuffer.isView(file) ||
    /(ArrayBuffer|Blob|File)\]$/.test(Object.prototype.toString.call(file));
  if (isContent) return new Blob([file as BlobPart]);
  const isAddress = typeof file === 'string' || file instanceof URL;
  throw new InvalidReferenceFileError(
    'This is not a readable safetensors file: a Blob, File, ArrayBuffer or a view of one was expected, ' +
      `${came(file)} came. Give a file that reference.toFile() made. ` +
      (isAddress
        ? 'Fetch it first: `await (await fetch(url)).blob()`.'
        : 'Of a Response give `await response.blob()`.'),
  );
}

/** Metadata as of the present version. */
function migrated(metadata: Metadata): Metadata {
  if (metadata['format'] !== 'tfjs-drift reference') {
    throw invalid("its metadata lacks format 'tfjs-drift reference'");
  }
  const version = metadata['schemaVersion'];
  if (version === String(FILE_VERSION)) return metadata;
  const migrate = version && Object.hasOwn(MIGRATIONS, version) && MIGRATIONS[version];
  if (migrate) return migrated(migrate(metadata));
  throw invalid(
    `its schema version is ${clipped(`${version}`)}, this library, ${LIBRARY_VERSION}, reads up to ` +
      `${FILE_VERSION}; a newer one wrote it${writer(metadata)}, or it is damaged`,
  );
}

function writer({ libraryVersion }: Metadata): string {
  return libraryVersion ? ` (${clipped(libraryVersion)})` : '';
}

/** Of float64 that other writers gave, too, though float32 may be enough. */
function decodeFeatures(tensors: SafetensorsFile['tensors']): FeatureRows {
  const { features } = tensors;
  if (!features) throw invalid(`it has no tensor 'features', ${thoseThere(Object.keys(tensors))}`);
  const { shape, values } = features;
  const [count = 0, width = 0] = shape;
  if (shape.length !== 2 || count < 2 || width < 1) {
    throw invalid(
      `its tensor 'features' is of shape [${shape.join(', ')}], shape [2 or more, width] was expected`,
    );
  }
  if (count > limits.referenceSize) {
    throw invalid(`it has ${count} rows, a test can hold ${limits.referenceSize}`);
  }
  // Only labels are whole numbers.
  const rows = storedRows({ values: values as FeatureRow, count, width });
  if (!rows.values.every(Number.isFinite)) throw invalid('its features are not all finite');
  return rows;
}

const NAMES_IN_MESSAGE = 10;

function thoseThere(names: readonly string[]): string {
  if (names.length === 0) return 'nor any other';
  const listed = names.slice(0, NAMES_IN_MESSAGE).map((name) => `'${clipped(name)}'`);
  const more = names.length - listed.length;
  return `only ${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Beyond so many times the distances between rows all rows are alike to a kernel, drifted or not. */
const FARTHEST_BANDWIDTH = 1_000;

/** Of the rows' distances, to know their range: with a median outside of it chance has no part. */
const PAIRS = 1_024;

/** Undefined where it is to be computed. */
function decodeBandwidth(
  name: 'bandwidth' | 'laplaceBandwidth',
  metadata: Metadata,
  rows: FeatureRows,
): number | undefined {
  const written = metadata[name];
  if (written === undefined) return undefined;
  const bandwidth = Number(written);
  if (!(bandwidth > 0 && Number.isFinite(bandwidth))) {
    throw invalid(`its ${name} is '${clipped(written)}'`);
  }
  const squares = name === 'bandwidth';
  const distances = distancesOfPairs(squares ? 'squared' : 'absolute', rows, PAIRS).sort();
  const [least, most] = [distances[0]!, distances[PAIRS - 1]!].map((distance) =>
    squares ? Math.sqrt(distance) : distance,
  ) as [number, number];
  const isTooWide = most > 0 && bandwidth > FARTHEST_BANDWIDTH * most;
  if (!isTooWide && bandwidth >= least / FARTHEST_BANDWIDTH) return bandwidth;
  throw invalid(
    `its ${name} is '${clipped(written)}', and its rows are ${least.toPrecision(3)} to ` +
      `${most.toPrecision(3)} apart`,
  );
}

/** Undefined where an older version, or another language, wrote the file. */
function decodeLandmarks(written: string | undefined, count: number): number[] | undefined {
  if (written === undefined) return undefined;
  try {
    const rows = parseJson(written);
    const areRows =
      Array.isArray(rows) &&
      rows.every((row) => Number.isInteger(row) && row >= 0 && row < count) &&
      new Set(rows).size === rows.length;
    if (areRows && rows.length >= 1 && rows.length <= LANDMARKS) return rows;
  } catch {}
  throw invalid(
    `its landmarks are '${clipped(written)}', different rows of its ${count} were expected`,
  );
}

/** Undefined where all rows were kept. */
function decodeSampledFrom(written: string | undefined, count: number): number | undefined {
  if (written === undefined) return undefined;
  const rows = Number(written);
  if (Number.isSafeInteger(rows) && rows > count) return rows;
  throw invalid(`it has ${count} rows, said to be a sample of '${clipped(written)}'`);
}

/** Files without outputs stay readable; those with one of the two are damaged. */
function decodeOutputs(
  tensors: SafetensorsFile['tensors'],
  count: number,
): ModelOutputs | undefined {
  const read = (name: keyof ModelOutputs, max: number): Float32Array => {
    const { shape = [], values } = tensors[name] ?? {};
    if (!values || shape.length !== 1 || shape[0] !== count) {
      throw invalid(`its tensor '${name}' is not of shape [${count}], one for each row`);
    }
    if (values.every((value) => value >= 0 && value <= max)) return Float32Array.from(values);
    throw invalid(`its tensor '${name}' holds a value below 0, above ${max} or not finite`);
  };
  if (!tensors['confidence'] && !tensors['entropy']) return undefined;
  // Entropy is at most ln(classes), and no model has 2^53 of them.
  return { confidence: read('confidence', 1), entropy: read('entropy', 37) };
}

function parseModel(json: string | undefined): ModelIdentity | undefined {
  if (json === undefined) return undefined;
  try {
    const { name, featureNode, logitsNode, architecture, weightMagnitude, weights } = parseJson(
      json,
    ) as ModelIdentity;
    const strings = [name, featureNode, logitsNode ?? '', architecture];
    const isWhole =
      strings.every((value) => typeof value === 'string') &&
      Number.isFinite(weightMagnitude) &&
      (weights === undefined || (Array.isArray(weights) && weights.every(isFingerprint)));
    if (isWhole) {
      const logits = typeof logitsNode === 'string' ? { logitsNode } : {};
      const values = weights && { weights };
      return { name, featureNode, ...logits, architecture, weightMagnitude, ...values };
    }
  } catch {}
  throw invalid('its model identity is not readable');
}

function isFingerprint({ name, rms, sums, nan }: WeightFingerprint): boolean {
  return (
    typeof name === 'string' &&
    rms >= 0 &&
    Array.isArray(sums) &&
    [rms, ...sums, nan ?? 0].every(Number.isFinite)
  );
}

function invalid(why: string): InvalidReferenceFileError {
  return new InvalidReferenceFileError(
    `This is not a reference file: ${why}. Give a file that reference.toFile() made.`,
  );
}

/** @throws {@link InvalidReferenceFileError} for calibrations that are damaged. */
function decodeCalibrations({ tensors, metadata }: SafetensorsFile): Calibration[] {
  const json = metadata['calibrations'];
  if (json === undefined) return [];
  const described = parse(json);
  return described.map((rest, index) => {
    const { shape = [], values } = tensors[calibrationTensor(index)] ?? {};
    const { runTimes } = rest;
    const isWhole =
      values !== undefined &&
      shape.length === 2 &&
      shape[0] === runTimes.length &&
      shape[1] === Math.ceil(rest.windowSize / rest.testEvery) &&
      values.every((value) => isWithin(value, -MOST_MMD2, MOST_MMD2));
    if (!isWhole) throw invalidCalibrations();
    return { ...rest, thresholds: Float32Array.from(values) };
  });
}

/** Those of other versions are left out, to be made anew. @throws As above. */
function decodeList<Item>(
  json: string | undefined,
  isOfThisVersion: (value: unknown) => boolean,
  isSound: (value: unknown) => value is Item,
): Item[] {
  if (json === undefined) return [];
  try {
    const given = parseJson(json);
    const known = Array.isArray(given) ? given.filter(isOfThisVersion) : undefined;
    if (known?.every(isSound)) return known;
  } catch {}
  throw invalidCalibrations();
}

function parse(json: string): Omit<Calibration, 'thresholds'>[] {
  try {
    const described = parseJson(json);
    if (Array.isArray(described) && described.every(isDescription)) return described;
  } catch {}
  throw invalidCalibrations();
}

/** MMD² of a kernel of at most 1 reaches no further: above such a threshold no alarm would ever be. */
const MOST_MMD2 = 2;

function isDescription(value: unknown): value is Omit<Calibration, 'thresholds'> {
  const { windowSize, testEvery, kernel, bandwidth, referenceSize, streams, runTimes, ...rest } =
    (value ?? {}) as Partial<Calibration>;
  const { deviation, tail } = rest;
  const sizes = [windowSize, testEvery, referenceSize, streams];
  return (
    sizes.every((size) => Number.isInteger(size) && size! > 0) &&
    kernels.includes(kernel!) &&
    isWithin(bandwidth, Number.MIN_VALUE, Number.MAX_VALUE) &&
    Array.isArray(runTimes) &&
    runTimes.length >= 2 &&
    runTimes.every((time, i) => Number.isFinite(time) && time > (runTimes[i - 1] ?? 0)) &&
    isWithin(deviation, 0, MOST_MMD2) &&
    // A tail whose mean is finite, as fitted ones are.
    isWithin(tail?.shape, 0, 1) &&
    isWithin(tail?.scale, 0, MOST_MMD2) &&
    isWithin(tail?.from, 1, Number.MAX_VALUE)
  );
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

function invalidCalibrations(): InvalidReferenceFileError {
  return new InvalidReferenceFileError(
    'This is not a reference file: its calibrations are damaged. Give a file that ' +
      'reference.toFile() made.',
  );
}
