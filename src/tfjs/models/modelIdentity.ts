import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { ModelIdentity } from '../../core/model/identity.js';

/** Identifies a model by its weights; reads one small weight back from the backend. */
export async function identifyModel({
  weights,
  ...names
}: Pick<ModelIdentity, 'name' | 'featureNode' | 'logitsNode'> & {
  readonly weights: NamedTensorMap;
}): Promise<ModelIdentity> {
  const entries = Object.entries(weights).sort(([a], [b]) => (a < b ? -1 : 1));
  const architecture = hash(entries.map(([key, w]) => `${key}:${w.shape}:${w.dtype}`).join('\n'));
  const smallest = entries
    .map(([, weight]) => weight)
    .filter((weight) => weight.size >= 32 && weight.dtype === 'float32')
    .reduce<Tensor | undefined>((best, w) => (best && best.size <= w.size ? best : w), undefined);
  const values = smallest ? await smallest.data() : [];
  let magnitude = 0;
  for (const value of values) magnitude += Math.abs(value) / values.length;
  return { ...names, architecture, weightMagnitude: magnitude };
}

/** FNV-1a, 32 bits: enough to tell architectures apart, and the same everywhere. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  return (state >>> 0).toString(16).padStart(8, '0');
}
