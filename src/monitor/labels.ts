import { came, requireType } from '../core/base/checks.js';
import { InvalidFeaturesError, InvalidOptionError } from '../core/base/errors.js';
import type { Patience } from '../core/base/patience.js';
import type { FeatureRows } from '../core/base/rows.js';
import { readSample } from './readSample.js';
import type { Sample } from './sample.js';

/** A sample that waits to be taken in; its labels, or what makes them of its logits. */
export type LabelledSample = Sample & {
  readonly labels: readonly string[] | ((classIndex: number) => string);
};

/**
 * A sample in main memory, with a label for each of its rows.
 *
 * @param wantsLogits Whether logits are of use besides.
 *
 * @throws InvalidFeaturesError where its rows never came.
 * @throws TimeoutError where what keeps them does not answer.
 */
export async function labelledRows(
  sample: LabelledSample,
  patience: Patience,
  wantsLogits: boolean,
) {
  const { id, thumbnail, logits } = sample;
  return {
    labels: await labelsOf(sample, patience),
    rows: await readSample(sample, patience),
    options: {
      ...(id !== undefined && { id }),
      ...(thumbnail && { image: thumbnail }),
      ...(wantsLogits && logits && { logits: await readSample(logits, patience) }),
    },
  };
}

/** As they were given, or of the most probable class. */
async function labelsOf(
  { labels, logits }: LabelledSample,
  patience: Patience,
): Promise<readonly string[]> {
  if (typeof labels !== 'function') return labels;
  if (!logits) {
    throw new InvalidOptionError(
      'logitsNode: the model gives no logits, so no class is known. Name the node, or call ' +
        'observe(features, labels).',
    );
  }
  const found = largestColumns(await readSample(logits, patience)).map((column) => labels(column));
  requireLabels(found);
  return found;
}

export function requireLabels(labels: unknown): asserts labels is readonly string[] {
  if (Array.isArray(labels) && labels.every((label) => typeof label === 'string')) return;
  throw new InvalidFeaturesError(
    `labels: an array with a string for each row was expected, ${came(labels)} came.`,
  );
}

/** @throws InvalidOptionError unless it is a function. */
export function requireLabelOf(labelOf: unknown): void {
  if (labelOf === undefined) {
    throw new InvalidOptionError(
      'labelOf: a function from the index of a class to its segment was expected, none came.',
    );
  }
  requireType('labelOf', labelOf, 'function');
}

/** The column of each row's largest value. */
function largestColumns({ values, count, width }: FeatureRows): number[] {
  return Array.from({ length: count }, (_, i) => {
    let largest = i * width;
    for (let at = largest; at < (i + 1) * width; at++) {
      if (values[at]! > values[largest]!) largest = at;
    }
    return largest % width;
  });
}
