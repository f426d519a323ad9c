import type { Plugin } from 'chart.js';
import { KINDS, type ScatterPoint } from './scatterPoint.js';

const RADIUS_PX = 12;

/** Draws a ring around the pinned point. */
export function pinRing(
  pinned: () => ScatterPoint | undefined,
  ink: () => string,
): Plugin<'scatter'> {
  return {
    id: 'pinRing',
    afterDatasetsDraw(chart) {
      const point = pinned();
      if (!point) return;
      const { ctx } = chart;
      const element = chart.getDatasetMeta(KINDS.indexOf(point.kind)).data[point.index];
      if (!element) return;
      ctx.save();
      ctx.strokeStyle = ink();
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.arc(element.x, element.y, RADIUS_PX, 0, 2 * Math.PI);
      ctx.stroke();
      ctx.restore();
    },
  };
}
