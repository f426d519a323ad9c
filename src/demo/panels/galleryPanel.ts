import { DriftGallery, type GalleryInput } from 'tfjs-drift/charts';
import { type DriftPlaces, heatMapOver } from 'tfjs-drift/places';
import type { WatchedInput } from '../watch/liveInputs.js';
import { element, onChoice, setText } from './element.js';
import { TableView } from './tableView.js';

/** How many are shown. */
const COUNT = 12;

/** Of these, how many are looked at by place: each takes a pass of the model. */
const PLACES_COUNT = 6;

/** Faster changes of their order could not be followed. */
const RENEW_MS = 1_000;
const RENEW_PLACES_MS = 4_000;

/** Whether all inputs look like the reference, the latest do, or they do not. */
type Mood = 'calm' | 'after drift' | 'drift';

const captions: Readonly<Record<Mood, string>> = {
  calm: 'All like the reference.',
  'after drift': 'Still of the drift.',
  drift: 'The most unlike first.',
};

type FindPlaces = (count: number) => Promise<readonly DriftPlaces[]>;

/** The inputs of the window that look least like the reference. */
export class GalleryPanel {
  readonly #gallery: DriftGallery;
  readonly #table: TableView;
  readonly #place = element('gallery', HTMLElement);
  readonly #caption = element('gallery-caption', HTMLElement);
  readonly #findPlaces: FindPlaces;
  #isByPlace = false;
  #isFinding = false;
  #foundAt = -Infinity;
  #most = '';
  #inputs: readonly WatchedInput[] = [];
  #isPointedAt = false;
  #renewal: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param onSelect Told the input that was chosen, which may have left the window.
   * @param findPlaces Where in the most drifted inputs it is.
   */
  constructor(onSelect: (input: GalleryInput) => void, findPlaces: FindPlaces) {
    this.#findPlaces = findPlaces;
    onChoice('gallery-view', (view) => {
      this.#isByPlace = view === 'where';
      this.#foundAt = -Infinity;
      this.#renew();
    });
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
      onSelect,
    });
    this.#table = new TableView('gallery-table', () => this.#gallery.table());
  }

  show(inputs: readonly WatchedInput[], mood: Mood): void {
    this.#inputs = inputs;
    this.#most = captions[mood];
    if (!this.#isByPlace) this.#showMost();
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
    if (this.#isByPlace) {
      void this.#renewPlaces();
      return;
    }
    this.#showMost();
    const ranked = [...this.#inputs].sort((a, b) => a.witness - b.witness);
    this.#gallery.update(ranked.slice(0, COUNT));
    this.#table.refresh();
  }

  #showMost(): void {
    setText(this.#caption, this.#inputs.length > 0 ? this.#most : '');
  }

  async #renewPlaces(): Promise<void> {
    if (this.#isFinding || performance.now() - this.#foundAt < RENEW_PLACES_MS) return;
    this.#isFinding = true;
    if (this.#foundAt === -Infinity) setText(this.#caption, 'Looking place by place…');
    try {
      const places = await this.#findPlaces(PLACES_COUNT);
      if (!this.#isByPlace) return;
      this.#gallery.update(places.map((input) => ({ ...input, overlay: heatMapOver(input) })));
      this.#table.refresh();
      setText(this.#caption, placesText(places));
    } catch (error) {
      setText(this.#caption, error instanceof Error ? error.message : String(error));
    } finally {
      this.#foundAt = performance.now();
      this.#isFinding = false;
    }
  }
}

/** Where most of them are unlike the reference, if most agree. */
function placesText(places: readonly DriftPlaces[]): string {
  const counts = new Map<string, number>();
  for (const { where } of places) {
    if (where) counts.set(where, (counts.get(where) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  if (!most || most[1] <= places.length / 2) return 'Heat: unlike the reference.';
  return most[0] === 'all over' ? 'Heat: all over.' : `Heat: mostly ${most[0]}.`;
}
