/** A place in a chart, in the units of its axes; NaN where nothing is drawn. */
export interface Plotted {
  readonly x: number;
  readonly y: number;
}

/** @param position Shape [2]. */
export function plotted(position: ArrayLike<number>): Plotted {
  return { x: position[0]!, y: position[1]! };
}
