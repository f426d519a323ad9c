import {
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Point,
  PointElement,
  Tooltip,
} from 'chart.js';
import { colour } from './palette.js';

Chart.register(
  LineController,
  LinearScale,
  LogarithmicScale,
  LineElement,
  PointElement,
  Legend,
  Tooltip,
);

/** The parts of a verdict that the history shows. */
export interface HistoryEntry {
  readonly samples: number;
  readonly mmd2: number;
  readonly pValue: number;
  readonly threshold: number;
}

/** Options of {@link DriftHistory}. */
export interface DriftHistoryOptions {
  /** How many tests are shown, from 2. @defaultValue `200` */
  readonly length?: number;
}

/** The p-value of the latest tests on a log scale, with its threshold, and MMD² beside it. */
export class DriftHistory {
  readonly #length: number;
  readonly #chart: Chart<'line', Point[]>;

  constructor(canvas: HTMLCanvasElement, { length = 200 }: DriftHistoryOptions = {}) {
    this.#length = length;
    const line = { pointRadius: 0, borderWidth: 2, parsing: false as const };
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: {
        datasets: [
          { ...line, label: 'p-value', data: [], yAxisID: 'p', borderColor: colour('pValue') },
          {
            ...line,
            label: 'alarm threshold',
            data: [],
            yAxisID: 'p',
            borderColor: colour('threshold'),
            borderDash: [6, 4],
          },
          {
            ...line,
            label: 'MMD²',
            data: [],
            yAxisID: 'mmd2',
            borderColor: colour('statistic', 0.7),
            borderWidth: 1.5,
          },
        ],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: {
            type: 'linear',
            title: { display: true, text: 'samples seen' },
            ticks: { precision: 0 },
            grid: { display: false },
          },
          p: {
            type: 'logarithmic',
            min: 5e-4,
            max: 1,
            title: { display: true, text: 'p-value' },
            ticks: { callback: (value) => (isPowerOfTen(Number(value)) ? `${value}` : '') },
          },
          mmd2: {
            type: 'linear',
            position: 'right',
            suggestedMin: -0.01,
            suggestedMax: 0.05,
            title: { display: true, text: 'MMD²' },
            grid: { display: false },
          },
        },
        plugins: { legend: { position: 'bottom', labels: { boxHeight: 1, boxWidth: 24 } } },
      },
    });
  }

  /** Appends one test. */
  add({ samples, mmd2, pValue, threshold }: HistoryEntry): void {
    const values = [pValue, threshold, mmd2];
    this.#chart.data.datasets.forEach((dataset, index) => {
      dataset.data.push({ x: samples, y: values[index]! });
      if (dataset.data.length > this.#length) dataset.data.shift();
    });
    this.#chart.update('none');
  }

  clear(): void {
    for (const dataset of this.#chart.data.datasets) dataset.data.length = 0;
    this.#chart.update('none');
  }

  destroy(): void {
    this.#chart.destroy();
  }
}

function isPowerOfTen(value: number): boolean {
  return Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6);
}
