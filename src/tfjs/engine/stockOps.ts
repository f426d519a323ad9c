import { cast, oneHot, type Tensor2D } from '@tensorflow/tfjs-core';

/** A row of zeros with a one at `position`, shape [1, size]. */
export function indicator(position: number, size: number): Tensor2D {
  // Cast, because the wasm backend's oneHot writes the bits of integers whatever type is asked for.
  return cast(oneHot([position], size), 'float32') as Tensor2D;
}
