import {
  clone,
  keep,
  log,
  mean,
  type NamedTensorMap,
  reshape,
  slice,
  squeeze,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { FeatureTap, TappableModel } from '../../core/model/tap.js';
import { tensorRows } from '../tensorRows.js';

/** A kind of model that is watched, and can be run. */
export interface TappableTfjsModel<Model extends object> extends TappableModel<Model> {
  /** One forward pass of a model of this kind. */
  infer(model: Model, input: Tensor): Tensor | Tensor[] | NamedTensorMap;
}

/** The outputs of one pass that a tap is after. */
interface TappedOutputs {
  /** The penultimate layer's, shape [batch, …, width]; averaged over places or tokens between. */
  readonly features: Tensor;
  readonly logits: TappedLogits | undefined;
}

/** One output of a pass that tells the classes apart. */
interface TappedLogits {
  readonly output: Tensor;
  /** Column of the first class. */
  readonly firstClass: number;
  /** Whether a softmax was applied already; its logarithm does as well as what came before. */
  readonly areProbabilities: boolean;
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
    const { features: output, logits: tapped } = outputs;
    const batch = output.shape[0] ?? 1;
    const features = tidy(() => keep(featureRows(output, batch)));
    const logits = tapped && classLogits(tapped, batch);
    for (const one of [output, tapped?.output]) if (one && !apps.includes(one)) one.dispose();
    tap.onFeatures(tensorRows(features), logits && tensorRows(logits));
  } catch (error) {
    tap.onError(error);
  }
}

function featureRows(output: Tensor, batch: number): Tensor2D {
  const axes = output.shape.slice(1).flatMap((size, axis) => (size === 1 ? [axis + 1] : []));
  const rows = axes.length > 0 ? squeeze(output, axes) : output;
  const between = rows.shape.slice(1, -1).map((_, axis) => axis + 1);
  return reshape<Tensor2D['rankType']>(between.length > 0 ? mean(rows, between) : clone(rows), [
    batch,
    -1,
  ]);
}

/** The columns of the classes; undefined for an output that is not a row of classes per input. */
function classLogits(tapped: TappedLogits, batch: number): Tensor2D | undefined {
  const { output, firstClass, areProbabilities } = tapped;
  const columns = output.size / batch;
  const isRows = output.dtype === 'float32' && output.shape[0] === batch;
  if (!isRows || columns - firstClass < 2) return undefined;
  return tidy(() => {
    const rows = reshape<Tensor2D['rankType']>(clone(output), [batch, columns]);
    const classes = firstClass > 0 ? slice(rows, [0, firstClass]) : rows;
    return keep(areProbabilities ? log(classes) : classes);
  });
}
