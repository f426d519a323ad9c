import { DriftGallery } from 'tfjs-drift/charts';
import type { WatchedInput } from '../watch/liveInputs.js';
import { element } from './element.js';
import { TableView } from './tableView.js';

/** How many are shown. */
const COUNT = 12;

/** Faster changes of their order could not be followed. */
const RENEW_MS = 1_000;

/** The inputs of the window that look least like the reference. */
export class GalleryPanel {
  readonly #gallery: DriftGallery;
  readonly #table: TableView;
  #inputs: readonly WatchedInput[] = [];
  #renewal: ReturnType<typeof setTimeout> | undefined;

  /** @param onSelect Told the sample that was chosen. */
  constructor(onSelect: (sample: number) => void) {
    this.#gallery = new DriftGallery(element('gallery', HTMLElement), {
      label: 'Inputs least like the reference',
      emptyText: 'Waiting for the first test.',
      onSelect: ({ sample }) => onSelect(sample),
    });
    this.#table = new TableView('gallery-table', () => this.#gallery.table());
  }

  show(inputs: readonly WatchedInput[]): void {
    this.#inputs = inputs;
    if (this.#renewal) return;
    this.#renew();
    this.#renewal = setTimeout(() => {
      this.#renewal = undefined;
      this.#renew();
    }, RENEW_MS);
  }

  #renew(): void {
    const ranked = [...this.#inputs].sort((a, b) => a.witness - b.witness);
    this.#gallery.update(ranked.slice(0, COUNT));
    this.#table.refresh();
  }
}
