import type { ChartDataset, Plugin } from 'chart.js';
import type { HistoryTest } from './historyData.js';
import { type ChartTheme, withOpacity } from './theme.js';

/** When a drift began, by what was known when its alarm was raised, on the axis of samples. */
export interface Beginning {
  /** -∞ where it may have begun before the largest window. */
  readonly from: number;
  readonly to: number;
}

/** Of the alarms that say when their drift began. */
export function beginningsOf(tests: readonly HistoryTest[]): Beginning[] {
  return tests.flatMap(({ raisesAlarm, samples, scan, measure }) => {
    // What is new may have begun long after the mix changed, which the scan sees.
    const began = raisesAlarm && measure !== 'novelty' && scan?.began;
    if (!began) return [];
    const { atLeast, atMost = Number.POSITIVE_INFINITY } = began;
    // From half a sample before the first that may be of the drift to half a one after the last.
    return { from: samples - atMost + 0.5, to: samples - atLeast + 1.5 };
  });
}

/** The legend's key; a line of nothing. */
export function beginningStyle(theme: ChartTheme): Omit<ChartDataset<'line'>, 'data'> {
  return {
    label: 'began',
    yAxisID: 'mmd2',
    pointStyle: 'rect',
    pointRadius: 0,
    borderWidth: 1,
    borderDash: [2, 2],
    borderColor: theme.text,
    backgroundColor: fillOf(theme),
  };
}

const SHADE = 0.16;

function fillOf(theme: ChartTheme): string {
  return withOpacity(theme.text, SHADE);
}

/** Paints beginnings as dashed bands behind the lines. */
export function beginningBands(
  beginnings: () => readonly Beginning[],
  theme: () => ChartTheme,
): Plugin<'line'> {
  return {
    id: 'beginningBands',
    beforeDraw({ ctx, chartArea: { left, right, top, bottom }, scales }) {
      const axis = scales['x'];
      if (!axis) return;
      ctx.save();
      ctx.fillStyle = fillOf(theme());
      ctx.strokeStyle = theme().text;
      ctx.setLineDash([2, 3]);
      for (const { from, to } of beginnings()) {
        const start = Number.isFinite(from) ? Math.max(left, axis.getPixelForValue(from)) : left;
        const end = Math.min(right, axis.getPixelForValue(to));
        if (start >= end) continue;
        ctx.fillRect(start, top, end - start, bottom - top);
        ctx.strokeRect(start, top, end - start, bottom - top);
      }
      ctx.restore();
    },
  };
}
