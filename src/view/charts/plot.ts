import type { Chart, ChartType, Plugin } from 'chart.js';
import type { ChartTheme } from './theme.js';

/** A place in a chart, in the units of its axes; NaN where nothing is drawn. */
export interface Plotted {
  readonly x: number;
  readonly y: number;
}

/** @param position Shape [2]. */
export function plotted(position: ArrayLike<number>): Plotted {
  return { x: position[0]!, y: position[1]! };
}

/** A moment on the x axis, with a word for it. */
export interface Mark {
  readonly x: number;
  readonly label: string;
}

const FONT_SIZE_PX = 11;
const GAP_PX = 4;

/** Room to leave above the chart for the labels. */
export const LABEL_ROOM_PX = FONT_SIZE_PX + 2 * GAP_PX;

/** The x axis of what is shown over the samples seen. */
export function samplesAxis({ text: color, grid, fontFamily: family }: ChartTheme) {
  const font = { family, size: FONT_SIZE_PX };
  return {
    type: 'linear',
    title: { display: true, text: 'inputs seen', color, font },
    ticks: { color, font, maxRotation: 0, precision: 0, maxTicksLimit: 7, includeBounds: false },
    grid: { display: false },
    border: { color: grid },
  } as const;
}

/** Draws dashed vertical lines with labels; marks outside the shown range are left out. */
export function verticalMarks<Type extends ChartType>(
  marks: readonly Mark[],
  theme: () => ChartTheme,
): Plugin<Type> {
  return {
    id: 'verticalMarks',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      const { text, fontFamily } = theme();
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = text;
      ctx.font = `${FONT_SIZE_PX}px ${fontFamily}`;
      ctx.textBaseline = 'bottom';
      let occupied = Number.NEGATIVE_INFINITY;
      for (const { x, label } of marks) {
        const at = xPixel(chart, x);
        if (at < chartArea.left || at > chartArea.right) continue;
        drawLine(ctx, at, chartArea.top, chartArea.bottom);
        const width = ctx.measureText(label).width;
        const left = Math.max(chartArea.left, Math.min(at - width / 2, chartArea.right - width));
        if (left < occupied) continue;
        ctx.fillText(label, left, chartArea.top - GAP_PX);
        occupied = left + width + GAP_PX;
      }
      ctx.restore();
    },
  };
}

/** The nearest of 1, 2 or 5 times a power of ten at or above. */
export function niceStep(step: number): number {
  if (!(step > 0)) return 1e-6;
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((factor) => factor * power >= step) ?? 10);
}

function xPixel(chart: Pick<Chart, 'scales'>, x: number): number {
  return chart.scales['x']?.getPixelForValue(x) ?? Number.NaN;
}

function drawLine(ctx: CanvasRenderingContext2D, x: number, top: number, bottom: number): void {
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  ctx.stroke();
}
