import type { SimulatedRow } from '../studies/studyRow.js';
import { element, frame, grid, logScale, svg, text } from './svg.js';

const STEP = 26;

/** A box for each setting: spread over single references, and their mean as a dot. */
export function runLengthPlot(rows: readonly SimulatedRow[]): string {
  const scale = logScale(0.1, 10);
  const bottom = frame.top + STEP * rows.length;
  const boxes = rows.flatMap(({ setting, value, spread }, index) => {
    const [lowest, low, middle, high, highest] = spread!.map(scale) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const y = frame.top + STEP * (index + 0.5);
    const box = { x: low, y: y - 7, width: high - low, height: 14, fill: '#b8d4ee' };
    return [
      text(frame.left - 10, y + 4, setting, { 'text-anchor': 'end', 'font-size': 11 }),
      element('line', { x1: lowest, x2: highest, y1: y, y2: y, stroke: '#4a7fb0' }),
      element('rect', { ...box, stroke: '#4a7fb0' }),
      element('line', { x1: middle, x2: middle, y1: y - 7, y2: y + 7, stroke: '#1d4f7c' }),
      element('circle', { cx: scale(value), cy: y, r: 4, fill: '#c2410c' }),
    ];
  });
  const wanted = { x1: scale(1), x2: scale(1), y1: frame.top, y2: bottom, stroke: '#222' };
  return svg(bottom + frame.bottom, 'Run length to a false alarm, by the wanted one', [
    ...grid([0.1, 0.2, 0.5, 1, 2, 5, 10], scale, bottom, 'dot: mean; box: single references'),
    element('line', { ...wanted, 'stroke-dasharray': '4 3' }),
    ...boxes,
  ]);
}
