import { expect, test } from 'playwright/test';
import { SegmentedMonitor } from 'tfjs-drift';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { DriftError } from '../../src/core/base/errors.js';
import { seededRandom } from '../../src/core/base/random.js';
import { precisionOf } from '../../src/core/base/rows.js';
import { encodeReference } from '../../src/reference/encodeReference.js';
import { Reference } from '../../src/reference/reference.js';
import { damages, type Header, reheaded } from '../support/fileDamages.js';
import { mutateFile, readHeader } from '../support/mutateFile.js';

const FILES = 1_000;

/** Of the damaged ones so many must be read whole for that to be tested. */
const FEWEST_READ = 40;

/** A reference with everything that a file can hold. */
async function wholeFile(offset: number): Promise<Uint8Array> {
  const rows = gaussianRows(1, 12, 4).map((row) => row.map((value) => value + offset));
  const logits = gaussianRows(2, 12, 3);
  const known = await Reference.fromFeatures(rows.slice(0, 9), {
    logits: logits.slice(0, 9),
    preprocessing: 'resize 224, [0, 1]',
    labels: Array.from({ length: 9 }, (_, row) => (row < 5 ? 'day' : 'night')),
    times: Array.from({ length: 9 }, (_, row) => 1.7e12 + 60_000 * row),
  });
  const fitted = await known.extend(rows.slice(9), { logits: logits.slice(9) });
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
      weights: [{ name: 'w', rms: 1, sums: [0.5, -0.25, 1, 2, -1, 0, 1, 0.125], nan: 1 }],
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
    scans: [
      {
        method: 3,
        kernel: 'gaussian',
        bandwidth: fitted.bandwidth,
        referenceSize: 12,
        largest: 2,
        apart: 1,
        sizes: [1, 2],
        nulls: [0.25, 0.5].map((deviation) => ({
          quantiles: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
          tail: 0.125,
          deviation,
        })),
        logRunTimes: [1.5, 1.75, 2],
      },
    ],
    partials: [
      {
        method: 2,
        kernel: 'gaussian',
        bandwidth: fitted.bandwidth,
        referenceSize: 12,
        largest: 2,
        apart: 1,
        seed: 0,
        partsFrom: 'labels',
        partsHash: 'c0ffee',
        sizes: [2],
        partSizes: [5, 7],
        telling: [0.75],
        levels: [
          {
            mixed: { mean: -0.25, deviation: 0.125 },
            parts: [
              { mean: -0.125, deviation: 0.25 },
              { mean: 0.125, deviation: 0.5 },
            ],
            concentration: { mixed: 0.5, parts: 0.75 },
          },
        ],
        nulls: [{ quantiles: [0, 0.5, 1], tail: 0.5, deviation: 1 }],
        logRunTimes: [0, 0.25, 0.5],
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
    const { features } = await Reference.fromFile(whole as Exclude<BlobPart, string>);
    expect(precisionOf(features.values)).toBe(precision);
    const random = seededRandom(7);
    const outcomes = { read: 0, refused: 0 };
    const messages = new Set<string>();
    for (let file = 0; file < FILES; file++) {
      const damaged = mutateFile(whole, random);
      const copied = await bytesCopied(async () => {
        try {
          const reference = await Reference.fromFile(damaged as Exclude<BlobPart, string>);
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
    expect(outcomes.read).toBeGreaterThan(FEWEST_READ);
    expect(outcomes.refused).toBeGreaterThan(FILES / 4);
    expect(messages.size).toBeGreaterThan(10);
  });
}

/** What the bytes of a file say, read here once more. */
function saidBy(file: Uint8Array) {
  const { json, values } = readHeader(file)!;
  const { __metadata__: metadata, ...tensors } = json as Header;
  const valuesOf = (
    name: string,
    Values:
      | Float32ArrayConstructor
      | Float64ArrayConstructor
      | Int32ArrayConstructor = Float32Array,
  ): number[] | undefined => {
    const [begin, end] = tensors[name]?.data_offsets ?? [];
    return tensors[name] && [...new Values(values.slice(begin, end).buffer)];
  };
  const labelNames: string[] = JSON.parse(metadata['labelNames'] ?? '[]');
  const { bandwidth, sampledFrom, model, preprocessing, createdAt = '' } = metadata;
  const described: object[] = JSON.parse(metadata['calibrations'] ?? '[]');
  const partials: ({ method?: unknown } | null)[] = JSON.parse(metadata['partials'] ?? '[]');
  const scans: ({ method?: unknown } | null)[] = JSON.parse(metadata['scans'] ?? '[]');
  return {
    shape: tensors['features']!.shape,
    features: valuesOf('features'),
    confidence: valuesOf('confidence'),
    entropy: valuesOf('entropy'),
    labels: valuesOf('labels', Int32Array)?.map((at) => labelNames[at]),
    times: valuesOf('times', Float64Array),
    calibrations: described.map((rest, at) => [rest, valuesOf(`calibration.${at}`)]),
    // Those of another version are passed over.
    scans: scans.filter((scan) => scan?.method === 3),
    partials: partials.filter((partial) => partial?.method === 2),
    bandwidth: bandwidth && Number(bandwidth),
    sampledFrom: sampledFrom && Number(sampledFrom),
    model: model && JSON.parse(model),
    preprocessing,
    createdAt,
  };
}

/** The same of what was made of it; a bandwidth that the file lacks is computed. */
function keptIn(reference: Reference, said: ReturnType<typeof saidBy>): typeof said {
  const { features, outputs, calibrations, bandwidth } = reference;
  const { sampledFrom, model, preprocessing, createdAt, labels, times } = reference;
  return {
    shape: [features.count, features.width],
    features: [...features.values],
    confidence: outputs && [...outputs.confidence],
    entropy: outputs && [...outputs.entropy],
    labels: labels && [...labels],
    times: times && [...times],
    calibrations: calibrations.all.map(({ thresholds, ...rest }) => [rest, [...thresholds]]),
    scans: [...calibrations.scans] as never,
    partials: [...calibrations.partials] as never,
    bandwidth: said.bandwidth === undefined ? undefined : bandwidth,
    sampledFrom,
    // A file may say more of a model than is kept.
    model: model && { ...said.model, ...model },
    preprocessing,
    createdAt,
  };
}

test(`${FILES} files with one known fault are refused by name, or are what they say`, async () => {
  const whole = await wholeFile(0);
  const random = seededRandom(11);
  const read = new Map<string, number>();
  let longestMs = 0;
  for (let file = 0; file < FILES; file++) {
    const { kind, isKnown, damage } = damages[file % damages.length]!;
    const damaged = damage(whole, random);
    const what = `file ${file}, ${kind}`;
    const isWhole = Buffer.compare(damaged, whole) === 0;
    const start = performance.now();
    try {
      const reference = await Reference.fromFile(damaged as Exclude<BlobPart, string>);
      longestMs = Math.max(longestMs, performance.now() - start);
      read.set(kind, (read.get(kind) ?? 0) + 1);
      if (isKnown && !isWhole) throw new Error(`${what} was read`);
      const said = saidBy(damaged);
      expect(keptIn(reference, said), what).toEqual(said);
    } catch (error) {
      if (!(error instanceof DriftError)) throw new Error(what, { cause: error });
      longestMs = Math.max(longestMs, performance.now() - start);
      expect(error.message.length, what).toBeLessThan(700);
    }
  }
  // On a busy machine as well.
  expect(longestMs).toBeLessThan(2_000);
  // Values have no checksum: what a flipped bit makes of them is another reference.
  expect(read.get('a bit of the values')).toBeGreaterThan(50);
});

const inconsistent: readonly [
  string,
  (whole: string, scans: string) => Record<string, string>,
  RegExp,
][] = [
  ...(
    [
      ['whose nulls are of other windows', '"sizes":[1,2]', '"sizes":[1,3]'],
      ['whose quantiles fall', '0.1,0.2', '0.2,0.1'],
      ['whose tail never ends', '"tail":0.125', '"tail":9'],
      ['whose run times fall', '[1.5,1.75,2]', '[1.5,1.75,1]'],
      ['of a kernel that there is not', '"gaussian"', '"linear"'],
    ] as const
  ).map(
    ([what, from, to]) =>
      [
        `a scan ${what}`,
        (_: string, scans: string) => ({ scans: scans.replace(from, to) }),
        /calibrations are damaged/,
      ] as [string, (whole: string, scans: string) => Record<string, string>, RegExp],
  ),
  ['a bandwidth as wide as no distance', () => ({ bandwidth: '1e6' }), /'1e6', and its rows are/],
  ['one as narrow', () => ({ laplaceBandwidth: '1e-6' }), /'1e-6', and its rows are/],
  ['a sample of fewer', () => ({ sampledFrom: '11' }), /12 rows, said to be a sample of '11'/],
  ['landmarks twice', () => ({ landmarks: '[3,1,3]' }), /its landmarks are '\[3,1,3\]', different/],
  [
    'landmarks beyond the rows',
    () => ({ landmarks: '[12]' }),
    /different rows of its 12 were expected/,
  ],
  ['no landmarks', () => ({ landmarks: '[]' }), /its landmarks are/],
  ['landmarks in words', () => ({ landmarks: 'all' }), /its landmarks are 'all'/],
  ['a sample of none', () => ({ sampledFrom: 'x' }), /said to be a sample of 'x'/],
  [
    'a deviation beyond any statistic',
    (whole) => ({ calibrations: whole.replace('"deviation":0.01', '"deviation":9') }),
    /calibrations are damaged/,
  ],
  [
    'a bandwidth in words',
    (whole) => ({ calibrations: whole.replace(/"bandwidth":[\d.]+/, '"bandwidth":"3"') }),
    /calibrations are damaged/,
  ],
];

for (const [what, change, message] of inconsistent) {
  test(`refused: what does not fit the rest, ${what}`, async () => {
    const damaged = reheaded(await wholeFile(0), ({ __metadata__: metadata }) => {
      Object.assign(metadata, change(metadata['calibrations']!, metadata['scans']!));
    });
    await expect(Reference.fromFile(damaged as Exclude<BlobPart, string>)).rejects.toThrow(message);
  });
}

test('a sample of ever so many rows holds nothing up', async () => {
  const damaged = reheaded(await wholeFile(0), ({ __metadata__: metadata }) => {
    metadata['sampledFrom'] = `${Number.MAX_SAFE_INTEGER}`;
  });
  const reference = await Reference.fromFile(damaged as Exclude<BlobPart, string>);
  const labels = Array<string>(11).fill('cup');
  await expect(SegmentedMonitor.create({ reference, labels, windowSize: 2 })).rejects.toThrow(
    /one for each of the 12 that were kept of the 9007199254740991 rows/,
  );
});
