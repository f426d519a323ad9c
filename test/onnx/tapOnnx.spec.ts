import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'playwright/test';
import { onnxCandidates, tapOnnx } from 'tfjs-drift/onnx';
import { bytesOf, joined } from '../../src/onnx/protobuf.js';
import {
  attribute,
  classifier,
  input,
  model,
  node,
  output,
  spread,
  valueInfo,
  weight,
} from '../support/onnxModel.js';

const rows = () => new Tensor('float32', Float32Array.from(spread(8)), [2, 4]);

test('a tapped model gives one more tensor, and the same predictions bit for bit', async () => {
  const bytes = classifier();
  const before = bytes.slice();
  const tapped = tapOnnx(bytes, { output: 'hidden' });
  expect(bytes).toEqual(before);
  expect(tapped.subarray(0, bytes.length)).toEqual(bytes);
  expect(tapped.length - bytes.length).toBeLessThan(20);

  const plain = await InferenceSession.create(bytes);
  const session = await InferenceSession.create(tapped);
  expect(session.outputNames).toEqual(['probabilities', 'hidden']);
  const [expected, answer] = [await plain.run({ x: rows() }), await session.run({ x: rows() })];
  expect(answer['probabilities']!.data).toEqual(expected['probabilities']!.data);
  expect(answer['hidden']!.dims).toEqual([2, 6]);
  const x = spread(8).slice(0, 4);
  const weights = spread(24);
  const first = x.reduce((sum, value, at) => sum + value * weights[6 * at]!, 0);
  expect(Number(answer['hidden']!.data[0])).toBeCloseTo(Math.max(0, first), 5);
});

test('lengths of 128 bytes and more are written rightly', async () => {
  const name = `block/${'deep/'.repeat(60)}hidden`;
  const bytes = model(
    node('MatMul', ['x', 'w1'], [name]),
    node('MatMul', [name, 'w2'], ['y']),
    weight('w1', [4, 6], spread(24)),
    weight('w2', [6, 3], spread(18)),
    input('x', [1, 4]),
    output('y', [1, 3]),
  );
  const session = await InferenceSession.create(tapOnnx(bytes));
  expect(session.outputNames).toEqual(['y', name]);
});

test('an output that the model has is no second one, and two taps are two outputs', async () => {
  const bytes = classifier();
  expect(tapOnnx(bytes, { output: 'probabilities' })).toBe(bytes);
  const twice = tapOnnx(tapOnnx(bytes, { output: 'hidden' }), { output: 'logits' });
  expect(tapOnnx(twice, { output: 'hidden' })).toBe(twice);
  const session = await InferenceSession.create(twice);
  expect(session.outputNames).toEqual(['probabilities', 'hidden', 'logits']);
});

test('candidates: what goes into the last layer before each output, then pooled ones', () => {
  const bytes = model(
    node('Conv', ['image', 'kernel'], ['places']),
    node('GlobalAveragePool', ['places'], ['pooled']),
    node('Flatten', ['pooled'], ['row'], [attribute('axis', 1)]),
    node('Identity', ['w1'], ['same']),
    node('MatMul', ['row', 'same'], ['product']),
    node('Add', ['product', 'bias'], ['logits']),
    node('Gemm', ['row', 'w2'], ['angle']),
    weight('kernel', [5, 3, 1, 1], spread(15)),
    weight('w1', [5, 4], spread(20)),
    weight('w2', [5, 1], spread(5)),
    weight('bias', [4], spread(4)),
    input('image', [1, 3, 8, 8]),
    output('logits', [1, 4]),
    output('angle', [1, 1]),
    valueInfo('pooled', [1, 5, 1, 1]),
  );
  expect(onnxCandidates(bytes)).toEqual([
    { name: 'row', role: 'penultimate', kind: 'Flatten', width: undefined },
    { name: 'pooled', role: 'pooled', kind: 'GlobalAveragePool', width: 5 },
  ]);
  expect(onnxCandidates(classifier().buffer)).toEqual([
    { name: 'hidden', role: 'penultimate', kind: 'Relu', width: 6 },
  ]);
});

test('a tensor that no node computes is named, with the nearest that would do', () => {
  expect(() => tapOnnx(classifier(), { output: 'hiden' })).toThrow(
    /no node of the model computes 'hiden'; did you mean 'hidden'\? What lies within a loop/,
  );
  const without = model(node('Relu', ['x'], ['y']), input('x', [1, 4]), output('y', [1, 4]));
  expect(() => tapOnnx(without)).toThrow(/no layer to take features from/);
});

test('what is no ONNX file is refused by name', () => {
  const ort = joined(Uint8Array.from([24, 0, 0, 0]), bytesOf('ORTM'), new Uint8Array(40));
  const bytes = classifier();
  const cases: [unknown, RegExp][] = [
    [ort, /ModelLoadError: .*ORT format \(\.ort\).*Tap the \.onnx file/],
    [bytes.subarray(0, 200), /ModelLoadError: .*only a part of one/],
    [bytesOf('<!doctype html><title>404</title>'), /ModelLoadError: .*no ONNX model/],
    [new Uint8Array(), /ModelLoadError: .*no ONNX model/],
    ['/model.onnx', /InvalidOptionError: .*'\/model.onnx' came/],
    [null, /InvalidOptionError: .*null came/],
  ];
  for (const [given, message] of cases) {
    for (const use of [onnxCandidates, tapOnnx]) {
      const error = caught(() => use(given as Uint8Array));
      expect(String(error)).toMatch(message);
    }
  }
});

test('damaged files give named errors and nothing else', () => {
  const bytes = classifier();
  for (let at = 0; at < bytes.length; at++) {
    for (const change of [1, 0x80, 0xff]) {
      const damaged = bytes.slice();
      damaged[at]! ^= change;
      const error = caught(() => tapOnnx(damaged, { output: 'hidden' }));
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
