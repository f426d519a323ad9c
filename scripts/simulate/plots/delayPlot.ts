import type { SimulatedRow } from '../row.js';
import { element, frame, grid, logScale, svg, text } from './svg.js';

const STEP = 22;

const shapes: Record<string, { colour: string; label: string }> = {
  expectedRunTime: { colour: '#1d4f7c', label: 'expectedRunTime' },
  evidence: { colour: '#0f766e', label: 'evidence' },
  pValue: { colour: '#c2410c', label: 'p ≤ .01, many false alarms' },
};

/** A line for each drift, with a mark for the mean delay of each policy. */
export function delayPlot(title: string, rows: readonly SimulatedRow[]): string {
  const scale = logScale(1, 300);
  const parts = rows.map(({ setting, value }) => {
    const [policy, ...drift] = setting.split(', ');
    return { policy: policy!, drift: drift.join(', '), value };
  });
  const drifts = [...new Set(parts.map(({ drift }) => drift))];
  const bottom = frame.top + 20 + STEP * drifts.length;
  const at = (drift: string): number => frame.top + 20 + STEP * (drifts.indexOf(drift) + 0.5);
  const labels = drifts.map((drift) =>
    text(frame.left - 10, at(drift) + 4, drift, { 'text-anchor': 'end', 'font-size': 11 }),
  );
  const marks = parts.flatMap(({ policy, drift, value }) => {
    const shape = shapes[policy];
    if (!shape) return [];
    const fill = shape.colour;
    return element('circle', { cx: scale(value), cy: at(drift), r: 4.5, fill, opacity: 0.85 });
  });
  const legend = Object.values(shapes).flatMap(({ colour, label }, index) => {
    const x = frame.left + 125 * index;
    return [
      element('circle', { cx: x, cy: frame.top, r: 4.5, fill: colour }),
      text(x + 9, frame.top + 4, label, { 'font-size': 12 }),
    ];
  });
  return svg(bottom + frame.bottom, title, [
    ...grid([1, 3, 10, 30, 100, 300], scale, bottom, 'samples from the drift to the alarm, mean'),
    ...labels,
    ...marks,
    ...legend,
  ]);
}
