import type { Tensor } from '@tensorflow/tfjs-core';
import { type Holder, holderOf, isLost } from '../backend/holder.js';

/**
 * Tells, at any time, whether weights are still what they were. Remembers where each was last seen: tfjs
 * moves those of a lost device to the next backend as zeros, and the model answers from these.
 */
export function weightsLife(weights: () => readonly Tensor[]): () => boolean {
  const seen = new WeakMap<object, Holder>();
  const isThere = (weight: Tensor): boolean => {
    const holder = holderOf(weight);
    if (!holder || [holder, seen.get(weight.dataId) ?? holder].some(isLost)) return false;
    seen.set(weight.dataId, holder);
    return true;
  };
  const isAlive = (): boolean => {
    try {
      return weights().every(isThere);
    } catch {
      // A LayersModel that is disposed of refuses to show them.
      return false;
    }
  };
  isAlive();
  return isAlive;
}
