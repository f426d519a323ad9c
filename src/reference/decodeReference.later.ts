import type { Calibration } from '../core/alarm/thresholds.js';
import { came } from '../core/base/checks.js';
import { InvalidReferenceFileError } from '../core/base/errors.js';
import { LIBRARY_VERSION } from '../core/base/libraryVersion.js';
import { type FeatureRows, meanRow } from '../core/base/rows.js';
import type { ModelOutputs } from '../core/ks/modelOutputs.js';
import { kernels } from '../core/mmd/kernel.js';
import { limits } from '../core/mmd/options.js';
import type { ModelIdentity } from '../core/model/identity.js';
import { decodeSafetensors } from './decodeSafetensors.js';
import { bandwidthOf, contentId } from './describedRows.later.js';
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
 */
export async function decodeReference(file: Exclude<BlobPart, string>): Promise<ReferenceParts> {
  const { tensors, metadata: written } = decodeSafetensors(await contentOf(file));
  const metadata = migrated(written);
  const { createdAt, model, preprocessing, sampledFrom } = metadata;
  const features = decodeFeatures(tensors);
  const known = decodeBandwidth('bandwidth', metadata);
  return {
    features,
    mean: meanRow(features),
    bandwidth: known ?? (await bandwidthOf(features)),
    id: await contentId(features),
    laplaceBandwidth: decodeBandwidth('laplaceBandwidth', metadata),
    model: parseModel(model),
    preprocessing,
    createdAt: createdAt ?? '',
    sampledFrom: Number(sampledFrom) || undefined,
    outputs: decodeOutputs(tensors, features.count),
    calibrations: decodeCalibrations({ tensors, metadata }),
  };
}

async function contentOf(file: unknown): Promise<ArrayBuffer> {
  const isContent =
    file instanceof Blob ||
    ArrayBuffer.isView(file) ||
    /(ArrayBuffer|Blob|File)\]$/.test(Object.prototype.toString.call(file));
  if (isContent) return new Blob([file as BlobPart]).arrayBuffer();
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
    `its schema version is ${version}, this library, ${LIBRARY_VERSION}, reads up to ` +
      `${FILE_VERSION}; a newer one wrote it${writer(metadata)}, or it is damaged`,
  );
}

function writer({ libraryVersion }: Metadata): string {
  return libraryVersion ? ` (${libraryVersion})` : '';
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
  const rows = storedRows({ values, count, width });
  if (!rows.values.every(Number.isFinite)) throw invalid('its features are not all finite');
  return rows;
}

const NAMES_IN_MESSAGE = 10;

function thoseThere(names: readonly string[]): string {
  if (names.length === 0) return 'nor any other';
  const listed = names.slice(0, NAMES_IN_MESSAGE).map((name) => `'${name.slice(0, 60)}'`);
  const more = names.length - listed.length;
  return `only ${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Undefined where it is to be computed. */
function decodeBandwidth(
  name: 'bandwidth' | 'laplaceBandwidth',
  metadata: Metadata,
): number | undefined {
  const written = metadata[name];
  if (written === undefined) return undefined;
  const bandwidth = Number(written);
  if (bandwidth > 0 && Number.isFinite(bandwidth)) return bandwidth;
  throw invalid(`its ${name} is '${written}'`);
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
    const { name, featureNode, logitsNode, architecture, weightMagnitude } = JSON.parse(json);
    const strings = [name, featureNode, logitsNode ?? '', architecture];
    if (strings.every((value) => typeof value === 'string') && Number.isFinite(weightMagnitude)) {
      const logits = typeof logitsNode === 'string' ? { logitsNode } : {};
      return { name, featureNode, ...logits, architecture, weightMagnitude };
    }
  } catch {}
  throw invalid('its model identity is not readable');
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
      values.every(Number.isFinite);
    if (!isWhole) throw invalidCalibrations();
    return { ...rest, thresholds: Float32Array.from(values) };
  });
}

function parse(json: string): Omit<Calibration, 'thresholds'>[] {
  try {
    const described: unknown = JSON.parse(json);
    if (Array.isArray(described) && described.every(isDescription)) return described;
  } catch {}
  throw invalidCalibrations();
}

function isDescription(value: unknown): value is Omit<Calibration, 'thresholds'> {
  const { windowSize, testEvery, kernel, bandwidth, referenceSize, streams, runTimes, ...rest } =
    (value ?? {}) as Partial<Calibration>;
  const sizes = [windowSize, testEvery, referenceSize, streams];
  return (
    sizes.every((size) => Number.isInteger(size) && size! > 0) &&
    kernels.includes(kernel!) &&
    bandwidth! > 0 &&
    Array.isArray(runTimes) &&
    runTimes.length >= 2 &&
    runTimes.every((time, i) => Number.isFinite(time) && time > (runTimes[i - 1] ?? 0)) &&
    [rest.deviation, rest.tail?.shape, rest.tail?.scale, rest.tail?.from].every(Number.isFinite)
  );
}

function invalidCalibrations(): InvalidReferenceFileError {
  return new InvalidReferenceFileError(
    'This is not a reference file: its calibrations are damaged. Give a file that ' +
      'reference.toFile() made.',
  );
}
