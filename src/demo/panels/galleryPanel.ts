import type { DriftedInput } from 'tfjs-drift';
import { DriftGallery } from 'tfjs-drift/charts';
import { element } from './element.js';

/** The photos of the window that look least like the reference. */
export class GalleryPanel {
  /** How many are shown. */
  readonly count = 14;
  readonly #gallery = new DriftGallery(element('gallery', HTMLElement), {
    label: 'Photos least like the reference',
    emptyText: 'Waiting for the first test.',
  });

  /** @param inputs The least like the reference first. */
  show(inputs: readonly DriftedInput[]): void {
    this.#gallery.update(inputs);
  }
}
