import type { SimulatedRow } from '../studies/studyRow.js';
import { element, frame, grid, logScale, svg, text } from './svg.js';

const STEP = 22;

/** Policies by colour and shape; a hollow mark shows one that lies under it. */
const marks: Record<string, { label: string; draw: (x: number, y: number) => string }> = {
  scan: {
    label: 'scan',
    draw: (x, y) =>
      element('path', { d: `M${x} ${y - 6}l6 6l-6 6l-6-6z`, fill: '#7c3aed', stroke: '#ffffff' }),
  },
  expectedRunTime: {
    label: 'one window',
    draw: (cx, cy) => element('circle', { cx, cy, r: 4, fill: '#1d4f7c' }),
  },
  evidence: {
    label: 'evidence',
    draw: (x, y) => element('rect', { x: x - 4, y: y - 4, width: 8, height: 8, fill: '#0f766e' }),
  },
  pValue: {
    label: 'p ≤ .01',
    draw: (cx, cy) =>
      element('circle', { cx, cy, r: 6, fill: 'none', stroke: '#c2410c', 'stroke-width': 1.5 }),
  },
};

/** A line for each drift, with a mark for the mean delay of each policy. */
export function delayPlot(title: string, rows: readonly SimulatedRow[]): string {
  const scale = logScale(1, 300);
  const parts = rows.map(({ setting, value }) => {
    const [policy, ...drift] = setting.split(', ');
    return { policy: policy!, drift: drift.join(', '), value };
  });
  const drifts = [...new Set(parts.flatMap(({ policy, drift }) => (marks[policy] ? drift : [])))];
  const bottom = frame.top + 20 + STEP * drifts.length;
  const at = (drift: string): number => frame.top + 20 + STEP * (drifts.indexOf(drift) + 0.5);
  const labels = drifts.map((drift) =>
    text(frame.left - 10, at(drift) + 4, drift, { 'text-anchor': 'end', 'font-size': 11 }),
  );
  const drawn = parts.flatMap(
    ({ policy, drift, value }) => marks[policy]?.draw(scale(value), at(drift)) ?? [],
  );
  const legend = Object.values(marks).flatMap(({ label, draw }, index) => {
    const x = frame.left + 105 * index;
    return [draw(x, frame.top), text(x + 11, frame.top + 4, label, { 'font-size': 12 })];
  });
  return svg(bottom + frame.bottom, title, [
    ...grid([1, 3, 10, 30, 100, 300], scale, bottom, 'samples from the drift to the alarm, mean'),
    ...labels,
    ...drawn,
    ...legend,
  ]);
}
