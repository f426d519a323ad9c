import { InvalidFeaturesError } from '../base/errors.js';
import { toRows } from '../base/readRows.js';
import type { FeatureRowsLike } from '../base/rows.js';
import { type ModelOutputs, modelOutputs } from './modelOutputs.js';

/**
 * The outputs of logits; undefined where none are given.
 *
 * @throws {@link InvalidFeaturesError} for another number of rows, or one that is no logits.
 */
export async function referenceOutputs(
  logits: FeatureRowsLike | undefined,
  count: number,
  signal?: AbortSignal,
): Promise<ModelOutputs | undefined> {
  if (logits === undefined) return undefined;
  const rows = await toRows(logits, 'logits', signal);
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

/** The outputs of the rows of these indices. */
export function pickedOutputs(outputs: ModelOutputs, at: Int32Array): ModelOutputs {
  const picked = (values: Float32Array): Float32Array =>
    Float32Array.from(at, (row) => values[row]!);
  return { confidence: picked(outputs.confidence), entropy: picked(outputs.entropy) };
}

/** The outputs of two lists of rows, one after the other. */
export function joinOutputs(a: ModelOutputs, b: ModelOutputs): ModelOutputs {
  const joined = (name: keyof ModelOutputs): Float32Array => {
    const values = new Float32Array(a[name].length + b[name].length);
    values.set(a[name]);
    values.set(b[name], a[name].length);
    return values;
  };
  return { confidence: joined('confidence'), entropy: joined('entropy') };
}
