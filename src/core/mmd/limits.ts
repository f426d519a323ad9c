import { InvalidOptionError } from '../base/errors.js';

/** The sizes up to which a test is sure to fit into a browser's memory and a GPU's limits. */
export const limits = {
  referenceSize: 4_096,
  windowSize: 1_024,
  featureWidth: 8_192,
} as const;

/** @throws {@link InvalidOptionError} with the numbers, for a test beyond the {@link limits}. */
export function requireSizes(
  referenceSize: number,
  windowSize: number,
  featureWidth: number,
): void {
  const found = { referenceSize, windowSize, featureWidth };
  const tooLarge = (['referenceSize', 'windowSize', 'featureWidth'] as const).filter(
    (name) => found[name] > limits[name],
  );
  if (tooLarge.length === 0) return;
  const which = tooLarge.map((name) => `${name} ${found[name]} (at most ${limits[name]})`);
  throw new InvalidOptionError(
    `The test is too large: ${which.join(', ')}. Give fewer rows, or features of a narrower layer.`,
  );
}
