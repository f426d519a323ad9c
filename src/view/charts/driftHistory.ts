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
import { CanvasDescription } from './canvasDescription.js';
import { canvasSize } from './canvasSize.js';
import {
  type HistoryEntry,
  type HistoryTest,
  historyLines,
  SHORTEST_SPAN,
  statisticRange,
} from './historyData.js';
import {
  type Band,
  bandColour,
  bandKeys,
  bandsOf,
  historyOptions,
  historyStyles,
  stateBands,
  zoneStyle,
} from './historyLook.js';
import { historySentence, historyState, tableOfHistory } from './historyWords.js';
import { type Mark, type Plotted, verticalMarks } from './plot.js';
import type { ChartTable } from './table.js';
import { readTheme } from './theme.js';

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

/** Half the dash of a test between two gaps. */
const LONE_RADIUS_PX = 4;

/**
 * The p-value of the latest tests on a log scale, and MMD² below it, with the zone where one of them
 * raises an alarm. Behind them stretches of warning and drift, a triangle where an episode of drift
 * began, and no line where nothing was tested: where `samples` jumped by more than twice the usual
 * step, or the app called `gap()`. Colours come from the page, see `readTheme`.
 *
 * @example
 * const history = new DriftHistory(canvas);
 * monitor.on('verdict', (verdict) => history.add(verdict));
 */
export class DriftHistory {
  readonly #length: number;
  readonly #canvas: HTMLCanvasElement;
  readonly #chart: Chart<'line', Plotted[]>;
  readonly #tests: HistoryTest[] = [];
  readonly #bands: Band[] = [];
  readonly #marks: Mark[] = [];
  readonly #description: CanvasDescription;
  #isAfterGap = false;

  constructor(canvas: HTMLCanvasElement, { length = 200 }: DriftHistoryOptions = {}) {
    this.#length = length;
    this.#canvas = canvas;
    const theme = readTheme(canvas);
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: { datasets: historyStyles(theme).map((style) => ({ ...style, data: [] })) },
      options: historyOptions(theme),
      plugins: [
        canvasSize(canvas),
        stateBands(this.#bands, (state) => bandColour(readTheme(canvas), state)),
        verticalMarks(this.#marks, () => readTheme(canvas).text),
      ],
    });
    this.#description = new CanvasDescription(canvas);
    this.#draw();
  }

  /** Appends one test. */
  add(entry: HistoryEntry): void {
    const raisesAlarm = entry.state === 'drift' && this.#tests.at(-1)?.state !== 'drift';
    this.#tests.push({ ...entry, raisesAlarm, isAfterGap: this.#isAfterGap });
    this.#isAfterGap = false;
    if (this.#tests.length > this.#length) this.#tests.shift();
    this.#draw();
  }

  /** Says that nothing is tested until the next `add`, e.g. when the monitor is paused. */
  gap(): void {
    this.#isAfterGap = true;
  }

  /** Draws a labelled line at a moment, e.g. where a new camera was put in; the last one there counts. */
  mark(samples: number, label: string): void {
    if (this.#marks.at(-1)?.x === samples) this.#marks.pop();
    this.#marks.push({ x: samples, label });
    if (this.#marks.length > this.#length) this.#marks.shift();
    this.#draw();
  }

  /** Forgets all tests and marks. */
  clear(): void {
    this.#tests.length = 0;
    this.#marks.length = 0;
    this.#isAfterGap = false;
    this.#draw();
  }

  /** The tests that are shown, as rows. */
  table(): ChartTable {
    return tableOfHistory(this.#tests);
  }

  /** Takes up the page's colours again, after they changed. */
  restyle(): void {
    const theme = readTheme(this.#canvas);
    this.#chart.options = historyOptions(theme);
    historyStyles(theme).forEach((style, index) => {
      Object.assign(this.#chart.data.datasets[index]!, style);
    });
    // Not 'none': that would leave shared styles as they are. Only then are `options` the new ones.
    this.#chart.update();
    this.#draw();
  }

  destroy(): void {
    this.#chart.destroy();
    this.#description.remove();
  }

  #draw(): void {
    const first = this.#tests.at(0);
    const last = this.#tests.at(-1);
    const end = Math.max(last?.samples ?? 0, (first?.samples ?? 0) + SHORTEST_SPAN);
    this.#bands.splice(0, this.#bands.length, ...bandsOf(this.#tests));
    const { pValue, threshold, mmd2, alarms, isAlone } = historyLines(this.#tests, end);
    const { datasets } = this.#chart.data;
    [pValue, threshold, mmd2, alarms, ...bandKeys(this.#bands)].forEach((data, index) => {
      datasets[index]!.data = data;
    });
    const pointRadius = isAlone.map((alone) => (alone ? LONE_RADIUS_PX : 0));
    for (const index of [0, 2]) Object.assign(datasets[index]!, { pointRadius });
    const measure = last?.measure ?? 'mmd2';
    if (measure !== 'evidence') Object.assign(datasets[1]!, zoneStyle(measure));
    Object.assign(datasets[3]!, { yAxisID: measure === 'pValue' ? 'p' : 'mmd2' });
    const scales = this.#chart.options.scales!;
    Object.assign(scales['x']!, { min: first?.samples ?? 0, max: end });
    Object.assign(scales['mmd2']!, statisticRange(this.#tests));
    this.#chart.update('none');
    this.#description.say(historySentence(this.#tests), historyState(this.#tests));
  }
}

/** Options of `DriftHistory`. */
export interface DriftHistoryOptions {
  /** How many tests are shown, from 2. @defaultValue `200` */
  readonly length?: number;
}
