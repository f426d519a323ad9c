import { DriftScatter, type ScatterPoint } from 'tfjs-drift/charts';
import { alongDrift } from '../map/driftDirection.js';
import { fitIsomapInWorker, type MapInWorker } from '../map/isomapInWorker.js';
import type { ReferenceInUse, ReferencePicture } from '../reference/referenceInUse.js';
import type { WatchedInput } from '../watch/liveInputs.js';
import { element, onChoice, setText } from './element.js';
import { TableView } from './tableView.js';

type Rows = readonly ArrayLike<number>[];

/** Where live inputs drift to; or the shape of the reference, with them by age or by how unlike it they are. */
type View = 'age' | 'witness' | 'drift';

const captions: Readonly<Record<View, string>> = {
  age: 'All 1,024 features, flattened to two: near means alike.',
  witness: 'The same map. Orange: what the reference has least of.',
  drift: 'To the right: where the latest inputs differ most from it.',
};

const DRIFT_TITLES = {
  x: 'along the drift, in standard deviations of the reference',
  y: 'main axis of the map',
};

/** The direction of what is no drift is another one with each input. */
const DRIFT_RENEW_MS = 1_000;

/** Reference and live inputs as points; before the map is there, that it is being made. */
export class MapPanel {
  readonly #canvas = element('map', HTMLCanvasElement);
  readonly #hint = element('map-hint', HTMLElement);
  readonly #caption = element('map-caption', HTMLElement);
  readonly #detail = new PointDetail();
  readonly #table = new TableView(
    'map-table',
    () => this.#scatter?.table() ?? { caption: 'The map is not there yet', columns: [], rows: [] },
  );
  #fitting = new AbortController();
  #map: MapInWorker | undefined;
  #scatter: DriftScatter | undefined;
  #reference: ReferenceInUse | undefined;
  #rows: Rows = [];
  #latest: number | undefined;
  #inputs: readonly WatchedInput[] = [];
  #view: View = 'drift';
  #driftShownMs = Number.NEGATIVE_INFINITY;
  #hovered: ScatterPoint | undefined;
  #pinned: ScatterPoint | undefined;

  constructor() {
    addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#scatter?.pin(undefined);
    });
    onChoice('map-view', (chosen) => {
      const wasDrift = this.#view === 'drift';
      this.#view = chosen as View;
      setText(this.#caption, captions[this.#view]);
      this.#driftShownMs = Number.NEGATIVE_INFINITY;
      if (wasDrift && this.#map) this.#scatter?.reproject(this.#map);
      this.show(this.#rows, this.#inputs, this.#latest);
    });
  }

  /** Makes a new map; returns at once. */
  use(reference: ReferenceInUse): void {
    this.#drop();
    this.#reference = reference;
    this.#fitting = new AbortController();
    const { signal } = this.#fitting;
    setText(this.#hint, `Mapping ${reference.reference.size} reference inputs…`);
    fitIsomapInWorker(reference.reference, signal)
      .then((map) => {
        if (signal.aborted) return;
        setText(this.#hint, '');
        this.#map = map;
        const labels = map.embedding.map((_, row) => reference.picture(row)?.label);
        this.#scatter = new DriftScatter(this.#canvas, {
          projection: map,
          // A name that all have tells nothing.
          ...(new Set(labels).size > 1 && { labels }),
          onHover: (point) => {
            this.#hovered = point;
            this.#describe();
          },
          onPin: (point) => {
            this.#pinned = point;
            this.#describe();
          },
        });
        this.show(this.#rows, this.#inputs, this.#latest);
      })
      .catch((error) => this.#fail(signal, error));
  }

  /**
   * @param rows Features of the live window, oldest first.
   * @param inputs Those of the latest test, oldest first.
   * @param latest How many of the latest rows differ from the reference, where some do.
   */
  show(rows: Rows, inputs: readonly WatchedInput[], latest?: number): void {
    this.#latest = latest;
    this.#rows = rows;
    this.#inputs = inputs;
    const { signal } = this.#fitting;
    this.#draw(rows, inputs)
      .then(() => this.#table.refresh())
      .catch((error) => this.#fail(signal, error));
    this.#describe();
  }

  async #draw(rows: Rows, inputs: readonly WatchedInput[]): Promise<void> {
    const { map, scatter } = { map: this.#map, scatter: this.#scatter };
    if (!map || !scatter) return;
    if (this.#view === 'drift') {
      if (performance.now() - this.#driftShownMs < DRIFT_RENEW_MS) return;
      this.#driftShownMs = performance.now();
      const [whitened, placed] = [await map.whiten(rows), await map.transform(rows)];
      if (this.#view !== 'drift' || scatter !== this.#scatter) return;
      const { reference, live } = alongDrift(map.whitened, whitened, this.#latest);
      const embedding = reference.map((along, at) => [along, map.embedding[at]![0]!]);
      const places = new Map(rows.map((row, at) => [row, [live[at]!, placed[at]![0]!]]));
      const transform = (some: Rows): number[][] => some.map((row) => places.get(row)!);
      scatter.reproject({ embedding, transform }, DRIFT_TITLES);
    }
    const isTested = inputs.length > 0 && inputs.length === rows.length;
    const witness = inputs.map((input) => input.witness);
    await scatter.update(rows, this.#view === 'witness' && isTested ? { witness } : {});
  }

  /** Marks a live input, as a click on its point does. */
  pin(sample: number): void {
    const index = this.#inputs.findIndex((input) => input.sample === sample);
    if (index >= 0 && index < this.#rows.length) this.#scatter?.pin({ kind: 'live', index });
  }

  restyle(): void {
    this.#scatter?.restyle();
  }

  #describe(): void {
    const point = this.#hovered ?? this.#pinned;
    if (!point) this.#detail.hide();
    else if (point.kind === 'live') this.#detail.showLive(this.#inputs[point.index]);
    else this.#detail.showReference(point.index, this.#reference?.picture(point.index));
  }

  #drop(): void {
    this.#fitting.abort();
    this.#map?.close();
    this.#scatter?.destroy();
    this.#map = this.#scatter = this.#hovered = this.#pinned = undefined;
    this.#rows = this.#inputs = [];
    this.#detail.hide();
  }

  #fail(signal: AbortSignal, error: unknown): void {
    if (signal.aborted) return;
    const why = error instanceof Error ? error.message : String(error);
    setText(this.#hint, `The map could not be drawn. ${why}`);
  }
}

/** The input behind a point of the map: its picture and what is known of it. */
class PointDetail {
  readonly #card = element('map-detail', HTMLElement);
  readonly #canvas = element('map-detail-picture', HTMLCanvasElement);
  readonly #title = element('map-detail-title', HTMLElement);
  readonly #text = element('map-detail-text', HTMLElement);
  #picture: unknown;

  hide(): void {
    this.#card.hidden = true;
  }

  showLive(input: WatchedInput | undefined): void {
    if (!input) this.hide();
    else this.#show(`Live, input ${input.sample}`, input.guess ?? '', input.thumbnail);
  }

  showReference(row: number, about: ReferencePicture | undefined): void {
    this.#show(`Reference, input ${row + 1}`, about?.label ?? '', about?.picture);
  }

  #show(title: string, text: string, picture: ImageData | OffscreenCanvas | undefined): void {
    this.#card.hidden = false;
    setText(this.#title, title);
    setText(this.#text, text);
    this.#canvas.hidden = !picture;
    if (!picture || picture === this.#picture) return;
    this.#picture = picture;
    this.#canvas.width = picture.width;
    this.#canvas.height = picture.height;
    const context = this.#canvas.getContext('2d');
    if (picture instanceof ImageData) context?.putImageData(picture, 0, 0);
    else context?.drawImage(picture, 0, 0);
  }
}
