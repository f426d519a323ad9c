import { element, frame, grid, logScale, svg, text } from '../report/svg.js';
import type { FieldFigures } from './figures.js';

const STEP = 18;

/** Methods of the picture; the others are in the tables. */
const marks: Readonly<Record<string, { label: string; colour: string; isFilled: boolean }>> = {
  scanPolicy: { label: 'scan', colour: '#7c3aed', isFilled: true },
  'Online Kernel CUSUM': { label: 'OKCUSUM', colour: '#c2410c', isFilled: false },
  'Scan-B': { label: 'Scan-B', colour: '#b45309', isFilled: true },
  'CALM (one window of 64)': { label: 'CALM', colour: '#1d4f7c', isFilled: true },
  NEWMA: { label: 'NEWMA', colour: '#0f766e', isFilled: false },
  'MMDEW, all rows kept': { label: 'MMDEW (all)', colour: '#be185d', isFilled: false },
  "Hotelling's T²": { label: 'T²', colour: '#4b5563', isFilled: false },
};

/** A line for each drift, with a mark for the mean delay of each method, at a run length of 1,000. */
export function fieldPlot({ delays }: FieldFigures): string {
  const rows = delays.filter(({ way, method }) => way === '1000' && marks[method]);
  const lines = [...new Set(rows.map(({ drift }) => drift))];
  const scale = logScale(1, 400);
  const bottom = frame.top + 20 + STEP * lines.length;
  const at = (drift: string): number => frame.top + 20 + STEP * (lines.indexOf(drift) + 0.5);
  const labels = lines.map((drift) =>
    text(frame.left - 10, at(drift) + 4, drift, { 'text-anchor': 'end', 'font-size': 11 }),
  );
  const mark = (method: string, cx: number, cy: number): string => {
    const { colour, isFilled } = marks[method]!;
    const fill = isFilled ? colour : 'none';
    return element('circle', { cx, cy, r: 4.5, fill, stroke: colour, 'stroke-width': 1.5 });
  };
  const drawn = rows.map(({ method, drift, mean }) => mark(method, scale(mean), at(drift)));
  const legend = Object.entries(marks).flatMap(([method, { label }], index) => {
    const x = 60 + 100 * index;
    return [mark(method, x, frame.top), text(x + 10, frame.top + 4, label, { 'font-size': 12 })];
  });
  return svg(bottom + frame.bottom, 'Delay at a run length of 1,000', [
    ...grid([1, 3, 10, 30, 100, 300], scale, bottom, 'samples from the drift to the alarm, mean'),
    ...labels,
    ...drawn,
    ...legend,
  ]);
}
