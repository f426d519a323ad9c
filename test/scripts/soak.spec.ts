import { expect, test } from 'playwright/test';
import { startReceiver } from '../../e2e/support/receiver.js';
import { faultsOf, type SoakRun, tableOf } from '../../scripts/soak/growth.js';
import { soakInNode } from '../../scripts/soak/inNode.js';

const held = { heapBytes: 1e6, tensors: 5, gpuBytes: 400, nodes: 30, msPerSample: 2 };
const run: SoakRun = {
  place: 'here',
  samples: 400,
  tests: 300,
  alarms: 1,
  refused: 0,
  errors: [],
  first: held,
  last: held,
  leftTensors: 0,
};

test('what grew beyond its bound is named, and time is not judged', () => {
  expect(faultsOf(run)).toEqual([]);
  const slower = { ...held, heapBytes: 2e6, msPerSample: 90 };
  expect(faultsOf({ ...run, last: slower })).toEqual([]);
  const more = { ...slower, heapBytes: 9e6, tensors: 6, gpuBytes: 401, nodes: 41 };
  expect(faultsOf({ ...run, last: more, leftTensors: 2, errors: ['x'] })).toEqual([
    'here: heapBytes grew by 8000000, at most 4000000 was expected',
    'here: tensors grew by 1, at most 0 was expected',
    'here: gpuBytes grew by 1, at most 0 was expected',
    'here: nodes grew by 11, at most 10 was expected',
    'here: 2 tensors are left in the end',
    'here: x',
  ]);
  expect(tableOf({ ...run, last: more })).toContain('gpuBytes');
});

test('200 samples of three monitors take no tensor', async () => {
  const receiver = await startReceiver();
  try {
    const { first, last, leftTensors, tests, alarms, refused, errors } = await soakInNode({
      place: 'Node',
      compute: 'wasm',
      samples: 200,
      compared: 50,
      url: receiver.url,
    });
    expect(last.tensors).toBe(first.tensors);
    expect(leftTensors).toBe(0);
    expect(tests).toBeGreaterThan(460);
    expect(alarms).toBeGreaterThan(0);
    // Rows with a NaN, one in fifty samples, and nothing else.
    expect(refused).toBe(4);
    expect(errors).toEqual([]);
    expect((await receiver.reports()).map(({ type }) => type)).toContain('alarm');
  } finally {
    await receiver.stop();
  }
});
