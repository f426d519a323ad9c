import { readFile } from 'node:fs/promises';
import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  type ModelIdentity,
  Reference as PublicReference,
  pValuePolicy,
} from 'tfjs-drift';
import { LIBRARY_VERSION } from '../../src/core/base/libraryVersion.js';
import { noLibrary } from '../../src/core/model/noLibrary.js';
import { resolveMonitorOptions } from '../../src/monitor/options.js';
import { tellOfReference } from '../../src/monitor/referenceNotices.later.js';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { encodeReference } from '../../src/reference/encodeReference.js';
import { encodeSafetensors } from '../../src/reference/encodeSafetensors.js';
import { Reference } from '../../src/reference/reference.js';

const fitted = await Reference.fromFeatures([
  [1, 2],
  [3, 5],
  [8, 13],
]);
const model = { name: 'm', featureNode: 'n', architecture: 'a', weightMagnitude: 0.5 };

test('a saved reference comes back the same', async () => {
  const read = await Reference.fromFile(fitted.toFile());
  expect(read).toEqual(fitted);
  expect(read).toMatchObject({ id: fitted.id, size: 3, width: 2, bandwidth: fitted.bandwidth });
  const again = await read.toFile().arrayBuffer();
  expect(again).toEqual(await fitted.toFile().arrayBuffer());
});

test('the same content has the same name, other content another', async () => {
  const same = await Reference.fromFeatures({
    values: Float64Array.of(1, 2, 3, 5, 8, 13),
    width: 2,
  });
  const otherShape = await Reference.fromFeatures([
    [1, 2, 3],
    [5, 8, 13],
  ]);
  const otherOrder = await Reference.fromFeatures([
    [3, 5],
    [1, 2],
    [8, 13],
  ]);
  expect(same.id).toBe(fitted.id);
  expect(new Set([fitted.id, otherShape.id, otherOrder.id]).size).toBe(3);
});

test('mean and bandwidth are those of the rows', () => {
  expect([...fitted.mean]).toEqual([4, Math.fround(20 / 3)]);
  // Distances √13, √89 and √170: the median is the second.
  expect(fitted.bandwidth).toBeCloseTo(Math.sqrt(89), 12);
});

test('a file of the first schema version is read, and written as one of the present', async () => {
  const old = await readFile('e2e/golden/reference-v1.safetensors');
  expect(decodeSafetensors(copyOf(old)).metadata['schemaVersion']).toBe('1');
  const reference = await Reference.fromFile(copyOf(old));
  expect(reference).toMatchObject({
    id: fitted.id,
    bandwidth: fitted.bandwidth,
    createdAt: '2026-11-01T12:00:00.000Z',
    preprocessing: undefined,
    model: { name: 'mobilenet_v1_1.00', featureNode: 'pool', weightMagnitude: 0.5 },
  });
  expect(reference.outputs?.confidence).toHaveLength(3);
  expect(reference.calibrations.all).toMatchObject([{ windowSize: 2, runTimes: [10, 100] }]);
  expect(await reference.medianBandwidth('laplace')).toBe(13);
  const file = await reference.toFile().arrayBuffer();
  const { metadata } = decodeSafetensors(file);
  expect(metadata).toMatchObject({ schemaVersion: '2', libraryVersion: LIBRARY_VERSION });
  expect(reference.model).not.toHaveProperty('weights');
  expect(await Reference.fromFile(file)).toEqual(reference);
});

test("a model's weights are kept, and an older reference says that it knows less", async () => {
  const weights = [
    { name: 'conv/kernel', rms: 0.5, sums: [0.1, -0.2, 0, 0.3, 1e-9, 0.6, -0.7, 0.8] },
    { name: 'conv/bias', rms: 0, sums: Array(8).fill(0), nan: 2 },
  ];
  const known = await Reference.fromFile(fileOf({ ...model, weights }));
  expect(known.model).toEqual({ ...model, weights });
  expect(await Reference.fromFile(known.toFile())).toEqual(known);
  const older = await Reference.fromFile(fileOf(model));
  const codesOf = async (reference: Reference) => {
    const codes: string[] = [];
    const options = resolveMonitorOptions({ reference, policy: pValuePolicy() }, noLibrary, fail);
    await tellOfReference(options, undefined, ({ code }) => codes.push(code));
    return codes;
  };
  expect(await codesOf(known)).toEqual([]);
  expect(await codesOf(older)).toEqual(['identity-partial']);
  expect(await codesOf(fitted)).toEqual([]);
  // A monitor says so once its tests can be made.
  const monitor = new DriftMonitor({ reference: older, policy: pValuePolicy() });
  await monitor.ready();
  await expect.poll(() => monitor.status.notices).toMatchObject([{ code: 'identity-partial' }]);
  await monitor.dispose();
});

function fail(error: Error): never {
  throw error;
}

/** The file of `fitted`, of a model. */
function fileOf(described: ModelIdentity): Blob {
  return encodeReference({
    ...fitted,
    model: described,
    calibrations: [],
    scans: [],
    partials: [],
  });
}

test('landmarks are kept, and the same are chosen for a file without them', async () => {
  const rows = Array.from({ length: 90 }, (_, row) => [Math.sin(row), Math.cos(3 * row), row % 7]);
  const made = await Reference.fromFeatures([...rows, ...rows]);
  expect(new Set(made.landmarks).size).toBe(64);
  const whole = await made.toFile().arrayBuffer();
  const { tensors, metadata } = decodeSafetensors(whole);
  expect(JSON.parse(metadata['landmarks']!)).toEqual(made.landmarks);
  const { landmarks: _, ...older } = metadata;
  const read = await Reference.fromFile(encodeSafetensors({ tensors, metadata: older }));
  expect(read.landmarks).toEqual(made.landmarks);
  expect(new Uint8Array(await read.toFile().arrayBuffer())).toEqual(new Uint8Array(whole));
  const others = JSON.stringify([5, 7]);
  const given = await Reference.fromFile(
    encodeSafetensors({ tensors, metadata: { ...metadata, landmarks: others } }),
  );
  expect(given.landmarks).toEqual([5, 7]);
  const few = await Reference.fromFeatures([...rows.slice(0, 3), ...rows.slice(0, 3)]);
  expect(few.landmarks).toHaveLength(3);
});

test('how inputs were prepared is kept, also in what is made of it', async () => {
  const rows = [
    [1, 2],
    [3, 5],
  ];
  const preprocessing = 'resize 224, [0, 1]';
  const made = await Reference.fromFeatures(rows, { preprocessing });
  const read = await Reference.fromFile(made.toFile());
  const extended = await read.extend([[8, 13]]);
  expect([made, read, extended].map((one) => one.preprocessing)).toEqual(
    Array(3).fill(preprocessing),
  );
});

test('a file from elsewhere needs only features, format and schema version', async () => {
  const { tensors } = decodeSafetensors(await fitted.toFile().arrayBuffer());
  const metadata = { format: 'tfjs-drift reference', schemaVersion: '2' };
  const read = await Reference.fromFile(encodeSafetensors({ tensors, metadata }));
  expect(read).toMatchObject({ id: fitted.id, bandwidth: fitted.bandwidth, model: undefined });
  const equal = { features: { shape: [2, 2], values: Float32Array.of(1, 2, 1, 2) } };
  await expect(Reference.fromFile(encodeSafetensors({ tensors: equal, metadata }))).rejects.toThrow(
    expect.objectContaining({ name: 'InvalidFeaturesError' }),
  );
});

function copyOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

const damages: [string, Record<string, string | undefined>, RegExp][] = [
  ['another format', { format: 'pt' }, /lacks format 'tfjs-drift reference'/],
  [
    'a newer schema',
    { schemaVersion: '3', libraryVersion: '9.9.9' },
    /schema version is 3, this library, [\d.]+, reads up to 2; a newer one wrote it \(9\.9\.9\)/,
  ],
  ['no schema', { schemaVersion: undefined }, /schema version is undefined/],
  ['a schema that is no number', { schemaVersion: 'toString' }, /schema version is toString/],
  ['a bandwidth of zero', { bandwidth: '0' }, /bandwidth is '0'/],
  ['a bandwidth without end', { bandwidth: 'Infinity' }, /bandwidth is 'Infinity'/],
  ['a Laplace bandwidth below zero', { laplaceBandwidth: '-1' }, /laplaceBandwidth is '-1'/],
  ['a model that is no JSON', { model: '{' }, /model identity is not readable/],
  ['a model null', { model: 'null' }, /model identity is not readable/],
  [
    'a model of numbers',
    { model: JSON.stringify({ ...model, name: 3 }) },
    /model identity is not readable/,
  ],
  ...[
    {},
    [null],
    [{ name: 'w', rms: 1 }],
    [{ name: 'w', rms: -1, sums: [1] }],
    [{ name: 'w', rms: 1, sums: [null] }],
    [{ name: 3, rms: 1, sums: [1] }],
    [{ name: 'w', rms: '1', sums: [1] }],
    [{ name: 'w', rms: 1, sums: [1], nan: 'x' }],
  ].map((weights): (typeof damages)[number] => [
    `a model of the weights ${JSON.stringify(weights)}`,
    { model: JSON.stringify({ ...model, weights }) },
    /model identity is not readable/,
  ]),
];

for (const [what, changes, message] of damages) {
  test(`refused: ${what}`, async () => {
    const { tensors, metadata } = decodeSafetensors(await fitted.toFile().arrayBuffer());
    const changed = Object.entries({ ...metadata, ...changes }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    );
    const file = encodeSafetensors({ tensors, metadata: Object.fromEntries(changed) });
    await expect(Reference.fromFile(file)).rejects.toThrow(message);
  });
}

const broken: [string, { shape: number[]; values: Float32Array | Float64Array }, RegExp][] = [
  ['one row', { shape: [1, 2], values: Float32Array.of(1, 2) }, /shape \[2 or more, width\]/],
  ['no width', { shape: [2, 0], values: new Float32Array(0) }, /shape \[2 or more, width\]/],
  [
    'rank 1',
    { shape: [4], values: new Float32Array(4) },
    /is of shape \[4\], shape \[2 or more, width\] was expected/,
  ],
  ['a NaN', { shape: [2, 1], values: Float32Array.of(1, Number.NaN) }, /not all finite/],
  ['a float64 NaN', { shape: [2, 1], values: Float64Array.of(1, Number.NaN) }, /not all finite/],
  ['what float32 lacks', { shape: [2, 1], values: Float64Array.of(1, 1e300) }, /not all finite/],
];

for (const [what, features, message] of broken) {
  test(`refused: features of ${what}`, async () => {
    const { metadata } = decodeSafetensors(await fitted.toFile().arrayBuffer());
    const file = encodeSafetensors({ tensors: { features }, metadata });
    await expect(Reference.fromFile(file)).rejects.toThrow(message);
  });
}

test('a file whose tensors have other names says which', async () => {
  const { metadata } = decodeSafetensors(await fitted.toFile().arrayBuffer());
  const tensor = { shape: [1], values: Float32Array.of(1) };
  const file = (...names: string[]) =>
    encodeSafetensors({
      tensors: Object.fromEntries(names.map((name) => [name, tensor])),
      metadata,
    });
  await expect(Reference.fromFile(file('embeddings', 'labels'))).rejects.toThrow(
    "it has no tensor 'features', only 'embeddings', 'labels'. Give",
  );
  await expect(Reference.fromFile(file(...'abcdefghijkl'))).rejects.toThrow(/'j' and 2 more\./);
  await expect(Reference.fromFile(file())).rejects.toThrow("'features', nor any other.");
});

test("the Laplace kernel's bandwidth is in the file once it is known", async () => {
  const reference = await Reference.fromFeatures([
    [1, 2],
    [3, 5],
    [8, 13],
  ]);
  const written = async (one: Reference) =>
    decodeSafetensors(await one.toFile().arrayBuffer()).metadata;
  expect(await written(reference)).not.toHaveProperty('laplaceBandwidth');
  for (const kernel of ['gaussian', 'exponential', 'rationalQuadratic'] as const) {
    expect(await reference.medianBandwidth(kernel)).toBe(reference.bandwidth);
  }
  // L1 distances 5, 18 and 13: the median is the third.
  const asked = [reference.medianBandwidth('laplace'), reference.medianBandwidth('laplace')];
  expect(await Promise.all(asked)).toEqual([13, 13]);
  expect(await written(reference)).toMatchObject({ laplaceBandwidth: '13' });
  expect(await written(await Reference.fromFile(reference.toFile()))).toEqual(
    await written(reference),
  );
});

test("the Laplace kernel's bandwidth of a file is taken as it is", async () => {
  const { tensors, metadata } = decodeSafetensors(await fitted.toFile().arrayBuffer());
  const file = encodeSafetensors({ tensors, metadata: { ...metadata, laplaceBandwidth: '12.5' } });
  expect(await (await Reference.fromFile(file)).medianBandwidth('laplace')).toBe(12.5);
});

test('whatever made it, a reference is an instance of Reference, and nothing else is', async () => {
  const made = await Reference.fromFeatures([[0], [1], [2]]);
  const others = [await Reference.fromFile(made.toFile()), await made.extend([[3]])];
  for (const reference of [made, ...others]) expect(reference).toBeInstanceOf(PublicReference);
  const { features, mean, bandwidth, id } = made;
  for (const other of [{ features, mean, bandwidth, id }, null, 3, PublicReference]) {
    expect((other as unknown) instanceof PublicReference).toBe(false);
  }
});
