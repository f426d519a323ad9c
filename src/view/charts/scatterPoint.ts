/** A point of the scatter. */
export interface ScatterPoint {
  readonly kind: 'reference' | 'live';
  /** Of the reference, the row of its embedding; of live rows, the row last given to `update`. */
  readonly index: number;
}

/** Chart.js datasets, the first one drawn last, on top. */
export const KINDS = ['live', 'reference'] as const;

/** The point that Chart.js found first, if any. */
export function pointOf(
  found: readonly { readonly datasetIndex: number; readonly index: number }[],
): ScatterPoint | undefined {
  const [first] = found;
  return first && { kind: KINDS[first.datasetIndex]!, index: first.index };
}

export function isSamePoint(a: ScatterPoint | undefined, b: ScatterPoint | undefined): boolean {
  return a?.kind === b?.kind && a?.index === b?.index;
}
