import type { WindowWrite } from './window.js';

/** Something kept for each row of a `FeatureWindow`, slot for slot. */
export class SlotWindow<Item> {
  #capacity: number;
  readonly #slots: (Item | undefined)[];

  /** @param capacity That of the feature window. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#slots = new Array(capacity).fill(undefined);
  }

  /** By slot; a copy. */
  items(): (Item | undefined)[] {
    return [...this.#slots];
  }

  /** @param where What the feature window said when it took the rows in. */
  write(items: readonly Item[], { slot, skipped }: WindowWrite): void {
    for (let i = skipped; i < items.length; i++) {
      this.#slots[(slot + i - skipped) % this.#capacity] = items[i];
    }
  }

  /** See `FeatureWindow.keep`. */
  keep(slots: readonly number[]): void {
    const kept = slots.map((slot) => this.#slots[slot]);
    this.#slots.fill(undefined);
    this.#slots.splice(0, kept.length, ...kept);
  }

  /** See `FeatureWindow.resize`. */
  resize(capacity: number): void {
    this.#capacity = capacity;
    this.#slots.length = capacity;
  }
}
