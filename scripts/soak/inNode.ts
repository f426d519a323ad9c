import '@tensorflow/tfjs-backend-cpu';
import { memory, ready } from '@tensorflow/tfjs-core';
import type { Held, SoakRun } from './growth.js';
import type { SoakPlan } from './inBrowser.js';
import { Soak } from './workload.js';

/** Runs the workload in this process. Node must be started with `--expose-gc` for its heap to be told. */
export async function soakInNode({
  place,
  compute,
  samples,
  compared,
  url,
}: SoakPlan): Promise<SoakRun> {
  await ready();
  const before = memory().numTensors;
  const kept = new Map<string, string>();
  const soak = await Soak.start({
    compute,
    samples,
    url,
    keep: (name, text) => void kept.set(name, text),
  });
  const held = async (msPerSample: number): Promise<Held> => {
    const { tensors } = await soak.counts();
    const { gc } = globalThis;
    for (let i = 0; gc && i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      gc();
    }
    const heap = gc && { heapBytes: process.memoryUsage().heapUsed };
    return { ...heap, tensors, msPerSample };
  };
  const first = await held(await soak.run(compared));
  if (samples > 2 * compared) await soak.run(samples - 2 * compared);
  const last = await held(await soak.run(compared));
  const { tests, alarms, refused, errors } = await soak.counts();
  const leftTensors = (await soak.dispose()) - before;
  return { place, samples, tests, alarms, refused, errors, first, last, leftTensors };
}
