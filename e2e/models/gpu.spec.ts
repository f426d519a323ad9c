import type { Run } from './shared/run.js';
import { expect, expectWatched, test } from './support/modelsTest.js';

/** What the page tells of a session on WebGPU. */
interface OnGpu {
  readonly watched: Run & {
    /** Bytes of each readback, in each watched run, */
    readonly readInRuns: readonly (readonly number[])[];
    /** with the features in main memory, */
    readonly readWithFeatures: readonly number[];
    /** and without a tap. */
    readonly readWithout: readonly number[];
  };
  readonly kept: object;
  readonly mistaken: readonly { readonly errors: string[]; isAnswer: boolean; samples: number }[];
  readonly complaints: readonly string[];
}

test("text direction on WebGPU: features stay on the GPU, and so does what is the app's", async ({
  runIn,
}) => {
  // A software adapter needs seconds for a word.
  test.setTimeout(360_000);
  const { watched, kept, mistaken, complaints } = await runIn<OnGpu>('onnx/gpu.html', 'onGpu');
  expectWatched(watched, { inputsToAlarm: 8 });
  expect(watched.compute).toBe('webgpu');

  // ONNX Runtime itself reads back what its WebGPU cannot compute.
  const { readInRuns, readWithFeatures, readWithout, reference } = watched;
  expect(readInRuns).toHaveLength(watched.inputs);
  for (const read of readInRuns) expect(read).toEqual(readWithout);
  expect(readWithFeatures).toEqual([...readWithout, 4 * reference.width]);

  expect(kept).toEqual({
    names: ['softmax_0.tmp_0'],
    places: ['gpu-buffer', 'gpu-buffer'],
    isAnswer: true,
    observed: [true, true],
    errors: [],
  });

  const [ofSession, ofBoth, ofMonitor] = mistaken;
  for (const outcome of [ofSession!, ofBoth!]) {
    expect(outcome.errors).toHaveLength(1);
    expect(outcome.errors[0]).toMatch(/^InvalidFeaturesError: .*of the same GPUDevice/s);
    expect(outcome).toMatchObject({ isAnswer: true, samples: 0 });
  }
  // Rows that were copied where they are can be tested elsewhere.
  expect(ofMonitor).toEqual({ errors: [], isAnswer: true, samples: 1 });
  expect(complaints).toEqual([]);
});
