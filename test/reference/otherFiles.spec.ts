import { expect, test } from 'playwright/test';
import { InvalidReferenceFileError, Reference } from 'tfjs-drift';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';

const text = (start: string) => new Blob([start.padEnd(200)]);
const bytes = (...start: readonly number[]) => {
  const file = new Uint8Array(200);
  file.set(start);
  return file;
};
const codes = (word: string) => [...word].map((character) => character.charCodeAt(0));

const others: readonly [string, () => unknown, RegExp][] = [
  [
    'an address',
    () => '/reference.safetensors',
    /'\/reference\.safetensors' came\. .*Fetch it first/,
  ],
  ['a URL', () => new URL('https://a.b/c'), /a value of type URL came\. .*Fetch it first/],
  ['a Response', () => new Response('x'), /type Response came\. .*`await response\.blob\(\)`/],
  ['a promise', () => Promise.resolve(new Blob()), /a Promise \(await it first\) came/],
  ['nothing', () => undefined, /undefined came/],
  ['null', () => null, /null came/],
  ['rows', () => [[1, 2]], /a value of type Array came/],
  [
    'a pointer of Git LFS',
    () => new Blob(['version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n']),
    /it is a pointer of Git LFS.*`git lfs pull`/,
  ],
  ['an HTML page', () => text('\n\n<!doctype html>'), /it is an HTML page/],
  ['JSON', () => text('{\n  "rows": []'), /it is JSON.*fromFeatures\(rows\)/],
  ['a NumPy array', () => bytes(0x93, ...codes('NUMPY'), 1, 0, 0x76), /\.npy.*save_file/],
  ['a zip', () => bytes(...codes('PK'), 3, 4, 20, 0, 8), /zip archive.*\.npz.*save_file/],
  ['an HDF5 file', () => bytes(0x89, ...codes('HDF'), 13, 10, 26, 10), /HDF5.*save_file/],
  ['noise', () => bytes(...codes('not a reference')), /claims more bytes than any file does/],
];

for (const [what, file, message] of others) {
  test(`what is no reference is named: ${what}`, async () => {
    const error = await Reference.fromFile(file() as Blob).then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(InvalidReferenceFileError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/\d{9}/);
  });
}

test('a reference that is cut off is told from text, whatever the length of its header', async () => {
  const reference = await Reference.fromFeatures(gaussianRows(5, 3, 1));
  const whole = new Uint8Array(await reference.toFile().arrayBuffer());
  const length = new DataView(whole.buffer).getBigUint64(0, true);
  for (const low of [0x3c, 0x7b, 0x5b]) {
    const cut = whole.slice(0, 40);
    cut[0] = low;
    const claimed = (length & ~0xffn) | BigInt(low);
    await expect(Reference.fromFile(cut)).rejects.toThrow(
      `its header claims ${claimed} bytes, the file has 40`,
    );
  }
});

test('labels of another type are named, with what would do', async () => {
  const header = JSON.stringify({
    features: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
    labels: { dtype: 'I64', shape: [2], data_offsets: [8, 24] },
  });
  const file = new Blob([
    new BigUint64Array([BigInt(header.length)]),
    header,
    new Float32Array([1, 2]),
    new BigInt64Array(2),
  ]);
  await expect(Reference.fromFile(file)).rejects.toThrow(
    /'labels' is of dtype I64, I32 was expected\. In Python, .*`\.astype\(np\.int32\)`.*labelNames.*or leave them out/,
  );
});
