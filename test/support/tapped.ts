import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { DeviceRows } from '../../src/core/base/rows.js';
import type { FeatureTap } from '../../src/core/model/tap.js';

/** What a tap was told: the rows of each pass, read and disposed of by {@link rowsOf}. */
export interface Heard {
  readonly passes: { readonly features: DeviceRows; readonly logits: DeviceRows | undefined }[];
  readonly errors: string[];
  readonly failed: string[];
  isOpen: boolean;
}

/** A tap that keeps what it is told. */
export function hearingTap(changes: Partial<FeatureTap> = {}): FeatureTap & { heard: Heard } {
  const heard: Heard = { passes: [], errors: [], failed: [], isOpen: true };
  return {
    heard,
    isOpen: () => heard.isOpen,
    wantsLogits: true,
    onFeatures: (features, logits) => heard.passes.push({ features, logits }),
    onPassFailed: (error) => heard.failed.push(String(error)),
    onError: (error) => heard.errors.push(String(error)),
    ...changes,
  };
}

/** All rows that came, which are freed. */
export async function rowsOf({ passes }: Heard): Promise<number[][]> {
  const rows: number[][] = [];
  for (const { features, logits } of passes.splice(0)) {
    const [count, width] = features.shape;
    const values = [...(await features.data())];
    for (let row = 0; row < count; row++) rows.push(values.slice(row * width, (row + 1) * width));
    features.dispose();
    logits?.dispose();
  }
  return rows;
}

/** What work adds to tfjs's tensors. */
export async function tensorsOf(work: () => unknown): Promise<number> {
  const before = tf.memory().numTensors;
  await work();
  return tf.memory().numTensors - before;
}

/** The error that work throws or rejects with, as text. */
export async function errorOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'none';
  } catch (error) {
    return String(error);
  }
}

/** Lets one of tfjs's engine's methods fail while work is done. */
export async function withFault<Result>(
  method: 'keep' | 'runKernel' | 'tidy' | 'moveData',
  work: () => Result,
  applies: (name: unknown) => boolean = () => true,
): Promise<Awaited<Result>> {
  const engine = tf.engine() as unknown as Record<string, (...args: unknown[]) => unknown>;
  const original = engine[method]!;
  engine[method] = function (...args) {
    if (applies(args[0])) throw new Error(`${method} fails`);
    return original.apply(this, args);
  };
  try {
    return await work();
  } finally {
    engine[method] = original;
  }
}
