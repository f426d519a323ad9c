import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'playwright/test';
import { onnxCandidates, tapOnnx } from 'tfjs-drift/onnx';
import { externalWeight, input, model, node, output, spread } from '../support/onnxModel.js';

const PATH = 'weights.bin';

/** Bytes before the weights, as of other weights. */
const OFFSET = 64;

const bytes = model(
  node('MatMul', ['x', 'w1'], ['sum']),
  node('Relu', ['sum'], ['hidden']),
  node('MatMul', ['hidden', 'w2'], ['y']),
  externalWeight('w1', [4, 6], { location: PATH, offset: OFFSET }),
  externalWeight('w2', [6, 3], { location: PATH, offset: OFFSET + 4 * 24 }),
  input('x', [1, 4]),
  output('y', [1, 3]),
);

const data = new Uint8Array(OFFSET + 4 * 42);
data.set(new Uint8Array(Float32Array.from([...spread(24), ...spread(18)]).buffer), OFFSET);

test('a tap leaves weights in a file of their own where they are', async () => {
  const options = { externalData: [{ path: PATH, data }] };
  const feeds = { x: new Tensor('float32', Float32Array.from(spread(4)), [1, 4]) };
  expect(onnxCandidates(bytes)[0]).toEqual({
    name: 'hidden',
    role: 'penultimate',
    kind: 'Relu',
    width: 6,
  });
  const bare = await InferenceSession.create(bytes, options);
  const session = await InferenceSession.create(tapOnnx(bytes), options);
  const [expected, answer] = [await bare.run(feeds), await session.run(feeds)];
  expect(answer['y']!.data).toEqual(expected['y']!.data);
  const hidden = Array.from({ length: 6 }, (_, at) =>
    spread(4).reduce((sum, value, row) => sum + value * spread(24)[6 * row + at]!, 0),
  );
  hidden.forEach((value, at) => {
    expect(Number(answer['hidden']!.data[at])).toBeCloseTo(Math.max(0, value), 5);
  });
  expect(hidden.some((value) => value > 0.1)).toBe(true);
});
