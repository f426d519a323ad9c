import type { Kernel } from 'tfjs-drift';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import type { MmdEngine } from '../../src/core/mmd/engine.js';
import { mmdTestFloat64 } from '../../src/core/mmd/float64Test.js';
import { mmdOutcome } from '../../src/core/mmd/outcome.js';
import { drawSplits } from '../../src/core/mmd/splits.js';
import { witnessScores } from '../../src/core/mmd/statistic.js';
import { TypedArrayEngine } from '../../src/core/mmd/typedArrayEngine.js';
import { TensorEngine } from '../../src/tfjs/engine/tensorEngine.js';

/** A window that is replaced batch by batch, by one engine and by a full recomputation in float64. */
export interface EngineRun {
  readonly compute: 'backend' | 'typescript';
  readonly kernel: Kernel;
  readonly referenceSize: number;
  readonly windowSize: number;
  readonly width: number;
  readonly permutations: number;
  readonly batches: readonly number[];
  /** Compare after every so many batches, and after the last. @defaultValue `1` */
  readonly lookEvery?: number;
}

/** Largest differences of the engine's from the recomputation's results, over all batches. */
export interface EngineErrors {
  readonly mmd2: number;
  readonly pValue: number;
  readonly z: number;
  readonly witness: number;
}

export async function runEngine(run: EngineRun): Promise<EngineErrors> {
  const { compute, kernel, referenceSize, windowSize, width, permutations } = run;
  const { batches, lookEvery = 1 } = run;
  const random = normal(seededRandom(7));
  const rows = (count: number): FeatureRows => ({
    values: Float32Array.from({ length: count * width }, () => 3 + random()),
    count,
    width,
  });
  const reference = rows(referenceSize);
  const bandwidth = Math.sqrt(2 * width);
  const splits = drawSplits(referenceSize, windowSize, permutations, 5);
  const Engine = compute === 'typescript' ? TypedArrayEngine : TensorEngine;
  const engine: MmdEngine = new Engine({ reference, windowSize, kernel, bandwidth, splits });
  const window = { ...rows(windowSize) };
  const errors = { mmd2: 0, pValue: 0, z: 0, witness: 0 };
  const record = (name: keyof EngineErrors, found: number, expected: number) => {
    const error = Math.abs(found - expected);
    if (!(error <= errors[name])) errors[name] = error;
  };
  let slot = 0;
  try {
    engine.write(window, 0);
    await engine.read();
    for (const [index, count] of batches.entries()) {
      const batch = rows(count);
      engine.write(batch, slot);
      for (let i = 0; i < count; i++) {
        const row = batch.values.subarray(i * width, (i + 1) * width);
        window.values.set(row, ((slot + i) % windowSize) * width);
      }
      slot = (slot + count) % windowSize;
      if ((index + 1) % lookEvery > 0 && index + 1 < batches.length) continue;
      const reading = await engine.read();
      const exact = await mmdTestFloat64(reference, window, { kernel, bandwidth, splits });
      const found = { ...reading, referenceSize, precision: 'float32' } as const;
      const expected = { ...exact, referenceSize, precision: 'float64' } as const;
      record('mmd2', mmdOutcome(found).mmd2, mmdOutcome(expected).mmd2);
      record('pValue', mmdOutcome(found).pValue, mmdOutcome(expected).pValue);
      record('z', mmdOutcome(found).z, mmdOutcome(expected).z);
      const witness = witnessScores(reading.sums, referenceSize);
      witnessScores(exact.sums, referenceSize).forEach((score, j) => {
        record('witness', witness[j]!, score);
      });
    }
  } finally {
    engine.dispose();
  }
  return errors;
}
