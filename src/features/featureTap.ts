import {
  clone,
  keep,
  reshape,
  slice,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';

/** Where a tapped model sends what it saw; neither function may throw into the app. */
export interface FeatureTap {
  /** False: the model runs exactly as if it were not wrapped. */
  readonly isOpen: () => boolean;
  /** Whether the logits of the pass are wanted too; if not, none are computed or kept for the tap. */
  readonly wantsLogits: boolean;
  /** What the app gave to the model, before the pass that it is for; called where it is known. */
  readonly onInput?: (input: unknown) => void;
  /**
   * The features of one forward pass, shape [batch, width], and its logits, shape [batch, classes],
   * where they are wanted and the model has them; the receiver disposes of both.
   */
  readonly onFeatures: (features: Tensor2D, logits: Tensor2D | undefined) => void;
  readonly onError: (error: unknown) => void;
}

/** The outputs of one pass that a tap is after. */
export interface TappedOutputs {
  /** The penultimate layer's, shape [batch, …, width] or [batch, 1, 1, width]. */
  readonly features: Tensor;
  readonly logits: Tensor | undefined;
  /** Column of the first class in the logits. */
  readonly firstClass: number;
}

/**
 * Hands outputs of one pass to a tap, whatever tidy the app is in.
 *
 * @param apps What the app asked for: it keeps those tensors that are among them.
 */
export function deliverFeatures(
  tap: FeatureTap,
  outputs: TappedOutputs,
  apps: readonly Tensor[],
): void {
  try {
    const { features: output, logits: logitsOutput, firstClass } = outputs;
    const batch = output.shape[0] ?? 1;
    const features = tidy(() => keep(reshape<Tensor2D['rankType']>(clone(output), [batch, -1])));
    const logits = logitsOutput && classLogits(logitsOutput, batch, firstClass);
    for (const one of [output, logitsOutput]) if (one && !apps.includes(one)) one.dispose();
    tap.onFeatures(features, logits);
  } catch (error) {
    tap.onError(error);
  }
}

/** The columns of the classes; undefined for an output that is not a row of classes per input. */
function classLogits(output: Tensor, batch: number, firstClass: number): Tensor2D | undefined {
  const columns = output.size / batch;
  const isRows = output.dtype === 'float32' && output.shape[0] === batch;
  if (!isRows || columns - firstClass < 2) return undefined;
  return tidy(() => {
    const rows = reshape<Tensor2D['rankType']>(clone(output), [batch, columns]);
    return keep(firstClass > 0 ? slice(rows, [0, firstClass]) : rows);
  });
}
