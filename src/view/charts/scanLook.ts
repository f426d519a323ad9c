import type { Chart, ChartDataset, ChartOptions, Plugin } from 'chart.js';
import { type Plotted, samplesAxis } from './plot.js';
import { rarityOf, type ScanEntry } from './scanData.js';
import { shortNumber } from './table.js';
import { type ChartTheme, withOpacity } from './theme.js';

/** The rarest window of a test, where it is drawn. */
export interface RarestWindow extends Plotted {
  readonly entry: ScanEntry;
}

/** Windows are √2 apart, and cells reach half way to the next. */
const HALF_STEP = 2 ** 0.25;

/** Of the colour, where a window is nearly as rare as a warning. */
const DARKEST = 0.75;

/** Axes, legend, tooltips and font: a panel for each view, over one x axis. */
export function scanOptions(theme: ChartTheme): ChartOptions<'scatter'> {
  const font = { family: theme.fontFamily, size: 11 };
  const title = (text: string) => ({ display: true, text, color: theme.text, font });
  const ticks = { color: theme.text, maxRotation: 0, font };
  const panel = (text: string) =>
    ({
      type: 'logarithmic',
      position: 'left',
      stack: 'panels',
      offset: true,
      min: 1 / HALF_STEP,
      title: title(text),
      ticks: { ...ticks, callback: (value: string | number) => windowTick(Number(value)) },
      grid: { display: false },
      border: { color: theme.grid },
      afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
        axis.ticks = WINDOW_TICKS.map((value) => ({ value }));
      },
    }) as const;
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    layout: { padding: { right: 8 } },
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: samplesAxis(theme),
      second: panel(''),
      first: panel(''),
    },
    plugins: {
      legend: {
        position: 'bottom',
        labels: {
          usePointStyle: true,
          boxHeight: 7,
          color: theme.text,
          font,
          // Both panels have their rarest windows.
          filter: ({ datasetIndex }) => datasetIndex !== 1,
        },
      },
      tooltip: {
        displayColors: false,
        callbacks: {
          title: ([item]) => (item ? `after ${item.parsed.x} inputs` : ''),
          label: ({ raw }) => {
            const { scan } = (raw as RarestWindow).entry;
            return `rarest window: ${scan.window}, once in ${shortNumber(scan.runTime)}`;
          },
        },
      },
    },
  };
}

const WINDOW_TICKS = [1, 4, 16, 64];

function windowTick(value: number): string {
  return WINDOW_TICKS.includes(value) ? `${value}` : '';
}

type PointStyle = Omit<ChartDataset<'scatter'>, 'data'>;

/** How the rarest window is drawn in either panel, and the legend's keys for the cells. */
export function scanStyles(theme: ChartTheme): PointStyle[] {
  const key = (label: string, colour: string): PointStyle => ({
    label,
    yAxisID: 'first',
    pointStyle: 'rect',
    borderWidth: 0,
    backgroundColor: colour,
  });
  const rarest: PointStyle = {
    label: 'rarest',
    pointStyle: 'circle',
    pointRadius: 1.5,
    borderWidth: 0,
    backgroundColor: theme.text,
  };
  return [
    { ...rarest, yAxisID: 'first' },
    { ...rarest, yAxisID: 'second' },
    key('usual', withOpacity(theme.statistic, DARKEST / 2)),
    key('as rare as a warning', theme.warning),
    key('as rare as an alarm', theme.alarm),
  ];
}

/** Paints a cell for each window of each test. */
export function scanCells(
  entries: readonly ScanEntry[],
  views: () => readonly string[],
  theme: () => ChartTheme,
): Plugin<'scatter'> {
  return {
    id: 'scanCells',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      const colours = coloursOf(theme());
      for (const [index, entry] of entries.entries()) {
        const next = entries[index + 1];
        const step = next ? Math.min(1, next.samples - entry.samples) : 1;
        drawTest(chart, entry, step, views(), colours);
      }
      ctx.restore();
    },
  };
}

/** The colour of a window, by how rare it is. */
type Colours = (runTime: number, entry: ScanEntry) => string;

function coloursOf(theme: ChartTheme): Colours {
  const shades = Array.from({ length: 16 }, (_, shade) =>
    withOpacity(theme.statistic, (DARKEST * shade) / 15),
  );
  return (runTime, entry) => {
    const rarity = rarityOf(runTime, entry);
    if (rarity !== 'usual') return rarity === 'alarm' ? theme.alarm : theme.warning;
    const share = Math.log(runTime) / Math.log(Math.max(2, entry.threshold));
    return shades[Math.round(15 * Math.min(1, Math.max(0, share)))]!;
  };
}

function drawTest(
  { ctx, scales }: Chart<'scatter'>,
  entry: ScanEntry,
  step: number,
  panels: readonly string[],
  colours: Colours,
): void {
  const x = scales['x']!;
  const left = Math.floor(x.getPixelForValue(entry.samples - step / 2));
  const right = Math.ceil(x.getPixelForValue(entry.samples + step / 2));
  for (const { view, sizes, runTimes } of entry.scan.views) {
    const y = scales[view === panels[0] ? 'first' : 'second']!;
    for (const [at, size] of sizes.entries()) {
      const above = sizes[at + 1] ?? size * HALF_STEP ** 2;
      const below = sizes[at - 1] ?? size / HALF_STEP ** 2;
      const top = Math.floor(y.getPixelForValue(Math.sqrt(size * above)));
      const bottom = Math.floor(y.getPixelForValue(Math.sqrt(size * below)));
      ctx.fillStyle = colours(runTimes[at]!, entry);
      ctx.fillRect(left, top, right - left, bottom - top);
    }
  }
}

/** Gives each view a panel: one alone has all of the height. */
export function arrangePanels(
  chart: Chart<'scatter', RarestWindow[]>,
  views: readonly { readonly name: string; readonly largest: number }[],
  word: (view: string) => string,
): void {
  const scales = chart.options.scales!;
  for (const [index, id] of (['first', 'second'] as const).entries()) {
    const view = views[index];
    const axis = scales[id]!;
    const text = views.length > 1 && view ? word(view.name) : 'window';
    Object.assign(axis, {
      display: index === 0 || view !== undefined,
      stackWeight: index === 0 || view ? 1 : 1e-6,
      // Between two panels there is a gap, so that their words do not meet.
      max: (view?.largest ?? 128) * HALF_STEP ** (1 + 4 * index),
      title: { ...(axis as { title: object }).title, text },
    });
  }
}
