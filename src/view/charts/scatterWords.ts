import { signedWitness } from './galleryInput.js';
import type { ChartTable } from './table.js';

/** What a scatter shows. */
export interface ScatterContent {
  /** Coordinates of the reference, in the map's own units. */
  readonly reference: readonly { readonly x: number; readonly y: number }[];
  /** Coordinates of the live rows, oldest first. */
  readonly live: readonly { readonly x: number; readonly y: number }[];
  /** One for each live row. */
  readonly witness?: ArrayLike<number> | undefined;
}

/** The scatter in one sentence. */
export function scatterSentence({ reference, live, witness }: ScatterContent): string {
  const points = `Map of ${reference.length} reference points`;
  if (live.length === 0) return `${points}; no live points yet.`;
  const shown = `${points} and ${live.length} live ${live.length === 1 ? 'point' : 'points'}`;
  if (!witness) return `${shown}.`;
  const lowest = Math.min(...Array.from(witness));
  const row = Array.from(witness).indexOf(lowest) + 1;
  return `${shown}, the most unlike the reference is live point ${row}, witness ${signedWitness(lowest)}.`;
}

/**
 * The points, live ones first: columns point, x, y, and witness where it was given. Live points
 * count from 1, the oldest first.
 */
export function tableOfScatter(content: ScatterContent): ChartTable {
  const { reference, live, witness } = content;
  const rows = [
    ...live.map(({ x, y }, i) => [`live ${i + 1}`, x, y, ...(witness ? [witness[i]!] : [])]),
    ...reference.map(({ x, y }, i) => [`reference ${i + 1}`, x, y, ...(witness ? [''] : [])]),
  ];
  const columns = ['point', 'x', 'y', ...(witness ? ['witness'] : [])];
  return { caption: scatterSentence(content), columns, rows };
}
