import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { DriftError } from '../../src/core/base/errors.js';
import { seededRandom } from '../../src/core/base/random.js';
import { precisionOf } from '../../src/core/base/rows.js';
import { encodeReference } from '../../src/reference/encodeReference.js';
import { Reference } from '../../src/reference/reference.js';
import { mutateFile } from '../support/mutateFile.js';

const FILES = 2_000;

/** A reference with everything that a file can hold. */
async function wholeFile(offset: number): Promise<Uint8Array> {
  const rows = gaussianRows(1, 12, 4).map((row) => row.map((value) => value + offset));
  const fitted = await Reference.fromFeatures(rows, {
    logits: gaussianRows(2, 12, 3),
    preprocessing: 'resize 224, [0, 1]',
  });
  const file = encodeReference({
    ...fitted,
    laplaceBandwidth: await fitted.medianBandwidth('laplace'),
    sampledFrom: 5_000,
    model: {
      name: 'm',
      featureNode: 'pool',
      logitsNode: 'logits',
      architecture: 'a',
      weightMagnitude: 0.5,
    },
    calibrations: [
      {
        windowSize: 4,
        testEvery: 1,
        kernel: 'gaussian',
        bandwidth: fitted.bandwidth,
        referenceSize: 12,
        streams: 10,
        runTimes: [10, 100],
        thresholds: Float32Array.of(0.1, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.2),
        deviation: 0.01,
        tail: { shape: 0.1, scale: 0.1, from: 100 },
      },
    ],
  });
  return new Uint8Array(await file.arrayBuffer());
}

/** Bytes that are copied out of buffers while `action` runs. */
async function bytesCopied(action: () => Promise<void>): Promise<number> {
  const { slice } = ArrayBuffer.prototype;
  let bytes = 0;
  ArrayBuffer.prototype.slice = function (this: ArrayBuffer, ...range) {
    const copy = slice.apply(this, range);
    bytes += copy.byteLength;
    return copy;
  };
  try {
    await action();
    return bytes;
  } finally {
    ArrayBuffer.prototype.slice = slice;
  }
}

for (const [precision, offset] of [
  ['float32', 0],
  ['float64', 1e8],
] as const) {
  test(`${FILES} damaged files of ${precision} are each refused by name, or read whole`, async () => {
    const whole = await wholeFile(offset);
    const { features } = await Reference.fromFile(whole as BufferSource);
    expect(precisionOf(features.values)).toBe(precision);
    const random = seededRandom(7);
    const outcomes = { read: 0, refused: 0 };
    const messages = new Set<string>();
    for (let file = 0; file < FILES; file++) {
      const damaged = mutateFile(whole, random);
      const copied = await bytesCopied(async () => {
        try {
          const reference = await Reference.fromFile(damaged as BufferSource);
          outcomes.read++;
          const again = await Reference.fromFile(reference.toFile());
          expect(again, `file ${file}`).toEqual(reference);
        } catch (error) {
          if (!(error instanceof DriftError)) throw new Error(`file ${file}`, { cause: error });
          outcomes.refused++;
          messages.add(error.message.replace(/\d+/g, '0').slice(0, 60));
        }
      });
      // What is read is copied once and, to be compared, once more; a page of text may be looked at.
      expect(copied, `file ${file}`).toBeLessThanOrEqual(3 * (damaged.length + 64));
    }
    expect(outcomes.read).toBeGreaterThan(FILES / 20);
    expect(outcomes.refused).toBeGreaterThan(FILES / 4);
    expect(messages.size).toBeGreaterThan(10);
  });
}
