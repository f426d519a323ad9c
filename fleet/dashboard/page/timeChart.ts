import {
  Chart,
  type ChartDataset,
  type ChartOptions,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { CanvasChart } from '../../../src/view/charts/canvasChart.js';
import { type Band, stateBands } from '../../../src/view/charts/historyLook.js';
import {
  LABEL_ROOM_PX,
  type Mark,
  type Plotted,
  verticalMarks,
} from '../../../src/view/charts/plot.js';
import { type ChartTheme, withOpacity } from '../../../src/view/charts/theme.js';
import { day, distance, moment } from './numbers.js';

Chart.register(LineController, LinearScale, LineElement, PointElement, Filler, Legend, Tooltip);

const DAY_MS = 86_400_000;
const FONT_SIZE_PX = 11;

/** What a chart over time shows; times in milliseconds since 1970. */
export interface TimeContent {
  /** NaN where there is nothing. */
  readonly line: readonly Plotted[];
  readonly threshold: readonly Plotted[];
  readonly alarms: readonly Plotted[];
  /** Stretches painted behind. */
  readonly bands: readonly Band[];
  readonly marks: readonly Mark[];
  /** The same in words. */
  readonly sentence: string;
}

const NOTHING: TimeContent = {
  line: [],
  threshold: [],
  alarms: [],
  bands: [],
  marks: [],
  sentence: '',
};

/** A distance over days, with what is usual and where it alarmed. The axis of time is UTC. */
export class TimeChart {
  readonly #chart: CanvasChart<'line', Plotted>;
  readonly #marks: Mark[] = [];
  #content = NOTHING;

  /** @param name Of the distance. */
  constructor(place: HTMLElement, name: string) {
    this.#chart = new CanvasChart('TimeChart', place, {
      type: 'line',
      look: (theme) => ({ options: optionsOf(theme, name), styles: stylesOf(theme, name) }),
      plugins: (theme) => [
        stateBands(() => this.#content.bands, theme),
        verticalMarks(this.#marks, theme),
      ],
      fill: ({ data: { datasets }, options: { scales } }) => {
        const { line, threshold, alarms, sentence } = this.#content;
        [line, threshold, alarms].forEach((data, at) => {
          datasets[at]!.data = [...data];
        });
        const [first, last] = [line.at(0)?.x ?? 0, line.at(-1)?.x ?? 1];
        Object.assign(scales!['x']!, { min: first, max: last });
        return { sentence, state: sentence };
      },
    });
  }

  show(content: TimeContent): void {
    this.#content = content;
    this.#marks.splice(0, this.#marks.length, ...content.marks);
    this.#chart.draw();
  }

  destroy(): void {
    this.#chart.destroy();
  }
}

function stylesOf(theme: ChartTheme, name: string): Omit<ChartDataset<'line'>, 'data'>[] {
  const plain = { borderWidth: 1.75, pointRadius: 0, pointHitRadius: 6 };
  return [
    {
      ...plain,
      label: name,
      borderColor: theme.statistic,
      backgroundColor: withOpacity(theme.statistic, 0.12),
      pointStyle: 'line',
    },
    {
      ...plain,
      label: 'alarm threshold',
      borderColor: theme.alarm,
      backgroundColor: theme.alarm,
      borderDash: [5, 4],
      borderWidth: 1.5,
      pointStyle: 'line',
    },
    {
      ...plain,
      label: 'alarm',
      showLine: false,
      pointRadius: 3.5,
      pointStyle: 'triangle',
      borderColor: theme.alarm,
      backgroundColor: theme.alarm,
    },
  ];
}

function optionsOf(theme: ChartTheme, name: string): ChartOptions<'line'> {
  const font = { family: theme.fontFamily, size: FONT_SIZE_PX };
  const ticks = { color: theme.text, font, maxRotation: 0 };
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    layout: { padding: { top: LABEL_ROOM_PX, right: 8 } },
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        type: 'linear',
        ticks: { ...ticks, autoSkip: true, callback: (value) => day(Number(value)) },
        grid: { color: theme.grid },
        border: { color: theme.grid },
        afterBuildTicks: (axis) => {
          const first = Math.ceil(axis.min / DAY_MS);
          const days = Math.floor(axis.max / DAY_MS) - first + 1;
          const step = Math.max(1, Math.ceil(days / Math.max(2, Math.floor(axis.width / 70))));
          axis.ticks = Array.from({ length: Math.max(0, Math.ceil(days / step)) }, (_, at) => ({
            value: (first + at * step) * DAY_MS,
          }));
        },
      },
      y: {
        type: 'linear',
        title: { display: true, text: name, color: theme.text, font },
        ticks: { ...ticks, maxTicksLimit: 6 },
        grid: { color: theme.grid },
        border: { display: false },
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
          // What there is nothing of needs no key.
          filter: ({ datasetIndex = 0 }, { datasets }) => datasets[datasetIndex]!.data.length > 0,
        },
      },
      tooltip: {
        usePointStyle: true,
        filter: ({ parsed, datasetIndex }) => Number.isFinite(parsed.y) && datasetIndex < 2,
        callbacks: {
          title: ([item]) => (item ? `${moment(Number(item.parsed.x))} UTC` : ''),
          label: ({ dataset, parsed }) => `${dataset.label}: ${distance(Number(parsed.y))}`,
        },
      },
    },
  };
}
