import type { ChartDataset, ChartOptions } from 'chart.js';
import type { NullBin } from './nullData.js';
import { LABEL_ROOM_PX } from './plot.js';
import { shortNumber } from './table.js';
import { type ChartTheme, withOpacity } from './theme.js';

/** A bin as Chart.js draws it: from 0 up to its count, in the middle of its edges. */
export interface NullBar {
  readonly x: number;
  readonly y: number;
  readonly bin: NullBin;
}

type BarStyle = Omit<ChartDataset<'bar'>, 'data'>;

/** How permutations below the observed statistic, and those at or above it, are drawn. */
export function nullStyles(theme: ChartTheme): BarStyle[] {
  const bar = { grouped: false, barPercentage: 0.94, categoryPercentage: 1, minBarLength: 2 };
  return [
    { ...bar, label: 'below', backgroundColor: withOpacity(theme.statistic, 0.4) },
    { ...bar, label: 'at or above', backgroundColor: theme.live },
  ];
}

/** Axes, tooltips and font. */
export function nullOptions(theme: ChartTheme): ChartOptions<'bar'> {
  const font = { family: theme.fontFamily, size: 11 };
  const title = (text: string) => ({ display: true, text, color: theme.text, font });
  const ticks = { color: theme.text, maxRotation: 0, font };
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    layout: { padding: { top: LABEL_ROOM_PX, right: 8 } },
    scales: {
      x: {
        type: 'linear',
        offset: false,
        title: title('statistic of the permutations'),
        ticks: { ...ticks, maxTicksLimit: 7, includeBounds: false },
        grid: { display: false },
        border: { color: theme.grid },
      },
      y: {
        type: 'linear',
        beginAtZero: true,
        title: title('permutations'),
        ticks: { ...ticks, precision: 0, maxTicksLimit: 5 },
        grid: { color: theme.grid },
        border: { display: false },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        displayColors: false,
        callbacks: {
          title: ([item]) => {
            const { bin } = (item?.raw ?? {}) as Partial<NullBar>;
            return bin ? `${shortNumber(bin.from)} to ${shortNumber(bin.to)}` : '';
          },
          label: ({ parsed }) => `${parsed.y} permutation${parsed.y === 1 ? '' : 's'}`,
        },
      },
    },
  };
}
