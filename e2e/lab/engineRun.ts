import type { Kernel } from 'tfjs-drift';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import { createEngine } from '../../src/core/mmd/createEngine.js';
import type { ComputePlace, EngineConfig, MmdEngine } from '../../src/core/mmd/engine.js';
import { mmdTestFloat64 } from '../../src/core/mmd/float64Test.js';
import { GpuEngine } from '../../src/core/mmd/gpu/gpuEngine.js';
import { copyGpuRows } from '../../src/core/mmd/gpu/gpuRows.js';
import { mmdOutcome } from '../../src/core/mmd/outcome.js';
import { drawSplits } from '../../src/core/mmd/splits.js';

/** A window that is replaced batch by batch, by one engine and by a full recomputation in float64. */
export interface EngineRun {
  readonly compute: ComputePlace;
  readonly kernel: Kernel;
  readonly referenceSize: number;
  readonly windowSize: number;
  readonly width: number;
  readonly permutations: number;
  readonly batches: readonly number[];
  /** Compare after every so many batches, and after the last. @defaultValue `1` */
  readonly lookEvery?: number;
  /** Mean and standard deviation of the features. With other ones rows come in float64. */
  readonly features?: { readonly mean: number; readonly deviation: number };
  /** On WebGPU: how statistics are recomputed. @defaultValue `'gather'` */
  readonly recompute?: 'gather' | 'product';
  /** On WebGPU: whether batches come in buffers on the device. */
  readonly fromDevice?: boolean;
}

/** Largest differences of the engine's from the recomputation's results, over all batches. */
export interface EngineErrors {
  readonly mmd2: number;
  readonly pValue: number;
  readonly z: number;
  readonly witness: number;
  /** Of the row read back from the device; 0 where none is. */
  readonly lastRow: number;
}

export async function runEngine(run: EngineRun): Promise<EngineErrors> {
  const { kernel, referenceSize, windowSize, width, permutations } = run;
  const { batches, lookEvery = 1, features, fromDevice = false } = run;
  const { mean, deviation } = features ?? { mean: 3, deviation: 1 };
  const random = normal(seededRandom(7));
  const Values = features ? Float64Array : Float32Array;
  const rows = (count: number): FeatureRows => ({
    values: new Values(count * width).map(() => mean + deviation * random()),
    count,
    width,
  });
  const reference = rows(referenceSize);
  const bandwidth = deviation * (kernel === 'laplace' ? width : Math.sqrt(2 * width));
  const splits = drawSplits(referenceSize, windowSize, permutations, 5);
  const config = { reference, windowSize, kernel, bandwidth, splits };
  const engine = await engineOf(config, run);
  const window = { ...rows(windowSize) };
  const errors = { mmd2: 0, pValue: 0, z: 0, witness: 0, lastRow: 0 };
  const record = (name: keyof EngineErrors, found: number, expected: number) => {
    errors[name] = Math.max(errors[name], Math.abs(found - expected));
  };
  let slot = 0;
  try {
    engine.write(window, 0);
    await engine.read();
    for (const [index, count] of batches.entries()) {
      const batch = rows(count);
      if (fromDevice) await writeFromDevice(engine, batch, slot);
      else engine.write(batch, slot);
      for (let i = 0; i < count; i++) {
        const row = batch.values.subarray(i * width, (i + 1) * width);
        window.values.set(row, ((slot + i) % windowSize) * width);
      }
      slot = (slot + count) % windowSize;
      if ((index + 1) % lookEvery > 0 && index + 1 < batches.length) continue;
      const reading = await engine.read({ withLastRow: fromDevice });
      const exact = await mmdTestFloat64(reference, window, { kernel, bandwidth, splits });
      const found = mmdOutcome({ ...reading, precision: 'float32' });
      const expected = mmdOutcome({ ...exact, precision: 'float64' });
      record('mmd2', found.mmd2, expected.mmd2);
      record('pValue', found.pValue, expected.pValue);
      record('z', found.z, expected.z);
      exact.witness.forEach((score, j) => {
        record('witness', reading.witness[j]!, score);
      });
      reading.lastRow?.forEach((value, at) => {
        record('lastRow', value, batch.values[(count - 1) * width + at]!);
      });
    }
  } finally {
    engine.dispose();
  }
  return errors;
}

async function engineOf(
  config: EngineConfig,
  { compute, recompute = 'gather' }: EngineRun,
): Promise<MmdEngine> {
  if (compute !== 'webgpu') return (await createEngine(config, compute)).engine;
  return GpuEngine.create(await labDevice(), config, { software: true, recompute });
}

let device: Promise<GPUDevice> | undefined;

/** One device for all runs of a page. */
export function labDevice(): Promise<GPUDevice> {
  device ??= navigator.gpu.requestAdapter().then((adapter) => adapter!.requestDevice());
  return device;
}

/** Gives rows in a buffer that is gone right after. */
async function writeFromDevice(engine: MmdEngine, rows: FeatureRows, slot: number): Promise<void> {
  const device = await labDevice();
  const { values, count, width } = rows;
  const buffer = device.createBuffer({ size: 4 * values.length, usage: 0x4 | 0x8 });
  device.queue.writeBuffer(buffer, 0, Float32Array.from(values));
  const onDevice = copyGpuRows({ buffer, count, width }, device);
  buffer.destroy();
  if (!engine.write(onDevice, slot)) throw new Error('The rows were refused.');
  onDevice.dispose();
  const refused = await onDevice.refusal;
  if (refused) throw refused;
}
