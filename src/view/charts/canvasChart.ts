import {
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  type ChartOptions,
  type ChartType,
  type Plugin,
} from 'chart.js';
import { canvasFor } from './arguments.js';
import { CanvasDescription } from './canvasDescription.js';
import { canvasSize } from './canvasSize.js';
import { pageChanges } from './pageChanges.js';
import { type ChartTheme, paperTheme, readTheme } from './theme.js';

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
 * A Chart.js chart on a canvas of a page, or on one of its own in a container, from its making to its
 * end: in the size and the colours of its place, and described in words. It leaves the canvas as it
 * found it, and the container empty.
 */
export class CanvasChart<Type extends ChartType, Point> {
  readonly chart: Chart<Type, Point[]>;
  readonly #canvas: HTMLCanvasElement;
  /** Made for a container. */
  readonly #isOwn: boolean;
  readonly #drawing: Drawing<Type, Point>;
  readonly #description: CanvasDescription;
  #theme: ChartTheme;
  /** Where the theme was read; undefined where it has to be read again. */
  #place: Document | undefined;
  #isPrinting = false;
  #isDestroyed = false;

  /**
   * @param what Begins the message of an error.
   * @throws {@link InvalidOptionError} unless it is a canvas without a chart and with a 2D context, or
   *   an element to fill.
   */
  constructor(what: string, place: HTMLElement, drawing: Drawing<Type, Point>) {
    const canvas = canvasFor(what, place);
    this.#isOwn = canvas !== place;
    if (this.#isOwn) {
      canvas.style.display = 'block';
      place.replaceChildren(canvas);
    }
    this.#canvas = canvas;
    this.#drawing = drawing;
    this.#theme = this.#readTheme();
    const { options, styles } = drawing.look(this.#theme);
    const config = {
      type: drawing.type,
      data: { datasets: styles.map((style) => ({ ...style, data: [] })) },
      options,
      plugins: [
        this.#life(),
        canvasSize(canvas),
        pageChanges(canvas, {
          look: () => this.#lookAround(),
          redraw: () => this.draw(),
          print: (isPrinting) => this.#print(isPrinting),
        }),
        ...drawing.plugins(() => this.#theme),
      ],
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
    if (place && place !== this.#place) this.#dress(this.#readTheme());
    const { sentence, state } = this.#drawing.fill(this.chart, this.#theme);
    this.chart.update('none');
    this.#description.say(sentence, state);
  }

  /** Takes up the page's colours again. */
  restyle(): void {
    if (this.#isDestroyed) return;
    this.#dress(this.#readTheme());
    this.draw();
  }

  destroy(): void {
    if (!this.#isDestroyed) this.chart.destroy();
  }

  /** Pages change often, and their colours seldom. */
  #lookAround(): void {
    const theme = this.#readTheme();
    if (JSON.stringify(theme) === JSON.stringify(this.#theme)) return;
    this.#dress(theme);
    this.draw();
  }

  #print(isPrinting: boolean): void {
    this.#isPrinting = isPrinting;
    this.restyle();
  }

  #readTheme(): ChartTheme {
    this.#place = placeOf(this.#canvas);
    const theme = readTheme(this.#canvas);
    return this.#isPrinting ? paperTheme(theme) : theme;
  }

  #dress(theme: ChartTheme): void {
    this.#theme = theme;
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
      // Some pages are printed with their dark background.
      beforeDraw: ({ ctx, width, height }) => {
        if (!this.#isPrinting) return;
        ctx.save();
        ctx.fillStyle = 'white';
        ctx.fillRect(0, 0, width, height);
        ctx.restore();
      },
      // Whoever destroyed it: Chart.js gives every chart to who asks for it.
      afterDestroy: (chart) => {
        // A listener of the app may have done it in the middle of an event, which ends in a drawing.
        chart.draw = chart.render = () => {};
        this.#isDestroyed = true;
        this.#description.remove();
        if (this.#isOwn) this.#canvas.remove();
      },
    };
  }
}

/** The document that a canvas is shown in, if it is. */
function placeOf(canvas: HTMLCanvasElement): Document | undefined {
  return canvas.isConnected ? canvas.ownerDocument : undefined;
}
