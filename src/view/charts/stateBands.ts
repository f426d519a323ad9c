import type { Plugin } from 'chart.js';
import type { HistoryTest } from './historyData.js';
import { gapsBefore, usualStep } from './historyGaps.js';

/** A stretch of the x axis in one state that is not `ok`. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly state: 'warning' | 'drift';
}

/**
 * Stretches of warning and drift: each test colours the axis half way to its neighbours, and half a
 * usual step where there is a gap or an end.
 */
export function bandsOf(tests: readonly HistoryTest[]): Band[] {
  const samples = tests.map((test) => test.samples);
  const gaps = gapsBefore(samples);
  const half = usualStep(samples) / 2;
  const isCut = (index: number): boolean =>
    index === 0 || index === tests.length || gaps[index]! || tests[index]!.isAfterGap;
  const middle = (index: number): number => (samples[index - 1]! + samples[index]!) / 2;
  const bands: Band[] = [];
  for (const [index, { state, samples: at }] of tests.entries()) {
    if (state !== 'warning' && state !== 'drift') continue;
    const from = isCut(index) ? at - half : middle(index);
    const to = isCut(index + 1) ? at + half : middle(index + 1);
    const before = bands.at(-1);
    if (before?.state === state && before.to === from) bands[bands.length - 1] = { ...before, to };
    else bands.push({ from, to, state });
  }
  return bands;
}

/** Data of the legend's keys for warning and drift: empty where no band has that state. */
export function bandKeys(bands: readonly Band[]): { x: number; y: number }[][] {
  return (['warning', 'drift'] as const).map((wanted) =>
    bands.flatMap(({ from, state }) => (state === wanted ? { x: from, y: Number.NaN } : [])),
  );
}

/** Paints bands behind the lines, over the height of the chart. */
export function stateBands(
  bands: readonly Band[],
  colourOf: (state: Band['state']) => string,
): Plugin<'line'> {
  return {
    id: 'stateBands',
    beforeDraw({ ctx, chartArea, scales }) {
      const axis = scales['x'];
      if (!axis) return;
      ctx.save();
      for (const { from, to, state } of bands) {
        const left = Math.max(chartArea.left, axis.getPixelForValue(from));
        const right = Math.min(chartArea.right, axis.getPixelForValue(to));
        if (left >= right) continue;
        ctx.fillStyle = colourOf(state);
        ctx.fillRect(left, chartArea.top, right - left, chartArea.bottom - chartArea.top);
      }
      ctx.restore();
    },
  };
}
