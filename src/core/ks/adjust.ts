import type { Correction } from './correction.js';
import { type AdjustedPValues, benjaminiHochberg, bonferroni } from './multipleTesting.js';

const procedures: Record<Correction, (pValues: Float64Array, level: number) => AdjustedPValues> = {
  bonferroni,
  fdr: benjaminiHochberg,
};

/** p-values adjusted by that correction, and which of them are rejected. */
export function adjust(
  pValues: Float64Array,
  correction: Correction,
  level: number,
): AdjustedPValues {
  return procedures[correction](pValues, level);
}
