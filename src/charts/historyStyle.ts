import type { ChartDataset, ChartOptions } from 'chart.js';
import { type ChartTheme, withOpacity } from './chartTheme.js';
import { LABEL_ROOM_PX } from './verticalMarks.js';

/** The x axis shows at least so many samples, so that the first tests are no wild zigzag. */
export const SHORTEST_SPAN = 60;

/** The MMD² axis shows at least this range: noise must not look like news. */
export const SMALLEST_RANGE = { min: -0.01, max: 0.045 } as const;

/** Below this share of the p-values' smallest step nothing is drawn. */
const SMALLEST_P = 6e-4;

type LineStyle = Omit<ChartDataset<'line'>, 'data'>;

/** Where the alarm zone lies: below a p-value, or above an MMD². */
export function zoneStyle(measure: 'mmd2' | 'pValue'): Pick<LineStyle, 'yAxisID' | 'fill'> {
  return measure === 'mmd2' ? { yAxisID: 'mmd2', fill: 'end' } : { yAxisID: 'p', fill: 'start' };
}

/** How the p-value, the threshold and MMD² are drawn, in that order. */
export function historyStyles(theme: ChartTheme): LineStyle[] {
  const line = { pointRadius: 0, borderWidth: 2, parsing: false as const };
  return [
    {
      ...line,
      label: 'p-value',
      yAxisID: 'p',
      borderColor: theme.pValue,
      borderJoinStyle: 'round',
    },
    {
      ...line,
      label: 'alarm zone',
      borderColor: theme.alarm,
      borderWidth: 1.5,
      borderDash: [5, 4],
      ...zoneStyle('mmd2'),
      backgroundColor: withOpacity(theme.alarm, 0.12),
    },
    {
      ...line,
      label: 'MMD²',
      yAxisID: 'mmd2',
      borderColor: withOpacity(theme.statistic, 0.75),
      borderWidth: 1.5,
    },
  ];
}

/** Axes, legend and font: two panels over one x axis, the p-value's and, lower, MMD²'s. */
export function historyOptions(theme: ChartTheme): ChartOptions<'line'> {
  const font = { family: theme.fontFamily, size: 11 };
  const title = (text: string) => ({ display: true, text, color: theme.text, font });
  const ticks = { color: theme.text, maxRotation: 0, font };
  const panel = { position: 'left', stack: 'panels', border: { display: false } } as const;
  return {
    animation: false,
    maintainAspectRatio: false,
    layout: { padding: { top: LABEL_ROOM_PX } },
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        type: 'linear',
        title: title('samples seen'),
        ticks: { ...ticks, precision: 0, maxTicksLimit: 7, includeBounds: false },
        grid: { display: false },
        border: { color: theme.grid },
      },
      mmd2: {
        ...panel,
        type: 'linear',
        stackWeight: 2,
        title: title('MMD²'),
        ticks: { ...ticks, maxTicksLimit: 5, includeBounds: false },
        grid: { color: theme.grid },
      },
      p: {
        ...panel,
        type: 'logarithmic',
        stackWeight: 3,
        offset: true,
        min: SMALLEST_P,
        max: 1,
        title: title('p-value'),
        ticks: { ...ticks, callback: (value) => (isPowerOfTen(Number(value)) ? `${value}` : '') },
        grid: {
          color: ({ tick }) => (isPowerOfTen(tick?.value ?? 0) ? theme.grid : 'transparent'),
        },
      },
    },
    plugins: {
      legend: {
        position: 'bottom',
        labels: { boxHeight: 1, boxWidth: 20, color: theme.text, font },
      },
      tooltip: {
        callbacks: { title: ([item]) => (item ? `after ${item.parsed.x} samples` : '') },
      },
    },
  };
}

function isPowerOfTen(value: number): boolean {
  return Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6);
}
