import type { Plugin } from 'chart.js';
import type { Plotted } from './plot.js';
import { type ChartTheme, isLight, withOpacity } from './theme.js';

/** A name, and where most of what it names lies. */
export interface Named extends Plotted {
  readonly name: string;
}

/** @param labels One for each point; those without one have no name. */
export function namesOf(
  points: readonly Plotted[],
  labels: readonly (string | undefined)[],
): readonly Named[] {
  return [...new Set(labels)].flatMap((name) => {
    const ofName = points.filter((_, at) => labels[at] === name);
    if (name === undefined || ofName.length === 0) return [];
    return [{ name, x: median(ofName.map(({ x }) => x)), y: median(ofName.map(({ y }) => y)) }];
  });
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

const FONT_PX = 11;
const LINE_PX = 14;

/** Writes the names over the points, in lines that do not meet. */
export function scatterNames(
  names: () => readonly Named[],
  theme: () => ChartTheme,
): Plugin<'scatter'> {
  return {
    id: 'scatterNames',
    afterDatasetsDraw({ ctx, chartArea, scales: { x: across, y: up } }) {
      const { text, fontFamily } = theme();
      const taken: { left: number; right: number; y: number }[] = [];
      ctx.save();
      ctx.font = `600 ${FONT_PX}px ${fontFamily}`;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.lineJoin = 'round';
      ctx.lineWidth = 3;
      ctx.strokeStyle = withOpacity(isLight(text) ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)', 0.75);
      ctx.fillStyle = text;
      for (const { name, x, y } of names()) {
        const half = ctx.measureText(name).width / 2;
        const at = within(across!.getPixelForValue(x), half, chartArea.left, chartArea.right);
        const [left, right] = [at - half, at + half];
        const isFree = (line: number): boolean =>
          within(line, LINE_PX / 2, chartArea.top, chartArea.bottom) === line &&
          taken.every(
            (one) => one.right < left || one.left > right || Math.abs(one.y - line) >= LINE_PX,
          );
        const middle = up!.getPixelForValue(y);
        const lines = Array.from({ length: 48 }, (_, i) => middle + (i % 2 ? 2 : -2) * i);
        const line = lines.find(isFree) ?? middle;
        taken.push({ left, right, y: line });
        ctx.strokeText(name, at, line);
        ctx.fillText(name, at, line);
      }
      ctx.restore();
    },
  };
}

function within(at: number, half: number, from: number, to: number): number {
  return Math.min(Math.max(at, from + half), to - half);
}
