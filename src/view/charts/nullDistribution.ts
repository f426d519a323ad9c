import { BarController, BarElement, Chart, LinearScale, Tooltip } from 'chart.js';
import { CanvasDescription } from './canvasDescription.js';
import { canvasSize } from './canvasSize.js';
import {
  countAtOrAbove,
  type NullTest,
  nullBins,
  nullSentence,
  shareAtOrAbove,
  tableOfNull,
} from './nullData.js';
import { type NullBar, nullOptions, nullStyles } from './nullLook.js';
import { type Mark, verticalMarks } from './plot.js';
import { type ChartTable, shortNumber } from './table.js';
import { readTheme } from './theme.js';

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
  readonly #canvas: HTMLCanvasElement;
  readonly #label: string;
  readonly #chart: Chart<'bar', NullBar[]>;
  readonly #marks: Mark[] = [];
  readonly #description: CanvasDescription;
  #test: NullTest | undefined;

  constructor(canvas: HTMLCanvasElement, { label = 'observed' }: NullDistributionOptions = {}) {
    this.#canvas = canvas;
    this.#label = label;
    const theme = readTheme(canvas);
    this.#chart = new Chart(canvas, {
      type: 'bar',
      data: { datasets: nullStyles(theme).map((style) => ({ ...style, data: [] })) },
      options: nullOptions(theme),
      plugins: [canvasSize(canvas), verticalMarks(this.#marks, () => readTheme(canvas).text)],
    });
    this.#description = new CanvasDescription(canvas);
    this.#draw();
  }

  /** Shows another test; its array is kept and must not change. */
  update(test: NullTest): void {
    this.#test = test;
    this.#draw();
  }

  /** Forgets the test. */
  clear(): void {
    this.#test = undefined;
    this.#draw();
  }

  /** The bins that are shown, as rows. */
  table(): ChartTable {
    return tableOfNull(this.#test);
  }

  /** Takes up the page's colours again, after they changed. */
  restyle(): void {
    const theme = readTheme(this.#canvas);
    this.#chart.options = nullOptions(theme);
    nullStyles(theme).forEach((style, index) => {
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
    const test = this.#test;
    const bins = test ? nullBins(test) : [];
    for (const [index, dataset] of this.#chart.data.datasets.entries()) {
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
      Object.assign(this.#chart.options.scales!['x']!, { min: min - margin, max: max + margin });
    }
    this.#chart.update('none');
    const isBeyond = test && countAtOrAbove(test) === 0;
    this.#description.say(nullSentence(test), test ? `beyond: ${isBeyond}` : 'empty');
  }
}
