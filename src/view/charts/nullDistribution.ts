import { BarController, BarElement, Chart, LinearScale, Tooltip } from 'chart.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { ownMethods } from '../../core/base/ownMethods.js';
import { requireKind } from './arguments.js';
import { CanvasChart } from './canvasChart.js';
import {
  countAtOrAbove,
  type NullTest,
  nullBins,
  nullSentence,
  requireNullTest,
  shareAtOrAbove,
  tableOfNull,
} from './nullData.js';
import { type NullBar, nullOptions, nullStyles } from './nullLook.js';
import { type Mark, verticalMarks } from './plot.js';
import { type ChartTable, shortNumber } from './table.js';

Chart.register(BarController, BarElement, LinearScale, Tooltip);

const MARGIN = 0.06;

/** Options of {@link NullDistribution}. */
export interface NullDistributionOptions {
  /** What the line at the observed statistic is called. @defaultValue `'observed'` */
  readonly label?: string;
}

/**
 * Histogram of a test's permutation statistics, with a line where the observed one is and how many
 * are at or above it: what the p-value means. Colours come from the page, see `readTheme`.
 *
 * @example
 * const chart = new NullDistribution(canvas);
 * monitor.on('verdict', () => {
 *   const test = monitor.nullDistribution();
 *   if (test) chart.update(test);
 * });
 */
export class NullDistribution {
  readonly #label: string;
  readonly #chart: CanvasChart<'bar', NullBar>;
  readonly #marks: Mark[] = [];
  #test: NullTest | undefined;

  /**
   * @param place A canvas, or an element that is given one in place of what it holds: as wide as that, and
   *   as high, or 280 pixels where its height comes from what it holds.
   * @throws InvalidOptionError unless it is an element, or a canvas without a chart and with a 2D context;
   *   for options that are not known or of another kind.
   */
  constructor(place: HTMLElement, options: NullDistributionOptions = {}) {
    ownMethods(this);
    requireKnownNames('NullDistribution', options, OPTIONS);
    requireKind('NullDistribution: label', options.label, 'string');
    this.#label = options.label ?? 'observed';
    this.#chart = new CanvasChart('NullDistribution', place, {
      type: 'bar',
      look: (theme) => ({ options: nullOptions(theme), styles: nullStyles(theme) }),
      plugins: (theme) => [verticalMarks(this.#marks, theme)],
      fill: (chart) => this.#fill(chart),
    });
  }

  /**
   * Shows another test; its array is kept and must not change.
   *
   * @throws InvalidOptionError where a number or the statistics are missing.
   */
  update(test: NullTest): void {
    if (this.#chart.isDestroyed) return;
    requireNullTest(test);
    this.#test = test;
    this.#chart.draw();
  }

  /** Forgets the test. */
  clear(): void {
    if (this.#chart.isDestroyed) return;
    this.#test = undefined;
    this.#chart.draw();
  }

  /** The bins that are shown, or were last, as rows. */
  table(): ChartTable {
    return tableOfNull(this.#test);
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

  #fill(chart: Chart<'bar', NullBar[]>): { sentence: string; state: string } {
    const test = this.#test;
    const bins = test ? nullBins(test) : [];
    for (const [index, dataset] of chart.data.datasets.entries()) {
      dataset.data = bins
        .filter(({ isAtOrAbove }) => isAtOrAbove === (index === 1))
        .map((bin) => ({ x: (bin.from + bin.to) / 2, y: bin.count, bin }));
    }
    this.#marks.length = 0;
    if (test) {
      const text = `${this.#label} ${shortNumber(test.statistic)}, ${shareAtOrAbove(test)} at or above`;
      this.#marks.push({ x: test.statistic, label: text });
      const edges = [test.statistic, ...bins.flatMap(({ from, to }) => [from, to])];
      const [min, max] = [Math.min(...edges), Math.max(...edges)];
      const margin = MARGIN * (max - min);
      Object.assign(chart.options.scales!['x']!, { min: min - margin, max: max + margin });
    }
    const isBeyond = test && countAtOrAbove(test) === 0;
    return { sentence: nullSentence(test), state: test ? `beyond: ${isBeyond}` : 'empty' };
  }
}

const OPTIONS: NamesOf<NullDistributionOptions> = { label: true };
