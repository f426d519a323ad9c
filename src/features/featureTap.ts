import { clone, keep, reshape, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';

/** Where a tapped model sends what it saw; neither function may throw into the app. */
export interface FeatureTap {
  /** False: the model runs exactly as if it were not wrapped. */
  readonly isOpen: () => boolean;
  /** The features of one forward pass, shape [batch, width]; the receiver disposes of them. */
  readonly onFeatures: (features: Tensor2D) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Hands the penultimate layer's output of one pass to a tap, whatever tidy the app is in.
 *
 * @param output Shape [batch, …, width] or [batch, 1, 1, width].
 * @param isApps True where the app asked for this very output too: then it keeps its tensor.
 */
export function deliverFeatures(tap: FeatureTap, output: Tensor, isApps: boolean): void {
  try {
    const batch = output.shape[0] ?? 1;
    const features = tidy(() => keep(reshape<Tensor2D['rankType']>(clone(output), [batch, -1])));
    if (!isApps) output.dispose();
    tap.onFeatures(features);
  } catch (error) {
    tap.onError(error);
  }
}
