import type { Reference } from 'tfjs-drift';
import { DriftScatter } from 'tfjs-drift/charts';
import { fitIsomapInWorker, type MapInWorker } from '../map/isomapInWorker.js';
import { element, setText } from './element.js';

type Rows = readonly ArrayLike<number>[];

/** Reference and live photos as points; before the map is there, that it is being made. */
export class MapPanel {
  readonly #canvas = element('map', HTMLCanvasElement);
  readonly #hint = element('map-hint', HTMLElement);
  #fitting = new AbortController();
  #map: MapInWorker | undefined;
  #scatter: DriftScatter | undefined;
  #rows: Rows = [];

  /** Makes a new map; returns at once. */
  use(reference: Reference): void {
    this.#drop();
    this.#fitting = new AbortController();
    const { signal } = this.#fitting;
    setText(this.#hint, `Mapping ${reference.size} reference photos…`);
    fitIsomapInWorker(reference, signal)
      .then((map) => {
        if (signal.aborted) return;
        setText(this.#hint, '');
        this.#map = map;
        this.#scatter = new DriftScatter(this.#canvas, { projection: map });
        this.show(this.#rows);
      })
      .catch((error) => this.#fail(signal, error));
  }

  /** @param rows Features of the live window, oldest first. */
  show(rows: Rows): void {
    this.#rows = rows;
    const { signal } = this.#fitting;
    this.#scatter?.update(rows).catch((error) => this.#fail(signal, error));
  }

  restyle(): void {
    this.#scatter?.restyle();
  }

  #drop(): void {
    this.#fitting.abort();
    this.#map?.close();
    this.#scatter?.destroy();
    this.#map = this.#scatter = undefined;
    this.#rows = [];
  }

  #fail(signal: AbortSignal, error: unknown): void {
    if (signal.aborted) return;
    const why = error instanceof Error ? error.message : String(error);
    setText(this.#hint, `The map could not be drawn. ${why}`);
  }
}
