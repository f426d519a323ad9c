import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift/core';
import { fitSession, watchSession } from 'tfjs-drift/onnx';

/** No test taps a model there: taps are known by name, in all of a process. */
const FEATURES = 'own_features';

test('features in a buffer that the device refuses are an error, not rows', async () => {
  const device = refusing('[Buffer] is associated with [Device], and cannot be used with another.');
  const options = { features: FEATURES, device };
  const session = answeringOnGpu();
  const reference = await Reference.fromFeatures([
    [0, 1],
    [1, 3],
    [2, 0],
    [5, 5],
  ]);
  const monitor = new DriftMonitor({ reference, windowSize: 2, policy: pValuePolicy() });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  const watched = watchSession(monitor, session, options);
  expect(Object.keys(await watched.run())).toEqual([FEATURES]);
  await monitor.idle();
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^InvalidFeaturesError: .*cannot be used with another.*same GPUDevice/);
  expect(monitor.status.samples).toBe(0);
  await monitor.dispose();

  await expect(fitSession(session, [{}, {}], options)).rejects.toThrow(
    /^Input 0: .*cannot be used with another/,
  );
});

/** A session that leaves its features on a GPU, two of them. */
function answeringOnGpu() {
  const gpuBuffer = { size: 8, usage: 0x4 };
  const tensor = { location: 'gpu-buffer', type: 'float32', dims: [1, 2], gpuBuffer };
  const features = { ...tensor, data: undefined, getData: async () => {}, dispose: () => {} };
  return { inputNames: [], outputNames: [FEATURES], run: async () => ({ [FEATURES]: features }) };
}

/** A device that finds fault with all it is told, and whose buffers hold zeros. */
function refusing(message: string): GPUDevice {
  const buffer = {
    size: 256,
    mapAsync: async () => {},
    getMappedRange: () => new ArrayBuffer(8),
    unmap: () => {},
    destroy: () => {},
  };
  const device = {
    lost: new Promise(() => {}),
    pushErrorScope: () => {},
    popErrorScope: async () => ({ message }),
    createBuffer: () => buffer,
    createCommandEncoder: () => ({ copyBufferToBuffer: () => {}, finish: () => ({}) }),
    queue: { submit: () => {} },
  };
  return device as unknown as GPUDevice;
}
