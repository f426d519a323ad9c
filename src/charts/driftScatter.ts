import { Chart, Legend, LinearScale, PointElement, ScatterController, Tooltip } from 'chart.js';
import { readTheme } from './chartTheme.js';
import { liveStyle, referenceStyle, scatterOptions } from './scatterStyle.js';

Chart.register(ScatterController, LinearScale, PointElement, Legend, Tooltip);

/**
 * A map of feature rows to the plane, fitted on the reference. `Isomap` is one; so is an object
 * that asks a worker, since `transform` may answer later.
 */
export interface Projection {
  /** Coordinates of the reference rows, shape [n, 2]. */
  readonly embedding: readonly (readonly number[])[];
  /** Coordinates of other rows, shape [rows, 2]. */
  transform(rows: readonly ArrayLike<number>[]): number[][] | PromiseLike<number[][]>;
}

/** Options of {@link DriftScatter}. */
export interface DriftScatterOptions {
  readonly projection: Projection;
}

interface Plotted {
  readonly x: number;
  readonly y: number;
}

const MARGIN = 0.15;

/**
 * Scatter of the reference and the live window in the plane: circles for the reference, triangles
 * for live rows, older ones fainter, the newest largest. The axes only ever grow, so that points
 * stay where they were. Colours come from the page, see `readTheme`.
 *
 * @example
 * const scatter = new DriftScatter(canvas, { projection: Isomap.fit(referenceRows) });
 * monitor.on('verdict', () => scatter.update(monitor.window.rows()));
 */
export class DriftScatter {
  readonly #canvas: HTMLCanvasElement;
  readonly #projection: Projection;
  readonly #chart: Chart<'scatter', Plotted[]>;
  readonly #positions = new WeakMap<object, Plotted>();
  #updates = 0;
  #shown = 0;
  #destroyed = false;

  constructor(canvas: HTMLCanvasElement, { projection }: DriftScatterOptions) {
    this.#canvas = canvas;
    this.#projection = projection;
    const theme = readTheme(canvas);
    const reference = projection.embedding.map(toPoint);
    this.#chart = new Chart(canvas, {
      type: 'scatter',
      data: {
        // The first dataset is drawn last, on top.
        datasets: [
          { ...liveStyle(theme, 0), data: [] },
          { ...referenceStyle(theme), data: reference },
        ],
      },
      options: scatterOptions(theme),
    });
    this.#include(reference);
    this.#chart.update('none');
  }

  /**
   * Shows the live window. Calls may overlap: a late answer never replaces a newer window.
   *
   * @param rows Feature rows, oldest first; a row object shown before is not projected again.
   * @returns Resolves when these rows, or newer ones, are drawn; rejects with the projection's
   *   error.
   */
  async update(rows: readonly ArrayLike<number>[]): Promise<void> {
    const turn = ++this.#updates;
    const unseen = rows.filter((row) => !this.#positions.has(row));
    const placed = unseen.length > 0 ? await this.#projection.transform(unseen) : [];
    placed.forEach((position, index) => {
      this.#positions.set(unseen[index]!, toPoint(position));
    });
    if (this.#destroyed || turn < this.#shown) return;
    this.#shown = turn;
    const points = rows.map((row) => this.#positions.get(row)!);
    Object.assign(this.#chart.data.datasets[0]!, {
      ...liveStyle(readTheme(this.#canvas), points.length),
      data: points,
    });
    this.#include(points);
    this.#chart.update('none');
  }

  /** Takes up the page's colours again, after they changed. */
  restyle(): void {
    const theme = readTheme(this.#canvas);
    const [live, reference] = this.#chart.data.datasets;
    const { x, y } = this.#chart.options.scales!;
    const limits = [x, y].map((axis) => ({ min: axis?.min, max: axis?.max }));
    this.#chart.options = scatterOptions(theme);
    Object.assign(this.#chart.options.scales!['x']!, limits[0]);
    Object.assign(this.#chart.options.scales!['y']!, limits[1]);
    Object.assign(live!, liveStyle(theme, live!.data.length));
    Object.assign(reference!, referenceStyle(theme));
    this.#chart.update('none');
  }

  destroy(): void {
    this.#destroyed = true;
    this.#chart.destroy();
  }

  #include(points: readonly Plotted[]): void {
    for (const axis of ['x', 'y'] as const) {
      const options = this.#chart.options.scales![axis]!;
      for (const point of points) {
        const margin = MARGIN * Math.abs(point[axis]);
        options.min = Math.min(Number(options.min ?? 0), point[axis] - margin);
        options.max = Math.max(Number(options.max ?? 0), point[axis] + margin);
      }
    }
  }
}

function toPoint(position: readonly number[]): Plotted {
  return { x: position[0]!, y: position[1]! };
}
