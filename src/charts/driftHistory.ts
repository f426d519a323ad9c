import {
  Chart,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import { readTheme } from './chartTheme.js';
import {
  historyOptions,
  historyStyles,
  SHORTEST_SPAN,
  SMALLEST_RANGE,
  zoneStyle,
} from './historyStyle.js';
import { type Mark, verticalMarks } from './verticalMarks.js';

Chart.register(
  LineController,
  LinearScale,
  LogarithmicScale,
  LineElement,
  PointElement,
  Filler,
  Legend,
  Tooltip,
);

const HEADROOM = 1.1;

/** The parts of a verdict that the history shows. */
export interface HistoryEntry {
  readonly samples: number;
  readonly mmd2: number;
  readonly pValue: number;
  readonly threshold: number;
  readonly measure: 'mmd2' | 'pValue' | 'evidence';
}

/** Options of {@link DriftHistory}. */
export interface DriftHistoryOptions {
  /** How many tests are shown, from 2. @defaultValue `200` */
  readonly length?: number;
}

/** A value on the x axis of samples. */
interface Plotted {
  readonly x: number;
  readonly y: number;
}

/**
 * The p-value of the latest tests on a log scale, and MMD² below it, with the zone where one of them
 * raises an alarm. Colours come from the page, see `readTheme`.
 *
 * @example
 * const history = new DriftHistory(canvas);
 * monitor.on('verdict', (verdict) => history.add(verdict));
 */
export class DriftHistory {
  readonly #length: number;
  readonly #canvas: HTMLCanvasElement;
  readonly #chart: Chart<'line', Plotted[]>;
  readonly #entries: HistoryEntry[] = [];
  readonly #marks: Mark[] = [];

  constructor(canvas: HTMLCanvasElement, { length = 200 }: DriftHistoryOptions = {}) {
    this.#length = length;
    this.#canvas = canvas;
    const theme = readTheme(canvas);
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: { datasets: historyStyles(theme).map((style) => ({ ...style, data: [] })) },
      options: historyOptions(theme),
      plugins: [verticalMarks(this.#marks, () => readTheme(canvas).text)],
    });
    this.#draw();
  }

  /** Appends one test. */
  add(entry: HistoryEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > this.#length) this.#entries.shift();
    this.#draw();
  }

  /** Draws a labelled line at a moment, e.g. where a new camera was put in. */
  mark(samples: number, label: string): void {
    this.#marks.push({ x: samples, label });
    if (this.#marks.length > this.#length) this.#marks.shift();
    this.#draw();
  }

  /** Forgets all tests and marks. */
  clear(): void {
    this.#entries.length = 0;
    this.#marks.length = 0;
    this.#draw();
  }

  /** Takes up the page's colours again, after they changed. */
  restyle(): void {
    const theme = readTheme(this.#canvas);
    this.#chart.options = historyOptions(theme);
    historyStyles(theme).forEach((style, index) => {
      Object.assign(this.#chart.data.datasets[index]!, style);
    });
    this.#draw();
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #draw(): void {
    const first = this.#entries.at(0);
    const last = this.#entries.at(-1);
    const end = first && last ? Math.max(last.samples, first.samples + SHORTEST_SPAN) : undefined;
    const line = (value: (entry: HistoryEntry) => number): Plotted[] =>
      this.#entries.map((entry) => ({ x: entry.samples, y: value(entry) }));
    const measure = last?.measure ?? 'mmd2';
    const thresholds = measure === 'evidence' ? [] : line((entry) => entry.threshold);
    if (thresholds.length > 0 && last && end) thresholds.push({ x: end, y: last.threshold });
    const lines = [line((entry) => entry.pValue), thresholds, line((entry) => entry.mmd2)];
    lines.forEach((data, index) => {
      this.#chart.data.datasets[index]!.data = data;
    });
    if (measure !== 'evidence') Object.assign(this.#chart.data.datasets[1]!, zoneStyle(measure));
    const scales = this.#chart.options.scales!;
    Object.assign(scales['x']!, { min: first?.samples ?? 0, max: end ?? SHORTEST_SPAN });
    const statistics = this.#entries.flatMap(({ mmd2, threshold }) =>
      measure === 'mmd2' ? [mmd2, threshold] : mmd2,
    );
    Object.assign(scales['mmd2']!, {
      min: Math.min(SMALLEST_RANGE.min, ...statistics),
      max: Math.max(SMALLEST_RANGE.max, ...statistics.map((value) => value * HEADROOM)),
    });
    this.#chart.update('none');
  }
}
