import { Chart, Legend, LinearScale, PointElement, ScatterController, Tooltip } from 'chart.js';
import { InvalidOptionError } from '../../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { ownMethods } from '../../core/base/ownMethods.js';
import { requireArray, requireKind, requireList, requirePairs } from './arguments.js';
import { CanvasChart } from './canvasChart.js';
import { type Plotted, plotted } from './plot.js';
import { liveStyle, referenceStyle, scatterOptions } from './scatterLook.js';
import { type Named, namesOf, scatterNames } from './scatterNames.js';
import { KINDS, pinRing, type ScatterPoint, ScatterPointer } from './scatterPointer.js';
import { type ScatterContent, scatterSentence, tableOfScatter } from './scatterWords.js';
import type { ChartTable } from './table.js';

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
  #projection: Projection;
  readonly #labels: DriftScatterOptions['labels'];
  readonly #chart: CanvasChart<'scatter', Plotted>;
  #positions = new WeakMap<object, Plotted>();
  readonly #pointer: ScatterPointer;
  #reference: readonly Plotted[] = [];
  #names: readonly Named[] = [];
  #titles: ScatterTitles = {};
  #limits = noLimits();
  #live: readonly Plotted[] = [];
  #witness: ArrayLike<number> | undefined;
  #updates = 0;
  #shown = 0;

  /**
   * @param place A canvas, or an element that is given one in place of what it holds: as wide as that, and
   *   as high, or 280 pixels where its height comes from what it holds.
   * @throws InvalidOptionError unless it is an element, or a canvas without a chart and with a 2D context;
   *   for options that are missing, not known or of another kind.
   */
  constructor(place: HTMLElement, options: DriftScatterOptions) {
    ownMethods(this);
    requireKnownNames('DriftScatter', options, OPTIONS);
    const { projection, labels, onHover, onPin } = options;
    requireKind('DriftScatter: onHover', onHover, 'function');
    requireKind('DriftScatter: onPin', onPin, 'function');
    requireProjection(projection);
    if (labels !== undefined) requireArray('DriftScatter: labels', labels);
    this.#projection = projection;
    this.#labels = labels;
    this.#pointer = new ScatterPointer(onHover, onPin);
    this.#place(projection);
    this.#chart = new CanvasChart('DriftScatter', place, {
      type: 'scatter',
      look: (theme) => ({
        options: { ...scatterOptions(theme), ...this.#pointer.options() },
        // The first dataset is drawn last, on top.
        styles: [liveStyle(theme, 0), referenceStyle(theme)],
      }),
      plugins: (theme) => [
        this.#pointer.leaving(),
        pinRing(
          () => this.#pointer.pinned,
          () => theme().text,
        ),
        scatterNames(() => this.#names, theme),
      ],
      fill: ({ data: { datasets }, options: { scales } }, theme) => {
        const style = liveStyle(theme, this.#live.length, this.#witness);
        Object.assign(datasets[0]!, { ...style, data: this.#live });
        Object.assign(datasets[1]!, {
          data: this.#reference,
          label: `reference${this.#names.length > 0 ? ', named where most lie' : ''}`,
        });
        for (const axis of ['x', 'y'] as const) {
          const { [axis]: text = '' } = this.#titles;
          const { title } = scales![axis] as { title: object };
          const titled = { ...title, text, display: text !== '' };
          Object.assign(scales![axis]!, this.#limits[axis], { title: titled });
        }
        const state = `${this.#live.length > 0}, ${this.#witness !== undefined}`;
        return { sentence: scatterSentence(this.#content), state };
      },
    });
  }

  /**
   * Shows the live window. Calls may overlap: a late answer never replaces a newer window.
   *
   * @param rows Feature rows, oldest first; a row object shown before is not projected again.
   * @returns Resolves when these rows, or newer ones, are drawn; rejects with the projection's
   *   error, or an InvalidOptionError for rows that are no rows, a witness that is not one finite
   *   number for each row, or a projection that does not give two coordinates for each.
   */
  async update(
    rows: readonly ArrayLike<number>[],
    options: ScatterUpdateOptions = {},
  ): Promise<void> {
    if (this.#chart.isDestroyed) return;
    requireKnownNames('DriftScatter.update', options, UPDATE_OPTIONS);
    requireRows(rows);
    const { witness } = options;
    if (witness) requireWitness(witness, rows.length);
    const turn = ++this.#updates;
    const positions = this.#positions;
    const unseen = rows.filter((row) => !positions.has(row));
    const placed = unseen.length > 0 ? await this.#projection.transform(unseen) : [];
    requirePairs('DriftScatter: projection.transform()', placed, unseen.length);
    placed.forEach((position, index) => {
      positions.set(unseen[index]!, plotted(position));
    });
    if (this.#chart.isDestroyed || turn < this.#shown) return;
    this.#shown = turn;
    this.#live = rows.map((row) => positions.get(row)!);
    this.#witness = witness && Array.from(witness);
    this.#pointer.follow(rows);
    this.#include(this.#live);
    this.#chart.draw();
  }

  /**
   * Takes another projection of the same reference, such as one that shows a drift better; it is drawn with the
   * next `update`, and answers of the one before that come later are dropped.
   *
   * @param titles Of the axes, where these have a meaning of their own.
   * @throws InvalidOptionError for a projection that is none.
   */
  reproject(projection: Projection, titles: ScatterTitles = {}): void {
    requireProjection(projection);
    this.#projection = projection;
    this.#positions = new WeakMap();
    this.#shown = ++this.#updates;
    this.#titles = titles;
    this.#limits = noLimits();
    this.#place(projection);
  }

  /**
   * Draws a ring around a point and tells `onPin`, as a click on it would, so that an app can offer
   * this by keyboard. A point that is pinned already stays so, and nothing is told.
   *
   * @param point One of those shown now; undefined takes the ring away.
   * @throws InvalidOptionError for a point that is not shown; the pinned one then stays.
   */
  pin(point: ScatterPoint | undefined): void {
    if (this.#chart.isDestroyed) return;
    const counts = { live: this.#live.length, reference: this.#reference.length };
    this.#pointer.pin(point ? requirePoint(point, counts) : undefined);
    this.#chart.chart.draw();
  }

  /** The points that are shown, or were last, as rows. */
  table(): ChartTable {
    return tableOfScatter(this.#content);
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
   * methods do nothing, this one included, and no listener is told.
   */
  destroy(): void {
    this.#chart.destroy();
  }

  get #content(): ScatterContent {
    return { live: this.#live, reference: this.#reference, witness: this.#witness };
  }

  #place({ embedding }: Projection): void {
    this.#reference = embedding.map(plotted);
    this.#names = namesOf(this.#reference, this.#labels ?? []);
    this.#include(this.#reference);
  }

  #include(points: readonly Plotted[]): void {
    for (const axis of ['x', 'y'] as const) {
      const limits = this.#limits[axis];
      for (const { [axis]: at } of points) {
        if (!Number.isFinite(at)) continue;
        const margin = MARGIN * Math.abs(at);
        limits.min = Math.min(limits.min, at - margin);
        limits.max = Math.max(limits.max, at + margin);
      }
    }
  }
}

/** Options of `DriftScatter`. */
export interface DriftScatterOptions {
  readonly projection: Projection;
  /** What each row of the reference shows, such as a class: each name stands where most of its points are. */
  readonly labels?: readonly (string | undefined)[];
  /** Told what the pointer is on, when that changes; undefined where it is on no point. */
  readonly onHover?: (point: ScatterPoint | undefined) => void;
  /**
   * Told which point was clicked, or given to `pin`, and now has a ring; undefined when it lost it:
   * by a click on it or beside all points, by `pin`, or because its row left the window. Keep what is behind the
   * point, not its index: the ring follows its row, whose index is another one in the next window.
   */
  readonly onPin?: (point: ScatterPoint | undefined) => void;
}

const OPTIONS: NamesOf<DriftScatterOptions> = {
  projection: true,
  labels: true,
  onHover: true,
  onPin: true,
};

/** What the axes of a map mean. */
export interface ScatterTitles {
  readonly x?: string;
  readonly y?: string;
}

function noLimits(): { readonly x: Limits; readonly y: Limits } {
  return { x: { min: 0, max: 0 }, y: { min: 0, max: 0 } };
}

interface Limits {
  min: number;
  max: number;
}

/** @throws {@link InvalidOptionError} unless it is a projection. */
function requireProjection(projection: Projection): void {
  requirePairs('DriftScatter: projection.embedding', projection?.embedding);
  requireKind('DriftScatter: projection.transform', projection.transform ?? null, 'function');
}

/** Options of `DriftScatter.update`. */
export interface ScatterUpdateOptions {
  /** The witness of each row: live points are coloured from like to unlike the reference. */
  readonly witness?: ArrayLike<number>;
}

const UPDATE_OPTIONS: NamesOf<ScatterUpdateOptions> = { witness: true };

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

/** @throws {@link InvalidOptionError} unless it is an array of rows. */
function requireRows(rows: readonly ArrayLike<number>[]): void {
  requireArray('DriftScatter.update: rows', rows);
  for (const row of rows) requireList('DriftScatter.update: a row', row);
}

/** @throws {@link InvalidOptionError} unless it is one finite number for each row. */
function requireWitness(witness: ArrayLike<number>, rows: number): void {
  if (witness.length === rows && Array.from(witness).every(Number.isFinite)) return;
  throw new InvalidOptionError(
    `witness: one finite number for each of ${rows} rows was expected, ${witness.length} values came.`,
  );
}
