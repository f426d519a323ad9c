import { DriftGallery } from 'tfjs-drift/charts';
import type { WatchedInput } from '../watch/liveInputs.js';
import { element, setText } from './element.js';
import { TableView } from './tableView.js';

/** How many are shown. */
const COUNT = 12;

/** Faster changes of their order could not be followed. */
const RENEW_MS = 1_000;

/** The inputs of the window that look least like the reference. */
export class GalleryPanel {
  readonly #gallery: DriftGallery;
  readonly #table: TableView;
  readonly #place = element('gallery', HTMLElement);
  readonly #caption = element('gallery-caption', HTMLElement);
  #inputs: readonly WatchedInput[] = [];
  #isPointedAt = false;
  #renewal: ReturnType<typeof setTimeout> | undefined;

  /** @param onSelect Told the sample that was chosen. */
  constructor(onSelect: (sample: number) => void) {
    this.#place.addEventListener('pointerenter', () => {
      this.#isPointedAt = true;
    });
    this.#place.addEventListener('pointerleave', () => {
      this.#isPointedAt = false;
      this.#renew();
    });
    this.#gallery = new DriftGallery(this.#place, {
      label: 'Inputs least like the reference',
      emptyText: 'Waiting for the first test.',
      onSelect: ({ sample }) => onSelect(sample),
    });
    this.#table = new TableView('gallery-table', () => this.#gallery.table());
  }

  /** @param isCalm All of them look like the reference. */
  show(inputs: readonly WatchedInput[], isCalm: boolean): void {
    this.#inputs = inputs;
    const most = isCalm
      ? 'All look like the reference; these the least.'
      : 'The least like the reference first.';
    setText(this.#caption, inputs.length > 0 ? most : '');
    if (this.#renewal) return;
    this.#renew();
    this.#renewal = setTimeout(() => {
      this.#renewal = undefined;
      this.#renew();
    }, RENEW_MS);
  }

  /** What is pointed at, or has the focus, stays where it is. */
  #renew(): void {
    const isHeld = this.#isPointedAt || this.#place.contains(document.activeElement);
    if (isHeld && this.#inputs.length > 0) return;
    const ranked = [...this.#inputs].sort((a, b) => a.witness - b.witness);
    this.#gallery.update(ranked.slice(0, COUNT));
    this.#table.refresh();
  }
}
