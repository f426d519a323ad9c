import type { ChartOptions, Plugin } from 'chart.js';

type Listener = ((point: ScatterPoint | undefined) => void) | undefined;

/** What the pointer is on, and what was pinned, by a click or by the app. */
export class ScatterPointer {
  readonly #onHover: Listener;
  readonly #onPin: Listener;
  #hovered: ScatterPoint | undefined;
  #pinned: ScatterPoint | undefined;
  #rows: readonly object[] = [];

  constructor(onHover: Listener, onPin: Listener) {
    this.#onHover = onHover;
    this.#onPin = onPin;
  }

  get pinned(): ScatterPoint | undefined {
    return this.#pinned;
  }

  /** Chart.js options; a click pins nothing without a listener. */
  options(): Pick<ChartOptions<'scatter'>, 'onHover' | 'onClick' | 'interaction'> {
    return {
      interaction: { mode: 'nearest', intersect: true },
      onHover: ({ type }, found, { canvas }) => {
        const point = type === 'mouseout' ? undefined : pointOf(found);
        if (this.#onPin) canvas.style.cursor = point ? 'pointer' : '';
        this.#hover(point);
      },
      onClick: (_, found, chart) => {
        if (!this.#onPin) return;
        const point = pointOf(found);
        this.pin(isSamePoint(point, this.#pinned) ? undefined : point);
        chart.draw();
      },
    };
  }

  /** Follows the pinned row to its new place among the live rows. */
  follow(rows: readonly object[]): void {
    const before = this.#rows;
    this.#rows = rows;
    if (this.#pinned?.kind !== 'live') return;
    const index = rows.indexOf(before[this.#pinned.index]!);
    if (index < 0) this.pin(undefined);
    else this.#pinned = { kind: 'live', index };
  }

  /** Pins a point, or none; the listener is told where that is a change. */
  pin(point: ScatterPoint | undefined): void {
    if (isSamePoint(point, this.#pinned)) return;
    this.#pinned = point;
    this.#onPin?.(point);
  }

  /** Chart.js tells `onHover` nothing of a pointer that leaves the area of the points. */
  leaving(): Plugin<'scatter'> {
    return {
      id: 'scatterPointer',
      afterEvent: (_, { event, inChartArea }) => {
        if (event.type === 'mouseout' || !inChartArea) this.#hover(undefined);
      },
      beforeDestroy: ({ canvas }) => {
        if (this.#hovered && this.#onPin) canvas.style.cursor = '';
      },
    };
  }

  #hover(point: ScatterPoint | undefined): void {
    if (isSamePoint(point, this.#hovered)) return;
    this.#hovered = point;
    this.#onHover?.(point);
  }
}

/** A point of the scatter. */
export interface ScatterPoint {
  readonly kind: 'reference' | 'live';
  /** Of the reference, the row of its embedding; of live rows, the row last given to `update`. */
  readonly index: number;
}

/** Chart.js datasets, the first one drawn last, on top. */
export const KINDS = ['live', 'reference'] as const;

/** The point that Chart.js found first, if any. */
function pointOf(
  found: readonly { readonly datasetIndex: number; readonly index: number }[],
): ScatterPoint | undefined {
  const [first] = found;
  return first && { kind: KINDS[first.datasetIndex]!, index: first.index };
}

function isSamePoint(a: ScatterPoint | undefined, b: ScatterPoint | undefined): boolean {
  return a?.kind === b?.kind && a?.index === b?.index;
}

const RADIUS_PX = 12;

/** Draws a ring around the pinned point. */
export function pinRing(
  pinned: () => ScatterPoint | undefined,
  ink: () => string,
): Plugin<'scatter'> {
  return {
    id: 'pinRing',
    afterDatasetsDraw(chart) {
      const point = pinned();
      if (!point) return;
      const { ctx } = chart;
      const element = chart.getDatasetMeta(KINDS.indexOf(point.kind)).data[point.index];
      if (!element) return;
      ctx.save();
      ctx.strokeStyle = ink();
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.arc(element.x, element.y, RADIUS_PX, 0, 2 * Math.PI);
      ctx.stroke();
      ctx.restore();
    },
  };
}
