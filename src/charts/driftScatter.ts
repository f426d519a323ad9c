import { Chart, Legend, LinearScale, PointElement, ScatterController, Tooltip } from 'chart.js';
import { colour } from './palette.js';

Chart.register(ScatterController, LinearScale, PointElement, Legend, Tooltip);

/** A map of feature rows to the plane, fitted on the reference; `Isomap` is one. */
export interface Projection {
  /** Coordinates of the reference rows, shape [n, 2]. */
  readonly embedding: readonly (readonly number[])[];
  /** Coordinates of other rows, shape [rows, 2]. */
  transform(rows: readonly ArrayLike<number>[]): number[][];
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
const OLDEST_OPACITY = 0.25;

/**
 * Scatter of the reference and the live window in the plane: circles for the reference, triangles
 * for live rows, older ones fainter, the newest largest. The axes only ever grow, so that points
 * stay where they were.
 */
export class DriftScatter {
  readonly #projection: Projection;
  readonly #chart: Chart<'scatter', Plotted[]>;
  readonly #positions = new WeakMap<object, Plotted>();

  constructor(canvas: HTMLCanvasElement, { projection }: DriftScatterOptions) {
    this.#projection = projection;
    const reference = projection.embedding.map(toPoint);
    this.#chart = new Chart(canvas, {
      type: 'scatter',
      data: {
        datasets: [
          {
            label: 'live, newest largest',
            data: [],
            pointStyle: 'triangle',
            borderColor: colour('live'),
          },
          {
            label: 'reference',
            data: reference,
            pointStyle: 'circle',
            pointRadius: 2.5,
            borderWidth: 0,
            backgroundColor: colour('reference', 0.45),
          },
        ],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        scales: { x: hiddenAxis(), y: hiddenAxis() },
        plugins: {
          legend: { position: 'bottom', reverse: true, labels: { usePointStyle: true } },
          tooltip: { enabled: false },
        },
      },
    });
    this.#include(reference);
    this.#chart.update('none');
  }

  /**
   * Shows the live window.
   *
   * @param rows Feature rows, oldest first; a row object seen before is not projected again.
   */
  update(rows: readonly ArrayLike<number>[]): void {
    const unseen = rows.filter((row) => !this.#positions.has(row));
    this.#projection.transform(unseen).forEach((position, index) => {
      this.#positions.set(unseen[index]!, toPoint(position));
    });
    const points = rows.map((row) => this.#positions.get(row)!);
    const newest = points.length - 1;
    const [live] = this.#chart.data.datasets;
    Object.assign(live!, {
      data: points,
      pointRadius: points.map((_, age) => (age === newest ? 9 : 5)),
      pointBackgroundColor: points.map((_, age) => colour('live', opacity(age, newest))),
      pointBorderColor: points.map((_, age) => colour('live', opacity(age, newest))),
    });
    this.#include(points);
    this.#chart.update('none');
  }

  destroy(): void {
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

function opacity(age: number, newest: number): number {
  return newest === 0 ? 1 : OLDEST_OPACITY + ((1 - OLDEST_OPACITY) * age) / newest;
}

/** Isomap's axes have no unit and no meaning of their own: only distances count. */
function hiddenAxis() {
  return { ticks: { display: false }, grid: { color: 'rgba(128, 128, 128, 0.15)' } };
}
