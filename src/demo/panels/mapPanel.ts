import { DriftScatter, type ScatterPoint } from 'tfjs-drift/charts';
import { alongDrift } from '../map/driftDirection.js';
import { fitIsomapInWorker, type MapInWorker } from '../map/isomapInWorker.js';
import type { ReferenceInUse } from '../reference/referenceInUse.js';
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
  /** Those whose points are drawn, which may be older ones. */
  #drawn: readonly WatchedInput[] = [];
  #drawnTurn = 0;
  #turns = 0;
  #view: View = 'drift';
  #driftShownMs = Number.NEGATIVE_INFINITY;
  /** Of the drift: what is paused is of the latest window, too. */
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #hovered: ScatterPoint | undefined;
  #pinned: Behind | undefined;
  /** The sample that gets a ring once its point is drawn. */
  #toRing: number | undefined;

  constructor() {
    addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#unpin();
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
          // Not the point: another input has its number when the window has moved on.
          onPin: (point) => {
            this.#pinned = point && this.#behind(point);
            this.#toRing = undefined;
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
    this.#draw(rows, inputs, latest)
      .then(() => this.#table.refresh())
      .catch((error) => this.#fail(signal, error));
  }

  async #draw(rows: Rows, inputs: readonly WatchedInput[], latest?: number): Promise<void> {
    const { map, scatter } = { map: this.#map, scatter: this.#scatter };
    if (!map || !scatter) return;
    if (this.#view === 'drift') {
      const waitMs = this.#driftShownMs + DRIFT_RENEW_MS - performance.now();
      if (waitMs > 0) {
        this.#renewal ??= setTimeout(() => {
          this.#renewal = undefined;
          this.show(this.#rows, this.#inputs, this.#latest);
        }, waitMs);
        return;
      }
      this.#driftShownMs = performance.now();
      const [whitened, placed] = [await map.whiten(rows), await map.transform(rows)];
      if (this.#view !== 'drift' || scatter !== this.#scatter) return;
      const { reference, live } = alongDrift(map.whitened, whitened, latest);
      const embedding = reference.map((along, at) => [along, map.embedding[at]![0]!]);
      const places = new Map(rows.map((row, at) => [row, [live[at]!, placed[at]![0]!]]));
      const transform = (some: Rows): number[][] => some.map((row) => places.get(row)!);
      scatter.reproject({ embedding, transform }, DRIFT_TITLES);
    }
    const turn = ++this.#turns;
    const isTested = inputs.length > 0 && inputs.length === rows.length;
    const witness = inputs.map((input) => input.witness);
    await scatter.update(rows, this.#view === 'witness' && isTested ? { witness } : {});
    // The points of a later window may have come first, and then they stay.
    if (scatter !== this.#scatter || turn < this.#drawnTurn) return;
    this.#drawnTurn = turn;
    this.#drawn = isTested ? inputs : [];
    this.#ring();
    this.#describe();
  }

  /** Tells of a live input, and marks it, as a click on its point does; one without a point yet when it has one. */
  pin(input: Known): void {
    this.#unpin();
    const { sample } = input;
    this.#pinned = behindInput(this.#inputs.find((other) => other.sample === sample) ?? input);
    this.#toRing = sample;
    this.#ring();
    this.#describe();
  }

  #unpin(): void {
    this.#scatter?.pin(undefined);
    this.#pinned = this.#toRing = undefined;
    this.#describe();
  }

  #ring(): void {
    const index = this.#drawn.findIndex(({ sample }) => sample === this.#toRing);
    if (index >= 0) this.#scatter?.pin({ kind: 'live', index });
  }

  restyle(): void {
    this.#scatter?.restyle();
  }

  #describe(): void {
    this.#detail.show((this.#hovered && this.#behind(this.#hovered)) ?? this.#pinned);
  }

  #behind({ kind, index }: ScatterPoint): Behind | undefined {
    if (kind === 'live') return this.#drawn[index] && behindInput(this.#drawn[index]);
    const { label = '', picture } = this.#reference?.picture(index) ?? {};
    return { title: `Reference, input ${index + 1}`, text: label, picture };
  }

  #drop(): void {
    this.#fitting.abort();
    this.#map?.close();
    this.#scatter?.destroy();
    this.#map = this.#scatter = this.#hovered = this.#pinned = this.#toRing = undefined;
    this.#rows = this.#inputs = this.#drawn = [];
    this.#describe();
  }

  #fail(signal: AbortSignal, error: unknown): void {
    if (signal.aborted) return;
    const why = error instanceof Error ? error.message : String(error);
    setText(this.#hint, `The map could not be drawn. ${why}`);
  }
}

/** What is told of a live input. */
type Known = Pick<WatchedInput, 'sample' | 'guess' | 'thumbnail'>;

/** The input behind a point of the map. */
interface Behind {
  readonly title: string;
  readonly text: string;
  readonly picture: ImageData | OffscreenCanvas | undefined;
}

function behindInput({ sample, guess = '', thumbnail }: Known): Behind {
  return { title: `Live, input ${sample}`, text: guess, picture: thumbnail };
}

/** The picture of the input behind a point, and what is known of it. */
class PointDetail {
  readonly #card = element('map-detail', HTMLElement);
  readonly #canvas = element('map-detail-picture', HTMLCanvasElement);
  readonly #title = element('map-detail-title', HTMLElement);
  readonly #text = element('map-detail-text', HTMLElement);
  #picture: unknown;

  show(behind: Behind | undefined): void {
    this.#card.hidden = !behind;
    if (!behind) return;
    const { title, text, picture } = behind;
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
