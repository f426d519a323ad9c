import {
  Chart,
  Legend,
  LinearScale,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import { requireInteger } from '../../core/base/checks.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { ownMethods } from '../../core/base/ownMethods.js';
import { CanvasChart } from './canvasChart.js';
import {
  requireScanEntry,
  type ScanEntry,
  scanSentence,
  scanState,
  tableOfScan,
  viewsOf,
  viewWord,
} from './scanData.js';
import {
  arrangePanels,
  type RarestWindow,
  scanCells,
  scanOptions,
  scanStyles,
} from './scanLook.js';
import type { ChartTable } from './table.js';

Chart.register(ScatterController, LinearScale, LogarithmicScale, PointElement, Legend, Tooltip);

/** The x axis shows at least so many samples. */
const SHORTEST_SPAN = 60;

/** Options of {@link ScanStrip}. */
export interface ScanStripOptions {
  /** How many tests are shown, from 2. @defaultValue `200` */
  readonly length?: number;
}

/**
 * How rare each window of a scan is, over time: samples from the left, windows from the smallest up, a
 * panel for features as they are and one for whitened ones. A change shows as a wedge, red in small
 * windows first and in larger ones as they fill; a dot marks the rarest. Colours come from the page, see
 * `readTheme`.
 *
 * @example
 * const strip = new ScanStrip(canvas);
 * monitor.on('verdict', (verdict) => {
 *   if (verdict.scan) strip.add({ ...verdict, scan: verdict.scan });
 * });
 */
export class ScanStrip {
  readonly #length: number;
  readonly #chart: CanvasChart<'scatter', RarestWindow>;
  readonly #entries: ScanEntry[] = [];
  /** Which is drawn in the first panel, which in the second. */
  #views: readonly string[] = [];

  /**
   * @param place A canvas, or an element that is given one in place of what it holds: as wide as that, and
   *   as high, or 280 pixels where its height comes from what it holds.
   * @throws InvalidOptionError unless it is an element, or a canvas without a chart and with a 2D context;
   *   for options that are not known or out of their range.
   */
  constructor(place: HTMLElement, options: ScanStripOptions = {}) {
    ownMethods(this);
    requireKnownNames('ScanStrip', options, OPTIONS);
    this.#length = requireInteger('ScanStrip: length', options.length ?? 200, 2);
    this.#chart = new CanvasChart('ScanStrip', place, {
      type: 'scatter',
      look: (theme) => ({ options: scanOptions(theme), styles: scanStyles(theme) }),
      plugins: (theme) => [scanCells(this.#entries, () => this.#views, theme)],
      fill: (chart) => this.#fill(chart),
    });
  }

  /**
   * Appends one test.
   *
   * @throws InvalidOptionError where a number is missing, or the windows are.
   */
  add(entry: ScanEntry): void {
    if (this.#chart.isDestroyed) return;
    requireScanEntry(entry);
    this.#entries.push(entry);
    if (this.#entries.length > this.#length) this.#entries.shift();
    this.#chart.draw();
  }

  /** Forgets all tests. */
  clear(): void {
    if (this.#chart.isDestroyed) return;
    this.#entries.length = 0;
    this.#chart.draw();
  }

  /** The windows of the latest test as rows. */
  table(): ChartTable {
    return tableOfScan(this.#entries);
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

  #fill(chart: Chart<'scatter', RarestWindow[]>): { sentence: string; state: string } {
    const entries = this.#entries;
    const views = viewsOf(entries);
    this.#views = views.map(({ name }) => name);
    const rarest = (index: number): RarestWindow[] =>
      entries
        .filter(({ scan }) => scan.view === views[index]?.name)
        .map((entry) => ({ x: entry.samples, y: entry.scan.window, entry }));
    chart.data.datasets[0]!.data = rarest(0);
    chart.data.datasets[1]!.data = rarest(1);
    const from = (entries[0]?.samples ?? 0.5) - 0.5;
    const to = Math.max(from + SHORTEST_SPAN, (entries.at(-1)?.samples ?? 0) + 0.5);
    Object.assign(chart.options.scales!['x']!, { min: from, max: to });
    arrangePanels(chart, views, viewWord);
    return { sentence: scanSentence(entries), state: scanState(entries) };
  }
}

const OPTIONS: NamesOf<ScanStripOptions> = { length: true };
