import { color } from 'chart.js/helpers';
import type { ChartTheme } from './theme.js';

/**
 * A colour for each witness: the reference's for the most like it, the live colour for the most
 * unlike it, and a mixture between. The scale is symmetric about 0, up to the largest magnitude.
 *
 * @returns CSS colours, one for each.
 */
export function witnessColours(theme: ChartTheme, witness: ArrayLike<number>): string[] {
  const values = Array.from(witness);
  const largest = Math.max(...values.map(Math.abs)) || 1;
  return values.map((value) => between(theme, (1 - value / largest) / 2));
}

/** @param unlikeness 0 to 1. */
function between({ reference, live }: ChartTheme, unlikeness: number): string {
  return color(live).mix(color(reference), unlikeness).rgbString();
}
