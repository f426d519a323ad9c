import { expect, test } from 'playwright/test';
import {
  InvalidReferenceFileError,
  ksTest,
  mmdTest,
  powerOf,
  Reference,
  TimeoutError,
} from 'tfjs-drift';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { inHurry } from '../support/hurriedTime.js';

const rows = gaussianRows(400, 30, 1);
const reference = await Reference.fromFeatures(rows);
const file = reference.toFile();

/** As of a backend that never answers. */
const silentTensor = {
  dataId: {},
  shape: [2, 30],
  rank: 2,
  size: 60,
  data: () => new Promise<never>(() => {}),
};

const calls: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
  'Reference.fromFeatures': (signal) => Reference.fromFeatures(rows, { signal }),
  'its logits': (signal) => Reference.fromFeatures(rows, { signal, logits: rows }),
  extend: (signal) => reference.extend(rows, { signal }),
  replaceFrom: (signal) => reference.replaceFrom(rows, { signal }),
  'Reference.fromFile': (signal) => Reference.fromFile(file, { signal }),
  medianBandwidth: (signal) => reference.medianBandwidth('laplace', { signal }),
  powerOf: (signal) => powerOf(reference, { signal }),
  "powerOf with 'laplace'": (signal) => powerOf(reference, { signal, kernel: 'laplace' }),
  mmdTest: (signal) => mmdTest(rows, rows, { signal, permutations: 9_999 }),
  ksTest: (signal) => ksTest(rows, rows, { signal }),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name} ends with its signal's reason, at once where it was aborted before`, async () => {
    await expect(call(AbortSignal.abort(new Error('enough')))).rejects.toThrow(/^enough$/);
    const ended = new AbortController();
    const called = call(ended.signal);
    ended.abort(new Error('enough'));
    await expect(called).rejects.toThrow(/^enough$/);
  });
}

test('a median that one caller no longer waits for is there for the others', async () => {
  const own = await Reference.fromFeatures(rows);
  const ended = new AbortController();
  const [first, second] = [
    own.medianBandwidth('laplace', { signal: ended.signal }),
    own.medianBandwidth('laplace'),
  ];
  ended.abort(new Error('enough'));
  await expect(first).rejects.toThrow(/^enough$/);
  expect(await second).toBe(await reference.medianBandwidth('laplace'));
});

test('a tensor whose backend never answers is given up by name, or by its signal', async () => {
  // What is loaded when it is first asked for is there.
  await Promise.all([mmdTest(rows, rows, { permutations: 19 }), ksTest(rows, rows)]);
  for (const call of [
    (options: object) => Reference.fromFeatures(silentTensor, options),
    (options: object) => reference.extend(silentTensor, options),
    (options: object) => mmdTest(rows, silentTensor, options),
    (options: object) => ksTest(rows, silentTensor, options),
  ]) {
    const givenUp = inHurry<unknown>(() => call({}));
    await expect(givenUp).rejects.toThrow(TimeoutError);
    await expect(givenUp).rejects.toThrow(/: the tensor's backend has not answered for 60 s/);
    const signal = AbortSignal.timeout(20);
    await expect(call({ signal })).rejects.toThrow(signal.reason);
  }
});

test('a file that was removed since it was chosen, or that is never read, is told by name', async () => {
  const { arrayBuffer } = Blob.prototype;
  try {
    Blob.prototype.arrayBuffer = () =>
      Promise.reject(new DOMException('It is gone.', 'NotReadableError'));
    const gone = Reference.fromFile(file);
    await expect(gone).rejects.toThrow(InvalidReferenceFileError);
    await expect(gone).rejects.toThrow(
      /^The file cannot be read \(It is gone\.\): it may have been/,
    );
    Blob.prototype.arrayBuffer = () => new Promise<never>(() => {});
    const silent = inHurry(() => Reference.fromFile(file));
    await expect(silent).rejects.toThrow(TimeoutError);
  } finally {
    Blob.prototype.arrayBuffer = arrayBuffer;
  }
  expect((await Reference.fromFile(file)).id).toBe(reference.id);
});
