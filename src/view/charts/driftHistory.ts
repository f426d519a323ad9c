import {
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type LogarithmicScaleOptions,
  PointElement,
  Tooltip,
} from 'chart.js';
import { requireInteger } from '../../core/base/checks.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { ownMethods } from '../../core/base/ownMethods.js';
import { CanvasChart } from './canvasChart.js';
import { type Beginning, beginningBands, beginningsOf } from './historyBeginnings.js';
import {
  type HistoryEntry,
  type HistoryTest,
  historyLines,
  isOnChanceAxis,
  requireEntry,
  SHORTEST_SPAN,
  statisticRange,
} from './historyData.js';
import {
  type Band,
  bandKeys,
  bandsOf,
  chanceAxisEnd,
  chanceLabel,
  historyOptions,
  historyStyles,
  limitAxis,
  stateBands,
} from './historyLook.js';
import { historySentence, historyState, tableOfHistory } from './historyWords.js';
import { type Mark, type Plotted, verticalMarks } from './plot.js';
import type { ChartTable } from './table.js';

Chart.register(
  LineController,
  LinearScale,
  LogarithmicScale,
  LineElement,
  PointElement,
  Legend,
  Tooltip,
);

/** Half the dash of a test between two gaps. */
const LONE_RADIUS_PX = 4;

/**
 * The p-value of the latest tests on a log scale, and MMD² below it, with the threshold from which one of them
 * raises an alarm, and that of a warning; of tests by `scanPolicy` how rare their rarest window is, instead of the p-value.
 * Behind them stretches of warning and drift, a triangle where an alarm was raised, a dashed band where
 * its drift began as far as the test could tell, and no line where nothing was tested: where `samples`
 * jumped by more than twice the usual step, or the app called `gap()`. Colours come from the page, see
 * `readTheme`.
 *
 * @example
 * const history = new DriftHistory(canvas);
 * monitor.on('verdict', (verdict) => history.add(verdict));
 */
export class DriftHistory {
  readonly #length: number;
  readonly #chart: CanvasChart<'line', Plotted>;
  readonly #tests: HistoryTest[] = [];
  #bands: readonly Band[] = [];
  #beginnings: readonly Beginning[] = [];
  readonly #marks: Mark[] = [];
  #isAfterGap = false;

  /**
   * @param place A canvas, or an element that is given one in place of what it holds: as wide as that, and
   *   as high, or 280 pixels where its height comes from what it holds.
   * @throws InvalidOptionError unless it is an element, or a canvas without a chart and with a 2D context;
   *   for options that are not known or out of their range.
   */
  constructor(place: HTMLElement, options: DriftHistoryOptions = {}) {
    ownMethods(this);
    requireKnownNames('DriftHistory', options, OPTIONS);
    this.#length = requireInteger('DriftHistory: length', options.length ?? 200, 2);
    this.#chart = new CanvasChart('DriftHistory', place, {
      type: 'line',
      look: (theme) => ({ options: historyOptions(theme), styles: historyStyles(theme) }),
      plugins: (theme) => [
        stateBands(() => this.#bands, theme),
        beginningBands(() => this.#beginnings, theme),
        verticalMarks(this.#marks, theme),
      ],
      fill: (chart) => this.#fill(chart),
    });
  }

  /**
   * Appends one test.
   *
   * @throws InvalidOptionError where a number is missing, or measure or state is not a known one.
   */
  add(entry: HistoryEntry): void {
    if (this.#chart.isDestroyed) return;
    requireEntry(entry);
    const raisesAlarm = entry.state === 'drift' && this.#tests.at(-1)?.state !== 'drift';
    this.#tests.push({ ...entry, raisesAlarm, isAfterGap: this.#isAfterGap });
    this.#isAfterGap = false;
    if (this.#tests.length > this.#length) this.#tests.shift();
    this.#chart.draw();
  }

  /** Says that nothing is tested until the next `add`, e.g. when the monitor is paused. */
  gap(): void {
    this.#isAfterGap = true;
  }

  /** Draws a labelled line at a moment, e.g. where a new camera was put in; the last one there counts. */
  mark(samples: number, label: string): void {
    if (this.#chart.isDestroyed) return;
    if (this.#marks.at(-1)?.x === samples) this.#marks.pop();
    this.#marks.push({ x: samples, label });
    if (this.#marks.length > this.#length) this.#marks.shift();
    this.#chart.draw();
  }

  /** Forgets all tests and marks. */
  clear(): void {
    if (this.#chart.isDestroyed) return;
    this.#tests.length = 0;
    this.#marks.length = 0;
    this.#isAfterGap = false;
    this.#chart.draw();
  }

  /** The tests that are shown, or were last, as rows. */
  table(): ChartTable {
    return tableOfHistory(this.#tests);
  }

  /**
   * Takes up the page's colours again. It does so by itself when the browser's colour scheme changes, or an
   * attribute of `<html>` or `<body>`; not when styles change otherwise.
   */
  restyle(): void {
    this.#chart.restyle();
  }

  /**
   * Takes the chart off the canvas, which is left as it was and can have another one; one that it made
   * for an element goes. From then on
   * methods do nothing, this one included.
   */
  destroy(): void {
    this.#chart.destroy();
  }

  #fill(chart: Chart<'line', Plotted[]>): { sentence: string; state: string } {
    const first = this.#tests.at(0);
    const last = this.#tests.at(-1);
    const end = Math.max(last?.samples ?? 0, (first?.samples ?? 0) + SHORTEST_SPAN);
    this.#bands = bandsOf(this.#tests);
    this.#beginnings = beginningsOf(this.#tests);
    const began = this.#beginnings.map(({ to }) => ({ x: to, y: Number.NaN }));
    const { chance, threshold, warning, mmd2, alarms, isAlone } = historyLines(this.#tests, end);
    const floor = chanceAxisEnd(this.#tests);
    // What is rarer still lies on the axis, and not below it, where nobody sees it.
    const onAxis = (line: readonly Plotted[]) =>
      line.map(({ x, y }) => ({ x, y: Math.max(y, floor) }));
    const measure = last?.measure ?? 'mmd2';
    const alarmsOnAxis = isOnChanceAxis(measure) ? onAxis(alarms) : alarms;
    const { datasets } = chart.data;
    const lines = [onAxis(chance), threshold, mmd2, alarmsOnAxis];
    [...lines, ...bandKeys(this.#bands), began, warning].forEach((data, index) => {
      datasets[index]!.data = data;
    });
    const pointRadius = isAlone.map((alone) => (alone ? LONE_RADIUS_PX : 0));
    for (const index of [0, 2]) Object.assign(datasets[index]!, { pointRadius });
    for (const index of [1, 3, 7]) Object.assign(datasets[index]!, { yAxisID: limitAxis(measure) });
    const scales = chart.options.scales!;
    const label = chanceLabel(measure);
    datasets[0]!.label = label;
    const p = scales['p'] as LogarithmicScaleOptions;
    Object.assign(p, { title: { ...p.title, text: label.split(' ')[0]! }, min: floor });
    Object.assign(scales['x']!, { min: first?.samples ?? 0, max: end });
    Object.assign(scales['mmd2']!, statisticRange(this.#tests));
    return { sentence: historySentence(this.#tests), state: historyState(this.#tests) };
  }
}

/** Options of `DriftHistory`. */
export interface DriftHistoryOptions {
  /** How many tests are shown, from 2. @defaultValue `200` */
  readonly length?: number;
}

const OPTIONS: NamesOf<DriftHistoryOptions> = { length: true };
