import { expect, test } from 'playwright/test';
import { liteRtCandidates, tapLiteRt } from 'tfjs-drift/litert';
import { graphOf } from '../../src/litert/graph.js';
import {
  classifier,
  classifierGraph,
  dense,
  type Graph,
  model,
  signedClassifier,
  spread,
} from '../support/liteRtModel.js';

/** What a file says that a model answers with: of the graph, then of each signature. */
function answersOf(bytes: Uint8Array): string[][] {
  const { lists, tensors } = graphOf(bytes);
  return lists.map(({ outputs }) =>
    outputs.map(({ name, tensor }) => `${name} = ${tensors[tensor]!.name}`),
  );
}

test('a tapped file is the file with an end, and a reference that leads there', () => {
  const bytes = classifier();
  const before = bytes.slice();
  const tapped = tapLiteRt(bytes, { output: 'hidden' });
  expect(bytes).toEqual(before);
  expect(tapped.length - bytes.length).toBeLessThan(20);
  expect(tapped.length % 4).toBe(0);
  const changed = [...bytes.keys()].filter((at) => tapped[at] !== bytes[at]);
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.at(-1)! - changed[0]!).toBeLessThan(4);

  const built = model([{ ...classifierGraph, outputs: ['probabilities', 'hidden'] }]);
  expect(graphOf(tapped)).toEqual({ ...graphOf(built), lists: graphOf(tapped).lists });
  expect(answersOf(tapped)).toEqual(answersOf(built));
});

test('a file of any length is tapped at a place that a reference may lead to', () => {
  for (const extra of [0, 1, 2, 3]) {
    const bytes = new Uint8Array(classifier().length + extra);
    bytes.set(classifier());
    const tapped = tapLiteRt(bytes, { output: 'hidden' });
    expect(tapped.length % 4).toBe(0);
    expect(answersOf(tapped)).toEqual([['probabilities = probabilities', 'hidden = hidden']]);
  }
});

test('bytes within a larger buffer are read where they lie', () => {
  const bytes = classifier();
  const larger = new Uint8Array(bytes.length + 30);
  larger.set(bytes, 13);
  const view = larger.subarray(13, 13 + bytes.length);
  expect(tapLiteRt(view, { output: 'hidden' })).toEqual(tapLiteRt(bytes, { output: 'hidden' }));
  expect(tapLiteRt(bytes.buffer)).toEqual(tapLiteRt(bytes));
});

test('each signature of the graph gets the output by its name, others keep theirs', () => {
  const tapped = tapLiteRt(signedClassifier(), { output: 'hidden' });
  expect(answersOf(tapped)).toEqual([
    ['probabilities = probabilities', 'logits = logits', 'hidden = hidden'],
    ['output_1 = logits', 'output_0 = probabilities', 'hidden = hidden'],
  ]);
  const both = model(
    [classifierGraph, { ...classifierGraph, outputs: ['logits'] }],
    [
      { key: 'b', graph: 1, inputs: { y: 'x' }, outputs: { l: 'logits' } },
      { key: 'a', inputs: { x: 'x' }, outputs: { p: 'probabilities' } },
      { key: 'c', graph: 1, inputs: { z: 'x' }, outputs: { m: 'logits' } },
    ],
  );
  expect(answersOf(tapLiteRt(both, { output: 'hidden' }))).toEqual([
    ['logits = logits', 'hidden = hidden'],
    ['l = logits', 'hidden = hidden'],
    ['m = logits', 'hidden = hidden'],
  ]);
});

test('names of any length and alphabet are written rightly', () => {
  const name = `block/${'deep/'.repeat(60)}µm ✓`;
  const renamed = (one: string) => (one === 'hidden' ? name : one);
  const graph: Graph = {
    ...classifierGraph,
    tensors: classifierGraph.tensors.map((one) => ({ ...one, name: renamed(one.name) })),
    operators: classifierGraph.operators.map((one) => ({
      ...one,
      inputs: one.inputs.map(renamed),
      outputs: one.outputs.map(renamed),
    })),
  };
  const bytes = model(
    [graph],
    [{ key: 'serving_default', inputs: { x: 'x' }, outputs: { y: 'probabilities' } }],
  );
  expect(answersOf(tapLiteRt(bytes))[1]).toEqual(['y = probabilities', `${name} = ${name}`]);
});

test('an output that the model has is no second one, and two taps are two outputs', () => {
  const bytes = classifier();
  expect(tapLiteRt(bytes, { output: 'probabilities' })).toBe(bytes);
  expect(tapLiteRt(signedClassifier(), { output: 'output_1' })).toEqual(signedClassifier());
  const twice = tapLiteRt(tapLiteRt(bytes, { output: 'hidden' }), { output: 'logits' });
  expect(tapLiteRt(twice, { output: 'hidden' })).toBe(twice);
  expect(answersOf(twice)).toEqual([
    ['probabilities = probabilities', 'hidden = hidden', 'logits = logits'],
  ]);
});

test('candidates: what goes into the last layer before each output, then what is pooled to one place', () => {
  const half = new Float32Array(1);
  const graph: Graph = {
    tensors: [
      { name: 'image', shape: [1, 8, 8, 3] },
      { name: 'k1', shape: [5, 1, 1, 3], values: spread(15) },
      { name: 'places', shape: [1, 8, 8, 5] },
      { name: 'smaller', shape: [1, 4, 4, 5] },
      { name: 'axes', shape: [2], values: half },
      { name: 'pooled', shape: [1, 5] },
      { name: 'w16', shape: [4, 5], type: 'float16', values: spread(10) },
      { name: 'w', shape: [4, 5] },
      { name: 'logits', shape: [1, 4] },
      { name: 'answer', shape: [1, 4] },
      { name: 'k2', shape: [2, 1, 1, 5], values: spread(10) },
      { name: 'mask', shape: [1, 4, 4, 2] },
    ],
    operators: [
      { code: 3, inputs: ['image', 'k1'], outputs: ['places'] },
      { code: 17, inputs: ['places'], outputs: ['smaller'] },
      { code: 40, inputs: ['smaller', 'axes'], outputs: ['pooled'] },
      { code: 6, inputs: ['w16'], outputs: ['w'] },
      dense(['pooled', 'w'], ['logits']),
      { code: 14, inputs: ['logits'], outputs: ['answer'] },
      { code: 3, inputs: ['smaller', 'k2'], outputs: ['mask'] },
    ],
    inputs: ['image'],
    outputs: ['mask', 'answer'],
  };
  const float = { type: 'float32' };
  expect(liteRtCandidates(model([graph]))).toEqual([
    {
      name: 'smaller',
      role: 'penultimate',
      kind: 'MAX_POOL_2D',
      shape: [1, 4, 4, 5],
      ...float,
      width: 5,
    },
    { name: 'pooled', role: 'penultimate', kind: 'MEAN', shape: [1, 5], ...float, width: 5 },
  ]);
  const classifying = { ...graph, outputs: ['answer'] };
  expect(liteRtCandidates(model([classifying])).map(({ name, role }) => [name, role])).toEqual([
    ['pooled', 'penultimate'],
  ]);
});

test('a candidate that is an output already has the name that LiteRT.js gives it', () => {
  const bytes = model(
    [{ ...classifierGraph, outputs: ['probabilities', 'hidden'] }],
    [{ key: 'a', inputs: { x: 'x' }, outputs: { hidden: 'probabilities', features: 'hidden' } }],
  );
  expect(liteRtCandidates(bytes).map(({ name }) => name)).toEqual(['features']);
  expect(tapLiteRt(bytes)).toBe(bytes);
});

test('a tensor that no operation computes is named, with the nearest that would do', () => {
  expect(() => tapLiteRt(classifier(), { output: 'hiden' })).toThrow(
    /no operation of the model computes 'hiden'; did you mean 'hidden'\? What lies within a loop/,
  );
  for (const output of ['w1', 'x', '']) {
    expect(() => tapLiteRt(classifier(), { output })).toThrow(/no operation of the model computes/);
  }
  const without = {
    ...classifierGraph,
    operators: [{ code: 19, inputs: ['x'], outputs: ['logits'] }],
  };
  expect(() => tapLiteRt(model([{ ...without, outputs: ['logits'] }]))).toThrow(
    /no layer to take features from; name a tensor/,
  );
  expect(() => tapLiteRt(classifier(), { output: 3 as never })).toThrow(
    /output: a string was expected/,
  );
});

test('features that LiteRT.js has no arrays for are refused, and it is said what to do', () => {
  const quantised = model([
    {
      ...classifierGraph,
      tensors: classifierGraph.tensors.map((tensor) =>
        tensor.name === 'hidden' ? { ...tensor, type: 'int8' } : tensor,
      ),
    },
  ]);
  expect(() => tapLiteRt(quantised, { output: 'hidden' })).toThrow(
    /^output: 'hidden' is of type int8, which LiteRT.js does not give.*Convert the model with dynamic range/,
  );
  expect(liteRtCandidates(quantised)).toEqual([]);
  expect(() => tapLiteRt(quantised)).toThrow(/it computes in int8.*Convert the model/);
  expect(answersOf(tapLiteRt(quantised, { output: 'logits' }))).toEqual([
    ['probabilities = probabilities', 'logits = logits'],
  ]);
});

test('what is no .tflite file is refused by name', () => {
  const bytes = classifier();
  const cases: [unknown, RegExp][] = [
    [bytes.subarray(0, 200), /ModelLoadError: .*only a part of one/],
    [
      new TextEncoder().encode('<!doctype html><title>404</title>'),
      /ModelLoadError: .*no \.tflite/,
    ],
    [new Uint8Array(), /ModelLoadError: .*no \.tflite/],
    [model([]), /ModelLoadError: .*no \.tflite/],
    ['/model.tflite', /InvalidOptionError: .*'\/model.tflite' came/],
    [null, /InvalidOptionError: .*null came/],
  ];
  for (const [given, message] of cases) {
    for (const use of [liteRtCandidates, tapLiteRt]) {
      expect(String(caught(() => use(given as Uint8Array)))).toMatch(message);
    }
  }
});

test('damaged files give named errors and nothing else', () => {
  const bytes = signedClassifier();
  for (let at = 0; at < bytes.length; at++) {
    for (const change of [1, 0x80, 0xff]) {
      const damaged = bytes.slice();
      damaged[at]! ^= change;
      const error = caught(() => tapLiteRt(damaged, { output: 'hidden' }) && tapLiteRt(damaged));
      if (error) expect((error as Error).name).toBe('ModelLoadError');
    }
  }
});

function caught(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}
