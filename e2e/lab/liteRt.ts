import * as runtime from '@litertjs/core';
import * as drift from 'tfjs-drift/core';
import * as litert from 'tfjs-drift/litert';
import { seededRandom } from '../../src/core/base/random.js';
import * as files from '../../test/support/liteRtModel.js';

type Accelerator = 'wasm' | 'webgpu';

/** Rows of four values for the classifier. */
function* rows(count: number, seed: number, shift = 0): Generator<Float32Array> {
  const random = seededRandom(seed);
  for (let at = 0; at < count; at++) yield Float32Array.from({ length: 4 }, () => random() + shift);
}

/** Tensors of rows, each deleted when it is done with. */
function* inputs(count: number, seed: number, shift = 0): Generator<{ x: runtime.Tensor }> {
  for (const row of rows(count, seed, shift)) {
    const x = new runtime.Tensor(row, [1, 4]);
    yield { x };
    x.delete();
  }
}

const load = (bytes: Uint8Array, accelerator: Accelerator = 'wasm') =>
  runtime.loadAndCompile(bytes, { accelerator });

const tapped = (accelerator?: Accelerator) =>
  load(litert.tapLiteRt(files.classifier(), { output: 'hidden' }), accelerator);

async function monitored(
  model: runtime.CompiledModel,
  options: Partial<drift.MonitorOptions> = {},
) {
  const watching = { features: 'hidden', logits: 'probabilities' };
  const reference = await litert.fitCompiled(model, inputs(60, 1), watching);
  const monitor = new drift.DriftMonitor({
    reference,
    sampling: 'independent',
    windowSize: 8,
    permutations: 199,
    policy: drift.pValuePolicy({ alarmAt: 0.005 }),
    ...options,
  });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  return { monitor, reference, errors };
}

/** Values of what a model answered with, by name or place, which are deleted. */
async function valuesOf(answer: object): Promise<Record<string, number[]>> {
  const values: Record<string, number[]> = {};
  for (const [name, tensor] of Object.entries<runtime.Tensor>(answer as never)) {
    values[name] = [...(await tensor.data())];
    tensor.delete();
  }
  return values;
}

const lab = { runtime, drift, litert, files, rows, inputs, load, tapped, monitored, valuesOf };

declare global {
  interface Window {
    liteRtLab: typeof lab;
  }
}

await runtime.loadLiteRt('/litert/wasm/');
window.liteRtLab = lab;
