import { InvalidFeaturesError } from '../base/errors.js';
import { type FeatureRowsLike, subsampleRows, toRows } from '../base/rows.js';
import { type ModelOutputs, modelOutputs } from './modelOutputs.js';

/** Options of `Reference.fromFeatures`. */
export interface FromFeaturesOptions {
  /**
   * The model's logits for the same rows, before softmax, shape [count, classes]: for the secondary
   * detectors of its outputs. -Infinity is a class of probability 0.
   */
  readonly logits?: FeatureRowsLike;
  /** How the model's inputs were prepared, as for `monitor.wrap`; for `fromFeatures` only. */
  readonly preprocessing?: string | undefined;
}

/** @throws {@link InvalidFeaturesError} for another number of rows, or one that is no logits. */
export async function referenceOutputs(
  logits: FeatureRowsLike,
  count: number,
): Promise<ModelOutputs> {
  const rows = await toRows(logits, 'logits');
  if (rows.count !== count || rows.width < 2) {
    throw new InvalidFeaturesError(
      `logits: ${rows.count} rows of ${rows.width} came; one of at least 2 classes was expected ` +
        `for each of the ${count} feature rows.`,
    );
  }
  const outputs = modelOutputs(rows);
  const bad = outputs.confidence.findIndex(Number.isNaN);
  if (bad < 0) return outputs;
  throw new InvalidFeaturesError(
    `logits: row ${bad} has no largest finite value. Check what the model was given.`,
  );
}

/** The outputs of the rows that `subsampleRows` keeps: it draws by count, limit and seed alone. */
export function subsampleOutputs(outputs: ModelOutputs, limit: number, seed: number): ModelOutputs {
  const kept = (values: Float32Array): Float32Array =>
    Float32Array.from(
      subsampleRows({ values, count: values.length, width: 1 }, limit, seed).values,
    );
  return { confidence: kept(outputs.confidence), entropy: kept(outputs.entropy) };
}

/** The outputs of two lists of rows, one after the other. */
export function joinOutputs(a: ModelOutputs, b: ModelOutputs): ModelOutputs {
  return {
    confidence: Float32Array.of(...a.confidence, ...b.confidence),
    entropy: Float32Array.of(...a.entropy, ...b.entropy),
  };
}
