import { expect, test } from 'playwright/test';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { encodeSafetensors } from '../../src/reference/encodeSafetensors.js';

const tensors = {
  features: { shape: [2, 3], values: Float32Array.of(1, -2.5, 1e-30, 3e38, -0, 6) },
  scalar: { shape: [], values: Float32Array.of(7) },
  empty: { shape: [0, 4], values: new Float32Array(0) },
};
const float64 = { shape: [1, 3], values: Float64Array.of(1e8 + 1, -0, 1e-300) };
const metadata = { format: 'pt', note: 'Grüße, 漢字 🦉 "quoted"\n' };

/** A file of any header and so many bytes of values. */
function fileOf(header: unknown, valueBytes = 8): Promise<ArrayBuffer> {
  const json = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(json.length), true);
  return new Blob([length.buffer, json, new Uint8Array(valueBytes)]).arrayBuffer();
}

const entry = (changes: object = {}) => ({
  a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...changes },
});

test('what is encoded comes back bit for bit', async () => {
  const file = await encodeSafetensors({ tensors, metadata }).arrayBuffer();
  const decoded = decodeSafetensors(file);
  expect(decoded.metadata).toEqual(metadata);
  expect(decoded.tensors).toEqual(tensors);
  expect(Object.is(decoded.tensors['features']!.values[4], -0)).toBe(true);
});

test('the file is laid out as other readers expect', async () => {
  const file = await encodeSafetensors({ tensors, metadata }).arrayBuffer();
  const length = Number(new DataView(file).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
  expect(Object.keys(header)).toEqual(['__metadata__', 'features', 'scalar', 'empty']);
  expect(header.features).toEqual({ dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] });
  expect(header.scalar.data_offsets).toEqual([24, 28]);
  expect(header.empty.data_offsets).toEqual([28, 28]);
  expect(file.byteLength).toBe(8 + length + 28);
  expect(new DataView(file).getFloat32(8 + length + 4, true)).toBe(-2.5);
});

test('float64 stays float64, wherever it lies among others', async () => {
  const mixed = { first: float64, scalar: tensors.scalar, last: float64 };
  const file = await encodeSafetensors({ tensors: mixed, metadata }).arrayBuffer();
  const decoded = decodeSafetensors(file);
  expect(decoded.tensors).toEqual(mixed);
  expect(Object.is(decoded.tensors['last']!.values[1], -0)).toBe(true);
  const length = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
  expect(header.first).toEqual({ dtype: 'F64', shape: [1, 3], data_offsets: [0, 24] });
  expect(new DataView(file).getFloat64(8 + length, true)).toBe(1e8 + 1);
});

test('files without metadata and of any header length are read', async () => {
  const { tensors: read, metadata: none } = decodeSafetensors(await fileOf(entry()));
  expect(read).toEqual({ a: { shape: [2], values: new Float32Array(2) } });
  expect(none).toEqual({});
  const odd = decodeSafetensors(await fileOf(`${JSON.stringify(entry())} `));
  expect(odd.tensors).toEqual(read);
});

const malformed: [string, () => Promise<ArrayBuffer>, RegExp][] = [
  ['no bytes', () => Promise.resolve(new ArrayBuffer(0)), /only 0 bytes/],
  ['only a length', () => Promise.resolve(new ArrayBuffer(8)), /header is not a JSON object/],
  [
    'a length beyond the file',
    () => Promise.resolve(new ArrayBuffer(9)).then(withLength),
    /claims/,
  ],
  ['HTML', () => new Blob(['  <html><body>Not found']).arrayBuffer(), /HTML page/],
  ['broken JSON', () => fileOf('{"a":'), /header is not a JSON object/],
  ['a list', () => fileOf([]), /header is not a JSON object/],
  ['null', () => fileOf(null), /header is not a JSON object/],
  ['broken UTF-8', async () => withByte(await fileOf('{"é":1}'), 10, 0xff), /not a JSON object/],
  ['numbers in the metadata', () => fileOf({ __metadata__: { a: 1 } }), /table of strings/],
  ['metadata null', () => fileOf({ __metadata__: null }), /table of strings/],
  [
    'half precision',
    () => fileOf(entry({ dtype: 'F16' })),
    /'a' is of dtype F16, F32 or F64 was expected\. In Python, .*`\.astype\(np\.float32\)`/,
  ],
  ['bfloat16', () => fileOf(entry({ dtype: 'BF16' })), /'a' is of dtype BF16.*`\.float\(\)`/],
  ['no type', () => fileOf(entry({ dtype: undefined })), /'a' is of dtype undefined/],
  ['float64 of half the bytes', () => fileOf(entry({ dtype: 'F64' })), /'a' are not all there/],
  ['an entry null', () => fileOf({ a: null }), /'a' has no shape and byte range/],
  ['a negative size', () => fileOf(entry({ shape: [-2] })), /'a' has no shape and byte range/],
  ['a broken size', () => fileOf(entry({ shape: [1.5] })), /'a' has no shape and byte range/],
  [
    'no offsets',
    () => fileOf(entry({ data_offsets: undefined })),
    /'a' has no shape and byte range/,
  ],
  ['offsets of another size', () => fileOf(entry({ data_offsets: [0, 4] })), /'a' are not all/],
  ['offsets that go back', () => fileOf(entry({ data_offsets: [8, 0] })), /'a' are not all/],
  ['values cut off', () => fileOf(entry(), 7), /take 8 bytes, after the header it has 7/],
  ['values that nothing claims', () => fileOf(entry(), 12), /take 8 bytes, .* it has 12/],
  ['a gap', () => fileOf(entry({ data_offsets: [4, 12] }), 12), /'a' do not follow/],
  [
    'bytes claimed twice',
    () => fileOf({ ...entry(), b: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }),
    /'b' do not follow/,
  ],
];

function withLength(file: ArrayBuffer): ArrayBuffer {
  new DataView(file).setBigUint64(0, 2n ** 60n, true);
  return file;
}

function withByte(file: ArrayBuffer, at: number, value: number): ArrayBuffer {
  new Uint8Array(file)[at] = value;
  return file;
}

for (const [what, make, message] of malformed) {
  test(`refused: ${what}`, async () => {
    const file = await make();
    expect(() => decodeSafetensors(file)).toThrow(message);
    expect(() => decodeSafetensors(file)).toThrow(
      expect.objectContaining({ name: 'InvalidReferenceFileError' }),
    );
  });
}
