import type { ChartDataset, ChartOptions, Plugin, Scale } from 'chart.js';
import { beginningStyle } from './historyBeginnings.js';
import {
  gapsBefore,
  type HistoryEntry,
  type HistoryTest,
  isOnChanceAxis,
  isRunTime,
  usualStep,
} from './historyData.js';
import { LABEL_ROOM_PX, niceStep, samplesAxis } from './plot.js';
import { type ChartTheme, withOpacity } from './theme.js';

/** The p-value, the threshold and MMD² are lines. */
const LINES = 3;

/** Below this share of the p-values' smallest step nothing is drawn. */
const SMALLEST_P = 6e-4;

/** So far below the alarm threshold a scan is drawn; what is rarer lies at the edge. */
const BELOW_THRESHOLD = 100;

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
    layout: { padding: { top: LABEL_ROOM_PX, right: 8 } },
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: samplesAxis(theme),
      mmd2: {
        ...panel,
        type: 'linear',
        stackWeight: 2,
        title: title('MMD²'),
        ticks,
        grid: { color: theme.grid },
        afterBuildTicks: (axis) => {
          axis.ticks = roundTicks(axis).map((value) => ({ value }));
        },
      },
      p: {
        ...panel,
        type: 'logarithmic',
        stackWeight: 3,
        offset: true,
        min: SMALLEST_P,
        max: 1,
        title: title('p-value'),
        ticks: { ...ticks, callback: chanceTick },
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
          title: ([item]) => (item ? `after ${item.parsed.x} inputs` : ''),
          label: ({ datasetIndex, dataset, formattedValue }) =>
            datasetIndex < LINES ? `${dataset.label}: ${formattedValue}` : `${dataset.label}`,
        },
      },
    },
  };
}

/** Some three round numbers: Chart.js gives so low a panel one. */
function roundTicks({ min, max }: Scale): number[] {
  const step = niceStep((max - min) / 4);
  const first = Math.ceil(min / step);
  return Array.from({ length: Math.floor(max / step) - first + 1 }, (_, at) => (first + at) * step);
}

/** So near to its lower end, as a share of a panel, words would meet those of the next one. */
const NEXT_PANEL = 0.12;

/** Powers of ten, but at the lower end, where the next panel begins. */
function chanceTick(this: Scale, value: string | number): string {
  const [from, at, to] = [this.min, Number(value), this.max].map(Math.log) as [
    number,
    number,
    number,
  ];
  const isAtEnd = at - from < NEXT_PANEL * (to - from);
  return isPowerOfTen(Number(value)) && !isAtEnd ? `${value}` : '';
}

function isPowerOfTen(value: number): boolean {
  return Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6);
}

type LineStyle = Omit<ChartDataset<'line'>, 'data'>;

/** On which panel thresholds lie: an alarm is below one of a p-value, or above one of an MMD². */
export function limitAxis(measure: HistoryEntry['measure']): 'p' | 'mmd2' {
  return isOnChanceAxis(measure) ? 'p' : 'mmd2';
}

/** What the upper line shows; its axis says it in one word, as the panel is low. */
export function chanceLabel(measure: HistoryEntry['measure']): string {
  return isRunTime(measure) ? 'chance per input' : 'p-value';
}

/** Where nothing lies below, the axis of probabilities ends. */
export function chanceAxisEnd(entries: readonly HistoryEntry[]): number {
  const thresholds = entries.flatMap(({ measure, threshold }) =>
    isRunTime(measure) ? [1 / (threshold * BELOW_THRESHOLD)] : [],
  );
  return Math.min(SMALLEST_P, ...thresholds);
}

/** How states are painted behind the lines. */
function bandColour(theme: ChartTheme, state: 'warning' | 'drift'): string {
  return state === 'warning' ? withOpacity(theme.warning, 0.2) : withOpacity(theme.alarm, 0.12);
}

/**
 * How the p-value, the alarm's threshold, MMD², alarms, the legend of bands, and the warning's threshold are
 * drawn, in that order.
 */
export function historyStyles(theme: ChartTheme): LineStyle[] {
  const line = {
    pointRadius: 0,
    borderWidth: 2,
    parsing: false as const,
    pointStyle: 'line' as const,
  };
  const band = (state: 'warning' | 'drift'): LineStyle => ({
    ...line,
    label: state,
    yAxisID: 'mmd2',
    pointStyle: 'rect',
    borderWidth: 0,
    backgroundColor: bandColour(theme, state),
  });
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
      label: 'alarm from',
      borderColor: theme.alarm,
      borderWidth: 1.5,
      borderDash: [5, 4],
      yAxisID: limitAxis('mmd2'),
    },
    {
      ...line,
      label: 'MMD²',
      yAxisID: 'mmd2',
      borderColor: withOpacity(theme.statistic, 0.75),
      borderWidth: 1.5,
    },
    {
      ...line,
      label: 'alarm raised',
      yAxisID: 'mmd2',
      showLine: false,
      pointStyle: 'triangle',
      pointRadius: 6,
      borderWidth: 1,
      borderColor: theme.alarm,
      backgroundColor: theme.alarm,
    },
    band('warning'),
    band('drift'),
    beginningStyle(theme),
    {
      ...line,
      label: 'warning from',
      borderColor: theme.warning,
      borderWidth: 1.5,
      borderDash: [2, 3],
      yAxisID: limitAxis('mmd2'),
    },
  ];
}

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
export function stateBands(bands: () => readonly Band[], theme: () => ChartTheme): Plugin<'line'> {
  return {
    id: 'stateBands',
    beforeDraw({ ctx, chartArea, scales }) {
      const axis = scales['x'];
      if (!axis) return;
      ctx.save();
      for (const { from, to, state } of bands()) {
        const left = Math.max(chartArea.left, axis.getPixelForValue(from));
        const right = Math.min(chartArea.right, axis.getPixelForValue(to));
        if (left >= right) continue;
        ctx.fillStyle = bandColour(theme(), state);
        ctx.fillRect(left, chartArea.top, right - left, chartArea.bottom - chartArea.top);
      }
      ctx.restore();
    },
  };
}
