import {
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  type ChartOptions,
  type ChartType,
  type Plugin,
} from 'chart.js';
import { requireCanvas } from './arguments.js';
import { CanvasDescription } from './canvasDescription.js';
import { canvasSize } from './canvasSize.js';
import { type ChartTheme, readTheme } from './theme.js';

/** What one kind of chart shows, and how. */
export interface Drawing<Type extends ChartType, Point> {
  readonly type: Type;
  /** Options, and the style of each dataset, in a theme. */
  look(theme: ChartTheme): {
    readonly options: ChartOptions<Type>;
    readonly styles: readonly Omit<ChartDataset<Type>, 'data'>[];
  };
  plugins(theme: () => ChartTheme): Plugin<Type>[];
  /** Puts what is to be seen into the chart, and says it in words. */
  fill(
    chart: Chart<Type, Point[]>,
    theme: ChartTheme,
  ): { readonly sentence: string; readonly state: string };
}

/**
 * A Chart.js chart on a canvas of a page, from its making to its end: in the size and the colours of
 * its place, and described in words. It leaves the canvas as it found it.
 */
export class CanvasChart<Type extends ChartType, Point> {
  readonly chart: Chart<Type, Point[]>;
  readonly #canvas: HTMLCanvasElement;
  readonly #drawing: Drawing<Type, Point>;
  readonly #description: CanvasDescription;
  #theme: ChartTheme;
  /** Where the theme was read; undefined where it has to be read again. */
  #place: Document | undefined;
  #isDestroyed = false;

  /**
   * @param what Begins the message of an error.
   * @throws {@link InvalidOptionError} unless it is a canvas without a chart, and with a 2D context.
   */
  constructor(what: string, canvas: HTMLCanvasElement, drawing: Drawing<Type, Point>) {
    requireCanvas(what, canvas);
    this.#canvas = canvas;
    this.#drawing = drawing;
    this.#theme = this.#readTheme();
    const { options, styles } = drawing.look(this.#theme);
    const config = {
      type: drawing.type,
      data: { datasets: styles.map((style) => ({ ...style, data: [] })) },
      options,
      plugins: [this.#life(), canvasSize(canvas), ...drawing.plugins(() => this.#theme)],
    };
    this.chart = new Chart(canvas, config as unknown as ChartConfiguration<Type, Point[]>);
    this.#description = new CanvasDescription(canvas);
    this.draw();
  }

  get isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  draw(): void {
    if (this.#isDestroyed) return;
    const place = placeOf(this.#canvas);
    if (place && place !== this.#place) this.#dress();
    const { sentence, state } = this.#drawing.fill(this.chart, this.#theme);
    this.chart.update('none');
    this.#description.say(sentence, state);
  }

  /** Takes up the page's colours again. */
  restyle(): void {
    if (this.#isDestroyed) return;
    this.#dress();
    this.draw();
  }

  destroy(): void {
    if (!this.#isDestroyed) this.chart.destroy();
  }

  #readTheme(): ChartTheme {
    this.#place = placeOf(this.#canvas);
    return readTheme(this.#canvas);
  }

  #dress(): void {
    this.#theme = this.#readTheme();
    const { options, styles } = this.#drawing.look(this.#theme);
    this.chart.options = options;
    styles.forEach((style, index) => {
      Object.assign(this.chart.data.datasets[index]!, style);
    });
    // Not 'none': that would leave shared styles as they are. Only then are `options` the new ones.
    this.chart.update();
  }

  #life(): Plugin {
    return {
      id: 'life',
      // Made out of the page, and now in it.
      resize: () => {
        if (!this.#place) this.draw();
      },
      // Whoever destroyed it: Chart.js gives every chart to who asks for it.
      afterDestroy: (chart) => {
        // A listener of the app may have done it in the middle of an event, which ends in a drawing.
        chart.draw = chart.render = () => {};
        this.#isDestroyed = true;
        this.#description.remove();
      },
    };
  }
}

/** The document that a canvas is shown in, if it is. */
function placeOf(canvas: HTMLCanvasElement): Document | undefined {
  return canvas.isConnected ? canvas.ownerDocument : undefined;
}
