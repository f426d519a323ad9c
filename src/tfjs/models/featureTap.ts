import {
  clone,
  keep,
  log,
  mean,
  type NamedTensorMap,
  reshape,
  slice,
  squeeze,
  Tensor,
  type Tensor2D,
  tidy,
  Variable,
} from '@tensorflow/tfjs-core';
import { InvalidFeaturesError } from '../../core/base/errors.js';
import type { DeviceRows } from '../../core/base/rows.js';
import type { Delivery, GuardedTap } from '../../core/model/guardedTap.js';
import type { TappableModel } from '../../core/model/tap.js';
import { requireNumbers } from '../backend/holder.js';
import { tensorRows } from '../tensorRows.js';

/** A model that is watched, and can be run. */
export interface TappableTfjsModel<Model extends object> extends TappableModel<Model> {
  /** One forward pass of a model of this kind. */
  infer(model: Model, input: Tensor): Tensor | Tensor[] | NamedTensorMap;
}

/** How a kind of model is watched, by a tap that throws nothing. */
export interface TappableKind<Model extends object> extends TappableTfjsModel<Model> {
  tap(tap: GuardedTap): Model;
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
 * Takes what a tap is after from outputs of one pass, whatever tidy the app is in, and disposes of those
 * that are nobody's. Throws nothing.
 *
 * @param theirs What the app asked for or gave, and the model's own but for its variables: all these stay.
 * @returns Undefined for an empty batch, and where it failed, of which the tap is told.
 */
export function takeFeatures(
  tap: GuardedTap,
  { features: output, logits: tapped }: TappedOutputs,
  theirs: readonly unknown[],
): Delivery | undefined {
  const rows: DeviceRows[] = [];
  const discard = (): void => {
    for (const one of rows) one.dispose();
  };
  try {
    const batch = output.shape[0] ?? 1;
    if (batch > 0) rows.push(tensorRows(tidy(() => keep(featureRows(output, batch)))));
    const logits = batch > 0 && tapped && classLogits(tapped, batch);
    if (logits) rows.push(tensorRows(logits));
  } catch (error) {
    discard();
    rows.length = 0;
    tap.onError(error);
  }
  try {
    for (const one of [output, tapped?.output]) {
      if (one && !(one instanceof Variable) && !theirs.includes(one)) one.dispose();
    }
  } catch (error) {
    tap.onError(error);
  }
  const [features, logits] = rows;
  return features && { handOver: () => tap.onFeatures(features, logits), discard };
}

/**
 * Whether a pass gave what was tapped, besides the app's own outputs. Something around the model, e.g.
 * the wrapper of another library, may give these alone, of which the tap is told.
 *
 * @param apps How many outputs the app asked for.
 * @param all How many were asked for.
 * @throws {@link InvalidFeaturesError} where it gave neither.
 */
export function hasTapped(
  tap: GuardedTap,
  results: readonly unknown[],
  apps: number,
  all: number,
): boolean {
  const areTensors = results.every((one) => one instanceof Tensor);
  if (areTensors && results.length === all) return true;
  const error = new InvalidFeaturesError(
    `The model gave no features in its pass: of ${all} outputs ${results.length} came. Something around ` +
      'it answers in its place, e.g. the wrapper of another library; wrap the model itself.',
  );
  if (!areTensors || results.length !== apps) throw error;
  tap.onError(error);
  return false;
}

/** What the app gave to a pass. */
export function tensorsIn(inputs: unknown): unknown[] {
  return inputs instanceof Tensor ? [inputs] : Object.values(inputs ?? {});
}

/**
 * The app's pass as it asked for it, after a watched one has failed: where it fails as well, its own
 * error is the one to see.
 */
export function unwatchedPass<Result>(
  tap: GuardedTap,
  failure: unknown,
  run: () => Result,
): Result {
  let answer: Result;
  try {
    answer = run();
  } catch (error) {
    tap.onPassFailed(error);
    throw error;
  }
  tap.onError(failure);
  return answer;
}

function featureRows(output: Tensor, batch: number): Tensor2D {
  requireNumbers(output, 'features');
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
