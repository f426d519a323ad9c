import type { ChartOptions } from 'chart.js';
import type { ChartTheme } from './theme.js';
import { LABEL_ROOM_PX } from './verticalMarks.js';

/** The p-value, the threshold and MMD² are lines. */
const LINES = 3;

/** Below this share of the p-values' smallest step nothing is drawn. */
const SMALLEST_P = 6e-4;

/** Axes, legend and font: two panels over one x axis, the p-value's and, lower, MMD²'s. */
export function historyOptions(theme: ChartTheme): ChartOptions<'line'> {
  const font = { family: theme.fontFamily, size: 11 };
  const title = (text: string) => ({ display: true, text, color: theme.text, font });
  const ticks = { color: theme.text, maxRotation: 0, font };
  const panel = { position: 'left', stack: 'panels', border: { display: false } } as const;
  return {
    animation: false,
    responsive: false,
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
        labels: {
          usePointStyle: true,
          pointStyleWidth: 20,
          boxHeight: 7,
          color: theme.text,
          font,
          // Alarms and states are explained only where there are some.
          filter: ({ datasetIndex: index = 0 }, { datasets }) =>
            index < LINES || datasets[index]!.data.length > 0,
        },
      },
      tooltip: {
        usePointStyle: true,
        filter: ({ parsed }) => Number.isFinite(parsed.y),
        callbacks: {
          title: ([item]) => (item ? `after ${item.parsed.x} samples` : ''),
          label: ({ datasetIndex, dataset, formattedValue }) =>
            datasetIndex < LINES ? `${dataset.label}: ${formattedValue}` : `${dataset.label}`,
        },
      },
    },
  };
}

function isPowerOfTen(value: number): boolean {
  return Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6);
}
