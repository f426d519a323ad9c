import { InvalidReferenceFileError } from '../core/base/errors.js';
import {
  DTYPES,
  HEADER_LENGTH_BYTES,
  type SafetensorsEntry,
  type SafetensorsFile,
} from './encodeSafetensors.js';

interface CheckedEntry {
  readonly name: string;
  readonly values: Float32ArrayConstructor | Float64ArrayConstructor | Int32ArrayConstructor;
  readonly shape: number[];
  /** Bytes, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** @throws {@link InvalidReferenceFileError} for anything but a whole, consistent file. */
export function decodeSafetensors(file: ArrayBuffer): SafetensorsFile {
  const header = parseHeader(file);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isStringRecord(metadata)) throw invalid('its metadata is not a table of strings');
  const start = HEADER_LENGTH_BYTES + headerLength(file);
  const checked = Object.entries(entries).map(([name, entry]) => checkedEntry(name, entry));
  requireTiling(checked, file.byteLength - start);
  const tensors = Object.fromEntries(
    checked.map(({ name, values: Values, shape, begin, end }) => [
      name,
      { shape, values: new Values(file.slice(start + begin, start + end)) },
    ]),
  );
  return { tensors, metadata };
}

function headerLength(file: ArrayBuffer): number {
  if (file.byteLength < HEADER_LENGTH_BYTES) throw invalid(`it has only ${file.byteLength} bytes`);
  const length = new DataView(file).getBigUint64(0, true);
  if (length > BigInt(file.byteLength - HEADER_LENGTH_BYTES)) {
    const claimed = length > LONGEST_HEADER ? 'more bytes than any file does' : `${length} bytes`;
    throw otherFile(file, `its header claims ${claimed}, the file has ${file.byteLength}`);
  }
  return Number(length);
}

const FROM_PYTHON =
  "Write one in Python: `safetensors.numpy.save_file({'features': features.astype('float32')}, path, " +
  "metadata={'format': 'tfjs-drift reference', 'schemaVersion': '2'})`.";

/** Longer ones are refused by the format's own library. */
const LONGEST_HEADER = 100_000_000n;

/**
 * What else is given for a reference: how it begins, with `·` for what is not printable, what it is, and
 * what to do. The length of a header has zeros where text is printable.
 */
const OTHER_FILES: readonly (readonly [start: RegExp, what: string, whatToDo?: string])[] = [
  [/^[ ·]{0,4}<[ -~]{4}/, 'it is an HTML page, as servers send for a missing file'],
  [
    /^version https:\/\/git-lfs/,
    'it is a pointer of Git LFS, which only stands for the file',
    'Run `git lfs pull` where the file is served from.',
  ],
  [
    /^[ ·]{0,4}[{[]·{0,2}[ -~]{4}/,
    'it is JSON',
    'Give a file that reference.toFile() made. Rows as JSON go to `Reference.fromFeatures(rows)`.',
  ],
  [/^·NUMPY/, 'it is a NumPy array (.npy)', FROM_PYTHON],
  [/^PK··/, 'it is a zip archive, as .npz and PyTorch files are', FROM_PYTHON],
  [/^·HDF/, 'it is an HDF5 file', FROM_PYTHON],
];

/** @param otherwise What is wrong with it, where it looks like no file that is known. */
function otherFile(file: ArrayBuffer, otherwise: string): InvalidReferenceFileError {
  const start = String.fromCharCode(...new Uint8Array(file.slice(0, 64))).replace(/[^ -~]/g, '·');
  const [, what, whatToDo] = OTHER_FILES.find(([known]) => known.test(start)) ?? [];
  return invalid(what ?? otherwise, whatToDo);
}

function parseHeader(file: ArrayBuffer): Record<string, unknown> {
  const bytes = new Uint8Array(file, HEADER_LENGTH_BYTES, headerLength(file));
  try {
    const header = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return header as Record<string, unknown>;
    }
  } catch {}
  throw otherFile(file, 'its header is not a JSON object, or has a name twice');
}

/**
 * Of a name that comes twice `JSON.parse` takes the latter, and other readers perhaps the former: what
 * such a file says is not known.
 *
 * @throws SyntaxError for it, and for what is no JSON; RangeError where it is nested too deep.
 */
export function parseJson(json: string): unknown {
  const parsed: unknown = JSON.parse(json);
  let names = 0;
  for (const [, colon] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (colon) names++;
  if (names === namesIn(parsed)) return parsed;
  throw new SyntaxError('a name comes twice');
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : parts.length;
  return parts.reduce<number>((sum, part) => sum + namesIn(part), own);
}

/**
 * As the format demands, each byte belongs to one tensor: else a small file could claim the same
 * bytes again and again, and take up any amount of memory.
 */
function requireTiling(entries: readonly CheckedEntry[], length: number): void {
  let covered = 0;
  for (const { name, begin, end } of [...entries].sort(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== covered)
      throw invalid(`the bytes of '${clipped(name)}' do not follow those before them`);
    covered = end;
  }
  if (covered !== length) {
    throw invalid(`its tensors take ${covered} bytes, after the header it has ${length}`);
  }
}

function checkedEntry(name: string, entry: unknown): CheckedEntry {
  const shown = clipped(name);
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<SafetensorsEntry>;
  const isCounts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw invalid(`its entry '${shown}' has no shape and byte range, and so is not a tensor`);
  }
  const values = arrayOf(shown, dtype);
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product, size) => product * size, values.BYTES_PER_ELEMENT);
  if (end - begin !== bytes) throw invalid(`the bytes of '${shown}' are not all there`);
  return { name, values, shape, begin, end };
}

/** Whole numbers are of use in `labels` alone. */
function arrayOf(name: string, dtype: unknown): CheckedEntry['values'] {
  if (dtype === DTYPES.float32) return Float32Array;
  if (dtype === DTYPES.float64) return Float64Array;
  const isLabels = name === 'labels';
  if (isLabels && dtype === DTYPES.int32) return Int32Array;
  const expected = isLabels ? DTYPES.int32 : `${DTYPES.float32} or ${DTYPES.float64}`;
  throw invalid(
    `its tensor '${name}' is of dtype ${String(dtype).slice(0, 16)}, ${expected} was expected`,
    isLabels
      ? 'In Python, write the places of the labels in a list of names, `.astype(np.int32)`, and that list ' +
          "into the metadata: `'labelNames': json.dumps(names)`; or leave them out."
      : 'In Python, write it as float32: `.astype(np.float32)` of an array, `.float()` of a torch ' +
          'tensor. Leave out what is none of `features`, `confidence`, `entropy`, `labels` and `times`.',
  );
}

/** What a file says, as far as a message shows it. */
export function clipped(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((entry) => typeof entry === 'string')
  );
}

function invalid(
  why: string,
  whatToDo = 'Give a file that reference.toFile() made.',
): InvalidReferenceFileError {
  return new InvalidReferenceFileError(
    `This is not a readable safetensors file: ${why}. ${whatToDo}`,
  );
}
