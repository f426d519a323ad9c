import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift/core';
import { watchSession } from 'tfjs-drift/onnx';
import { seededRandom } from '../../src/core/base/random.js';

test('axes of places and time are averaged, halves and whole numbers are converted', async () => {
  const reference = await Reference.fromFeatures([
    [0, 1],
    [1, 3],
    [2, 0],
    [5, 5],
  ]);
  const cases: [string, ArrayLike<unknown>, number[], 'first' | 'last' | undefined, number[][]][] =
    [
      ['float32', Float32Array.of(1, 2), [2], undefined, [[1, 2]]],
      [
        'float32',
        Float32Array.of(1, 2, 3, 4),
        [2, 2, 1, 1],
        undefined,
        [
          [1, 2],
          [3, 4],
        ],
      ],
      ['float32', Float32Array.of(1, 2, 3, 4), [1, 2, 2], undefined, [[2, 3]]],
      ['float32', Float32Array.of(1, 2, 3, 4), [1, 2, 2], 'first', [[1.5, 3.5]]],
      ['float32', Float32Array.of(1, 2, 3, 4), [1, 2, 2, 1], undefined, [[1.5, 3.5]]],
      ['float16', Uint16Array.of(0x3c00, 0xc000), [1, 2], undefined, [[1, -2]]],
      ['float16', Uint16Array.of(0x0001, 0x7bff), [1, 2], undefined, [[2 ** -24, 65_504]]],
      ['int64', BigInt64Array.of(3n, -4n), [1, 2], undefined, [[3, -4]]],
      ['uint8', Uint8Array.of(3, 255), [1, 2], undefined, [[3, 255]]],
    ];
  for (const [type, data, dims, channels, expected] of cases) {
    const monitor = new DriftMonitor({ reference, windowSize: 2, policy: pValuePolicy() });
    const session = answering({ own_features: { type, data, dims } });
    const watched = watchSession(monitor, session, {
      features: 'own_features',
      ...(channels && { channels }),
    });
    await watched.run();
    await monitor.idle();
    expect(monitor.window.rows().map((row) => [...row])).toEqual(expected);
    await monitor.dispose();
  }
});

test("features that are none are an error event, and the answer is the app's", async () => {
  const reference = await Reference.fromFeatures([
    [0, 1],
    [1, 3],
    [2, 0],
    [5, 5],
  ]);
  const cases: [object, RegExp][] = [
    [{ type: 'string', data: ['a', 'b'], dims: [1, 2] }, /type string came/],
    [{ type: 'bool', data: Uint8Array.of(0, 1), dims: [1, 2] }, /type bool came/],
    [{ type: 'float32', data: Float32Array.of(1, 2, 3), dims: [1, 3] }, /width 3/],
    [{ type: 'float32', data: Float32Array.of(1, Number.NaN), dims: [1, 2] }, /NaN/],
    [{ type: 'float32', data: new Float32Array(), dims: [0, 2] }, /holds none/],
    [
      { location: 'texture', type: 'float32', dims: [1, 2] },
      /lies in 'texture'.*preferredOutputLocation/,
    ],
    [{ location: 'gpu-buffer', type: 'float32', dims: [1, 2] }, /not known of which device/],
    [{ location: 'gpu-buffer', type: 'float16', dims: [1, 2] }, /type float16.*on the GPU/],
    [{ location: 'gpu-buffer', type: 'float32', dims: [1, 2, 7, 7] }, /pooled tensor/],
    [{ location: 'none', type: 'float32', dims: [1, 2] }, /lies in 'none'/],
  ];
  for (const [tensor, message] of cases) {
    const monitor = new DriftMonitor({ reference, windowSize: 2, policy: pValuePolicy() });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const answer = { own_features: tensor };
    const watched = watchSession(monitor, answering(answer), { features: 'own_features' });
    expect(await watched.run()).toMatchObject(answer);
    await monitor.idle();
    expect(errors.join()).toMatch(message);
    expect(monitor.window.filled).toBe(0);
    await monitor.dispose();
  }
});

test('in a loop that awaits answers alone, tests are not put off until many inputs wait', async () => {
  const reference = await Reference.fromFeatures(
    Array.from({ length: 40 }, (_, at) => [at, at % 7]),
  );
  const monitor = new DriftMonitor({
    reference,
    windowSize: 2,
    sampling: 'independent',
    policy: pValuePolicy(),
  });
  await monitor.ready();
  const random = seededRandom(1);
  const slow = {
    inputNames: [],
    outputNames: ['own_features'],
    run: () => {
      blocked(25);
      const data = Float32Array.of(40 * random(), 7 * random());
      return answering({ own_features: { type: 'float32', data, dims: [1, 2] } }).run();
    },
  };
  const watched = watchSession(monitor, slow, { features: 'own_features' });
  let verdicts = 0;
  monitor.on('verdict', () => verdicts++);
  const seen: number[] = [];
  for (let input = 0; input < 20; input++) {
    await watched.run();
    seen.push(verdicts);
  }
  expect(seen.at(-1)).toBeGreaterThan(5);
  await monitor.dispose();
});

/** As a model that computes in the page's own thread. */
function blocked(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

/** A session that is not ONNX Runtime's, for tensors that it cannot be made to give here. */
function answering(answer: Record<string, object>) {
  const whole = Object.fromEntries(
    Object.entries(answer).map(([name, tensor]) => [
      name,
      Object.assign(tensor, { location: 'cpu', dispose: () => {}, ...tensor }),
    ]),
  );
  return { inputNames: [], outputNames: Object.keys(answer), run: async () => whole };
}
