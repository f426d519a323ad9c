import { Chart, Legend, LinearScale, PointElement, ScatterController, Tooltip } from 'chart.js';
import { InvalidOptionError } from '../../core/base/errors.js';
import { CanvasDescription } from './canvasDescription.js';
import { canvasSize } from './canvasSize.js';
import { type Plotted, plotted } from './plot.js';
import { liveStyle, referenceStyle, scatterOptions } from './scatterLook.js';
import { KINDS, pinRing, type ScatterPoint, ScatterPointer } from './scatterPointer.js';
import { type ScatterContent, scatterSentence, tableOfScatter } from './scatterWords.js';
import type { ChartTable } from './table.js';
import { readTheme } from './theme.js';

Chart.register(ScatterController, LinearScale, PointElement, Legend, Tooltip);

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
  readonly #description: CanvasDescription;
  readonly #pointer: ScatterPointer;
  #witness: ArrayLike<number> | undefined;
  #updates = 0;
  #shown = 0;
  #destroyed = false;

  constructor(canvas: HTMLCanvasElement, options: DriftScatterOptions) {
    const { projection, onHover, onPin } = options;
    this.#canvas = canvas;
    this.#projection = projection;
    this.#pointer = new ScatterPointer(onHover, onPin);
    const theme = readTheme(canvas);
    const reference = projection.embedding.map(plotted);
    this.#chart = new Chart(canvas, {
      type: 'scatter',
      data: {
        // The first dataset is drawn last, on top.
        datasets: [
          { ...liveStyle(theme, 0), data: [] },
          { ...referenceStyle(theme), data: reference },
        ],
      },
      options: { ...scatterOptions(theme), ...this.#pointer.options() },
      plugins: [
        canvasSize(canvas),
        this.#pointer.leaving(),
        pinRing(
          () => this.#pointer.pinned,
          () => readTheme(canvas).text,
        ),
      ],
    });
    this.#description = new CanvasDescription(canvas);
    this.#include(reference);
    this.#draw();
  }

  /**
   * Shows the live window. Calls may overlap: a late answer never replaces a newer window.
   *
   * @param rows Feature rows, oldest first; a row object shown before is not projected again.
   * @returns Resolves when these rows, or newer ones, are drawn; rejects with the projection's
   *   error, or an InvalidOptionError for a witness that is not one finite number for each row.
   */
  async update(
    rows: readonly ArrayLike<number>[],
    { witness }: ScatterUpdateOptions = {},
  ): Promise<void> {
    if (witness) requireWitness(witness, rows.length);
    const turn = ++this.#updates;
    const unseen = rows.filter((row) => !this.#positions.has(row));
    const placed = unseen.length > 0 ? await this.#projection.transform(unseen) : [];
    placed.forEach((position, index) => {
      this.#positions.set(unseen[index]!, plotted(position));
    });
    if (this.#destroyed || turn < this.#shown) return;
    this.#shown = turn;
    const points = rows.map((row) => this.#positions.get(row)!);
    this.#witness = witness && Array.from(witness);
    this.#pointer.follow(rows);
    Object.assign(this.#chart.data.datasets[0]!, {
      ...liveStyle(readTheme(this.#canvas), points.length, this.#witness),
      data: points,
    });
    this.#include(points);
    this.#draw();
  }

  /**
   * Draws a ring around a point and tells `onPin`, as a click on it would, so that an app can offer
   * this by keyboard. A point that is pinned already stays so, and nothing is told.
   *
   * @param point One of those shown now; undefined takes the ring away.
   * @throws InvalidOptionError for a point that is not shown; the pinned one then stays.
   */
  pin(point: ScatterPoint | undefined): void {
    if (this.#destroyed) return;
    const { live, reference } = this.#content;
    const counts = { live: live.length, reference: reference.length };
    this.#pointer.pin(point && requirePoint(point, counts));
    this.#chart.draw();
  }

  /** The points that are shown, as rows. */
  table(): ChartTable {
    return tableOfScatter(this.#content);
  }

  /** Takes up the page's colours again, after they changed. */
  restyle(): void {
    const theme = readTheme(this.#canvas);
    const [live, reference] = this.#chart.data.datasets;
    const { x, y } = this.#chart.options.scales!;
    const limits = [x, y].map((axis) => ({ min: axis?.min, max: axis?.max }));
    this.#chart.options = { ...scatterOptions(theme), ...this.#pointer.options() };
    Object.assign(live!, liveStyle(theme, live!.data.length, this.#witness));
    Object.assign(reference!, referenceStyle(theme));
    // Not 'none': that would leave shared styles as they are. Only then are `options` the new ones.
    this.#chart.update();
    Object.assign(this.#chart.options.scales!['x']!, limits[0]);
    Object.assign(this.#chart.options.scales!['y']!, limits[1]);
    this.#chart.update('none');
  }

  destroy(): void {
    this.#destroyed = true;
    this.#chart.destroy();
    this.#description.remove();
  }

  get #content(): ScatterContent {
    const [live, reference] = this.#chart.data.datasets;
    return { live: live!.data, reference: reference!.data, witness: this.#witness };
  }

  #draw(): void {
    this.#chart.update('none');
    const state = `${this.#content.live.length > 0}, ${this.#witness !== undefined}`;
    this.#description.say(scatterSentence(this.#content), state);
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

/** Options of `DriftScatter`. */
export interface DriftScatterOptions {
  readonly projection: Projection;
  /** Told what the pointer is on, when that changes; undefined where it is on no point. */
  readonly onHover?: (point: ScatterPoint | undefined) => void;
  /**
   * Told which point was clicked, or given to `pin`, and now has a ring; undefined when it lost it:
   * by a click on it or beside all points, by `pin`, or because its row left the window.
   */
  readonly onPin?: (point: ScatterPoint | undefined) => void;
}

/** Options of `DriftScatter.update`. */
export interface ScatterUpdateOptions {
  /** The witness of each row: live points are coloured from like to unlike the reference. */
  readonly witness?: ArrayLike<number>;
}

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

/**
 * @param counts How many points of each kind are shown.
 * @returns A copy, which the caller of `pin` cannot change.
 * @throws {@link InvalidOptionError} for a point that is not shown.
 */
function requirePoint(
  { kind, index }: ScatterPoint,
  counts: Readonly<Record<ScatterPoint['kind'], number>>,
): ScatterPoint {
  if (!KINDS.includes(kind)) {
    throw new InvalidOptionError(`point.kind: 'live' or 'reference' was expected, '${kind}' came.`);
  }
  if (Number.isInteger(index) && index >= 0 && index < counts[kind]) return { kind, index };
  const expected =
    counts[kind] > 0
      ? `a whole number from 0 to ${counts[kind] - 1} was expected, one of ${counts[kind]} ${kind} points`
      : `no ${kind} point is shown now`;
  throw new InvalidOptionError(`point.index: ${expected}, ${index} came.`);
}

/** @throws {@link InvalidOptionError} unless it is one finite number for each row. */
function requireWitness(witness: ArrayLike<number>, rows: number): void {
  if (witness.length === rows && Array.from(witness).every(Number.isFinite)) return;
  throw new InvalidOptionError(
    `witness: one finite number for each of ${rows} rows was expected, ${witness.length} values came.`,
  );
}
